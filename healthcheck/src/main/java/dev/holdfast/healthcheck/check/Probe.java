package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.policy.ProbeResult;

/** One attempt at one server. Lives on one event loop, is started once, and ends exactly once. */
interface Probe {
    /** Begins. A result may come before this returns. */
    void start();

    /** Ends without a result, because nobody wants it any more. */
    void abandon();

    /** Ends with a result. Later calls change nothing. */
    void finish(ProbeResult result);
}
