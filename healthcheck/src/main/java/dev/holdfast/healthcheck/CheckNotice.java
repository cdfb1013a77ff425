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

        T probeNotRun(ProbeNotRun notice);
    }

    /** Calls the function of this notice's kind. */
    <T> T match(Cases<T> cases);

    /** A server that was down (or, with alpha, not known yet) answered well: everything that was asked of it succeeded. */
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
     * A probe found the server not well.
     *
     * @param url the URL asked for, null for a checker without URLs or when the connection failed before any was asked
     * @param detail what was seen, for example {@code status 404} or {@code Connection refused}; for people, not parsed
     */
    record ProbeFailed(
            CheckSpec spec, FailureReason reason, @Nullable UrlSpec url, String detail) implements CheckNotice {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.probeFailed(this);
        }
    }

    /**
     * The server failed often enough to be down.
     *
     * @param retries how many retries were made after the first failure; 0 when none was to be made
     */
    record RetriesExhausted(CheckSpec spec, int retries) implements CheckNotice {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.retriesExhausted(this);
        }
    }

    /**
     * A probe could not be made for a reason of this machine's: no descriptor, no local port, a source address that is
     * not here. It says nothing of the server and does not count against it.
     */
    record ProbeNotRun(CheckSpec spec, String cause) implements CheckNotice {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.probeNotRun(this);
        }
    }
}
