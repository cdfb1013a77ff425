package dev.holdfast.controller.daemon;

/**
 * When all of the heap is cleared: more than twice what was left last time is in use, and some more where that is little, at a moment in
 * which nobody needs the time that it takes.
 */
final class HeapBound {
    /** Less garbage than this is not worth the pause. */
    static final long LEAST_GARBAGE = 8L << 20;

    /** How many moments may be let go because a timer is due soon. */
    static final int MOST_PUT_OFF = 20;

    private long live;
    private long pauseNanos;
    private int putOff;

    /**
     * Knows nothing of the heap yet.
     *
     * @param pauseNanos how long it is likely to take
     */
    HeapBound(long pauseNanos) {
        this.pauseNanos = pauseNanos;
    }

    /**
     * Whether the heap has to be cleared.
     *
     * @param used bytes in use, garbage included
     */
    boolean isExceeded(long used) {
        live = Math.min(live, used);
        return used > live + Math.max(live, LEAST_GARBAGE);
    }

    /**
     * Whether this is the moment to do it.
     *
     * @param quietNanos how long nobody needs the time, as far as is known
     */
    boolean isTheMoment(long quietNanos) {
        return quietNanos >= pauseNanos || ++putOff > MOST_PUT_OFF;
    }

    /**
     * The heap has been cleared.
     *
     * @param used bytes still in use
     * @param tookNanos how long all stood still
     */
    void cleared(long used, long tookNanos) {
        live = used;
        pauseNanos = tookNanos;
        putOff = 0;
    }
}
