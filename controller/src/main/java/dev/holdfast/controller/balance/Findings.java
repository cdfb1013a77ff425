package dev.holdfast.controller.balance;

import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.Verdict;

/** What is known of checks. */
interface Findings {
    /** Of checks that nobody has made yet: up, or with alpha down. */
    Findings NONE = spec -> Finding.initial(spec);

    /** What this check has found so far. */
    Finding of(CheckSpec spec);

    /**
     * What a check has found.
     *
     * @param verdict whether it passes
     * @param weight what it adds to the server's weight; may be negative
     */
    record Finding(Verdict verdict, int weight) {
        /** Before the first probe. */
        static Finding initial(CheckSpec spec) {
            return new Finding(spec.timing().alpha() ? Verdict.DOWN : Verdict.UP, 0);
        }
    }
}
