package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.Bytes;
import dev.holdfast.healthcheck.FailureReason;
import org.jspecify.annotations.Nullable;

/** A conversation over one connection, without the connection: what is received decides what is sent and how it ends. */
public interface Dialogue {
    /**
     * What follows from what was received.
     *
     * @param consumed how many of the bytes are done with; the others are given again with what follows them
     * @param send what is sent, null for nothing
     * @param result how it ends, null while it goes on
     */
    record Step(
            int consumed, @Nullable Bytes send, @Nullable ProbeResult result) {
        /** Waits for more. */
        public static Step waiting(int consumed) {
            return new Step(consumed, null, null);
        }

        /** Says something and goes on. */
        public static Step saying(int consumed, Bytes send) {
            return new Step(consumed, send, null);
        }

        /** Ends. */
        public static Step ending(int consumed, @Nullable Bytes send, ProbeResult result) {
            return new Step(consumed, send, result);
        }

        /** Ends badly, because something else was said than expected. */
        public static Step wrong(String detail) {
            return ending(0, null, new ProbeResult.Failed(FailureReason.WRONG_REPLY, detail));
        }
    }

    /** What is sent when the connection stands; empty when the server speaks first. */
    Bytes opening();

    /** What follows from what was received and not yet consumed. Called again while something is consumed and more is there. */
    Step received(byte[] data);

    /** What the server was to say when it did not, for people. */
    String expected();
}
