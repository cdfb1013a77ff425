package dev.holdfast.controller.daemon;

/** How much of the heap may be in use before all of it is cleared: twice what was left last time, and some more where that is little. */
final class HeapBound {
    /** Less garbage than this is not worth the pause. */
    static final long LEAST_GARBAGE = 8L << 20;

    private long live;

    /**
     * Whether it is time to clear the heap.
     *
     * @param used bytes in use, garbage included
     */
    boolean isExceeded(long used) {
        live = Math.min(live, used);
        return used > live + Math.max(live, LEAST_GARBAGE);
    }

    /**
     * The heap has been cleared.
     *
     * @param used bytes still in use
     */
    void cleared(long used) {
        live = used;
    }
}
