package dev.holdfast.controller.loop;

import java.util.ArrayList;
import java.util.List;

/**
 * How well a loop keeps its time: how late timers fire, and how long the loop was busy between two waits. A timer that fires too
 * late is told to listeners; one that writes it down is told at once, and then of everything that follows within some time together.
 * Does no I/O and reads no clock. Used by one thread.
 */
public final class LoopTimes {
    /** What was late since it was last told. */
    public interface LateListener {
        /**
         * Timers fired too late.
         *
         * @param latestNanos how late the worst of them was
         * @param times how many there were
         */
        void late(long latestNanos, long times);
    }

    private final DurationHistogram lateness = new DurationHistogram();
    private final DurationHistogram turns = new DurationHistogram();
    private final List<Watch> watches = new ArrayList<>();

    LoopTimes() {}

    /**
     * Has a listener told of timers that are late, in the loop's turn.
     *
     * @param limitNanos from where on they are
     * @param gatherNanos how long after it was told everything is gathered; 0 to be told of each
     * @return sets the limit anew
     */
    public Watch tell(long limitNanos, long gatherNanos, LateListener listener) {
        Watch watch = new Watch(limitNanos, gatherNanos, listener);
        watches.add(watch);
        return watch;
    }

    /** How late timers fired, since the loop began. */
    public Durations lateness() {
        return lateness.durations();
    }

    /** How long the loop was busy each time after it had waited, since it began. */
    public Durations turns() {
        return turns.durations();
    }

    void turnTook(long nanos) {
        turns.record(nanos);
    }

    void fired(long lateNanos, long nowNanos) {
        lateness.record(lateNanos);
        for (int i = 0; i < watches.size(); i++) {
            watches.get(i).fired(lateNanos, nowNanos);
        }
    }

    /** One listener, and what it is still to be told. */
    public static final class Watch {
        private final long gatherNanos;
        private final LateListener listener;
        private long limitNanos;
        private long latestNanos;
        private long times;
        private boolean told;
        private long toldAtNanos;

        private Watch(long limitNanos, long gatherNanos, LateListener listener) {
            this.limitNanos = limitNanos;
            this.gatherNanos = gatherNanos;
            this.listener = listener;
        }

        /** Timers are too late from here on now. */
        public void limit(long nanos) {
            limitNanos = nanos;
        }

        private void fired(long lateNanos, long nowNanos) {
            if (lateNanos < limitNanos) {
                return;
            }
            latestNanos = Math.max(latestNanos, lateNanos);
            times++;
            if (!told || nowNanos - toldAtNanos >= gatherNanos) {
                told = true;
                toldAtNanos = nowNanos;
                listener.late(latestNanos, times);
                latestNanos = 0;
                times = 0;
            }
        }
    }
}
