package dev.holdfast.vrrp.track;

/** How something that is tracked stands. */
public sealed interface TrackStatus {
    /** The status of everything but files. */
    enum Condition implements TrackStatus {
        /**
         * Not found out yet, as a script that has not run (one with {@code init_fail} is {@link #DOWN} instead): with a weight it
         * counts nothing; with weight 0 it keeps an instance that does not take part from doing so, and leaves one that does alone.
         */
        UNKNOWN,
        /** Never found out, as a script that must not run: it counts nothing, and nobody waits for it. */
        DISABLED,
        /** It works. */
        UP,
        /** It does not. */
        DOWN
    }

    /**
     * The status of a file.
     *
     * @param number what the file says; 0 for a file that is not there or has no number
     */
    record Value(long number) implements TrackStatus {}
}
