package dev.holdfast.healthcheck;

import org.jspecify.annotations.Nullable;

/**
 * Something of a checker that an operator may want to read or a metric to count, other than the change between up and
 * down, which is a {@link Verdict}. In the order in which things happened.
 */
public sealed interface CheckNotice {

    /** One function for each kind of notice; a new kind adds one, so no caller can forget it. */
    interface Cases<T> {
        T serverSucceeded(ServerSucceeded notice);

        T urlSucceeded(UrlSucceeded notice);

        T probeFailed(ProbeFailed notice);

        T retriesExhausted(RetriesExhausted notice);

        T lengthMismatch(LengthMismatch notice);

        T probeNotRun(ProbeNotRun notice);
    }

    /** Calls the function of this notice's kind. */
    <T> T match(Cases<T> cases);

    /**
     * Everything that was asked of the server succeeded: the first time, or after it was down. Comes before the verdict,
     * and at the first success also when there is none, because a checker without alpha begins as up.
     */
    record ServerSucceeded(CheckSpec spec) implements CheckNotice {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.serverSucceeded(this);
        }
    }

    /**
     * One URL of a server that was down answered as expected.
     *
     * @param statusCode the status received
     * @param digestCompared whether the body's digest was compared too
     */
    record UrlSucceeded(HttpCheckSpec spec, UrlSpec url, int statusCode, boolean digestCompared)
            implements CheckNotice {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.urlSucceeded(this);
        }
    }

    /**
     * A probe found the server not well. There is one for every failed probe, so that they can be counted.
     *
     * @param url the URL asked for, null for a checker without URLs
     * @param detail what was seen, for example {@code status 404} or {@code Connection refused}; for people, not parsed
     * @param worthLogging whether keepalived's log would have a line of it: {@code log_all_failures} is on and the server
     *     still counts as up, or it is the first check of a URL or a mail server
     * @param last whether {@link RetriesExhausted} follows
     * @param retry which retry it was, 0 for none
     */
    record ProbeFailed(
            CheckSpec spec,
            FailureReason reason,
            @Nullable UrlSpec url,
            String detail,
            boolean worthLogging,
            boolean last,
            int retry)
            implements CheckNotice {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.probeFailed(this);
        }
    }

    /**
     * The server failed often enough to be down, or failed its very first check. Comes before the verdict, and at the
     * first check of a TCP checker with alpha without one.
     *
     * @param retries how many retries were made after the first failure. A server that never answered gets none, whatever
     *     {@code retry} says
     * @param reason why the last one failed
     * @param detail what was seen of it, for people
     */
    record RetriesExhausted(CheckSpec spec, int retries, FailureReason reason, String detail) implements CheckNotice {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.retriesExhausted(this);
        }
    }

    /**
     * A body ended before its announced length. The check goes on with what came. Told once, until the lengths agree again.
     *
     * @param announced Content-Length, in bytes
     * @param received length of the body, in bytes
     */
    record LengthMismatch(HttpCheckSpec spec, UrlSpec url, long announced, long received) implements CheckNotice {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.lengthMismatch(this);
        }
    }

    /** Where a probe that could not be made got stuck. */
    enum LocalTrouble {
        /** No socket could be opened, for example for want of descriptors. */
        SOCKET,
        /** The source address or port could not be bound, or no local port was left. */
        BIND,
        /** A file of the SSL block could not be used. */
        TLS_FILES,
        /** An error of this program. */
        INTERNAL
    }

    /**
     * A probe could not be made for a reason of this machine's: no descriptor, no local port, a source address that is
     * not here. It says nothing of the server and does not count against it; the next probe is a {@code delay_loop} away.
     *
     * @param cause what the system said, for people
     */
    record ProbeNotRun(CheckSpec spec, LocalTrouble trouble, String cause) implements CheckNotice {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.probeNotRun(this);
        }
    }
}
