package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.FailureReason;
import org.jspecify.annotations.Nullable;

/** What one probe found. A probe is one connection, one request for one URL, one run of a program. */
public sealed interface ProbeResult {

    /**
     * The server is well: a connection was established, a program succeeded, whatever the checker asks for.
     *
     * @param weight what is to be added to the server's weight, null when that stays as it is
     */
    record Succeeded(@Nullable Integer weight) implements ProbeResult {
        /** All that most can say, so one object is enough. */
        public static final Succeeded INSTANCE = new Succeeded(null);
    }

    /**
     * A URL answered as expected.
     *
     * @param statusCode the status received
     * @param announcedLength Content-Length in bytes, -1 when none was sent
     * @param receivedLength bytes of body received
     */
    record Answered(int statusCode, long announcedLength, long receivedLength) implements ProbeResult {
        /** Whether the body ended before its announced length. */
        public boolean cutShort() {
            return announcedLength > receivedLength;
        }
    }

    /**
     * The server is not well.
     *
     * @param detail what was seen, for people: what a server said may be in it, so control characters are shown as ?, and at most
     *     {@value #MOST_DETAIL} characters are kept
     */
    record Failed(FailureReason reason, String detail) implements ProbeResult {
        static final int MOST_DETAIL = 300;

        public Failed {
            detail = Shown.line(detail, MOST_DETAIL);
        }
    }

    /**
     * The probe could not be made, for a reason of this machine's.
     *
     * @param cause what the system said, for people
     */
    record NotRun(LocalTrouble trouble, String cause) implements ProbeResult {}
}
