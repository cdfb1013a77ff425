package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.FailureReason;

/** What one probe found. A probe is one TCP connection, or one request for one URL. */
public sealed interface ProbeResult {

    /** A TCP connection was established. */
    record Connected() implements ProbeResult {
        /** All that can be said, so one object is enough. */
        public static final Connected INSTANCE = new Connected();
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
     * @param detail what was seen, for people
     */
    record Failed(FailureReason reason, String detail) implements ProbeResult {}

    /**
     * The probe could not be made, for a reason of this machine's.
     *
     * @param cause what the system said, for people
     */
    record NotRun(LocalTrouble trouble, String cause) implements ProbeResult {}
}
