package dev.holdfast.controller.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Timers ordered by deadline: a binary heap in which every timer knows its place, so that setting one again costs
 * O(log n) and allocates nothing. A timer may have slack: when it is due it fires together with others, but alone only at the end of
 * its slack. Deadlines are on {@link System#nanoTime}'s scale and compared by subtraction. Used by one
 * thread.
 */
public final class TimerQueue {
    private final List<Timer> heap = new ArrayList<>();

    /** Told of each timer that fires. */
    public interface LatenessListener {
        /**
         * A timer is about to fire.
         *
         * @param lateNanos how long ago it was due, 0 or more
         * @param nowNanos the present
         */
        void firing(long lateNanos, long nowNanos);
    }

    /** One timer. It is set or not; firing clears it before its action runs, so the action may set it again. */
    public final class Timer {
        private static final int UNSET = -1;
        private final Runnable action;
        private long deadlineNanos;
        private long latestNanos;
        private int place = UNSET;

        private Timer(Runnable action) {
            this.action = action;
        }

        /** Sets the timer to fire at this time, instead of any earlier setting. */
        public void set(long deadlineNanos) {
            set(deadlineNanos, 0);
        }

        /**
         * The same, with slack.
         *
         * @param slackNanos how much later it may fire, 0 or more
         */
        public void set(long deadlineNanos, long slackNanos) {
            this.deadlineNanos = deadlineNanos;
            this.latestNanos = deadlineNanos + slackNanos;
            if (place == UNSET) {
                place = heap.size();
                heap.add(this);
            }
            siftDown(siftUp(place));
        }

        /** Makes the timer not fire; harmless when it is not set. */
        public void clear() {
            if (place == UNSET) {
                return;
            }
            int hole = place;
            place = UNSET;
            Timer last = heap.remove(heap.size() - 1);
            if (last != this) {
                put(last, hole);
                siftDown(siftUp(hole));
            }
        }

        /** Whether it will fire. */
        public boolean isSet() {
            return place != UNSET;
        }
    }

    /** A new timer, not set. */
    public Timer timer(Runnable action) {
        return new Timer(action);
    }

    /** Whether any timer is set. */
    public boolean isEmpty() {
        return heap.isEmpty();
    }

    /** When the next timer has to fire, the end of its slack; only when not {@link #isEmpty}. */
    public long nextDeadlineNanos() {
        return heap.get(0).latestNanos;
    }

    /** Whether a timer can fire; one with less slack may be in front of it, and keep it from that until its own slack ends. */
    public boolean isDue(long nowNanos) {
        return !heap.isEmpty() && nowNanos - heap.get(0).deadlineNanos >= 0;
    }

    /**
     * Fires the timers that are due, earliest first, until the budget is used up, and no more of them than are set when this
     * begins: an action that sets its timer to a time already past cannot keep the caller from its other work for ever. The first
     * one fires in any case.
     *
     * @param nanoClock asked anew before each: what earlier actions took makes the later timers late
     * @param budgetNanos how long this may take before the rest is left for the next call
     * @param lateness told how late each timer is, before it fires; its slack is not late
     * @return how many fired
     */
    public int fireDue(LongSupplier nanoClock, long budgetNanos, LatenessListener lateness) {
        long now = nanoClock.getAsLong();
        long end = now + budgetNanos;
        int most = heap.size();
        int fired = 0;
        while (fired < most && isDue(now)) {
            Timer timer = heap.get(0);
            timer.clear();
            fired++;
            lateness.firing(Math.max(0, now - timer.latestNanos), now);
            timer.action.run();
            now = nanoClock.getAsLong();
            if (now - end >= 0) {
                break;
            }
        }
        return fired;
    }

    private int siftUp(int start) {
        int place = start;
        while (place > 0 && isBefore(place, (place - 1) / 2)) {
            swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
        return place;
    }

    private void siftDown(int start) {
        int place = start;
        while (true) {
            int least = place;
            for (int child = 2 * place + 1; child <= 2 * place + 2 && child < heap.size(); child++) {
                if (isBefore(child, least)) {
                    least = child;
                }
            }
            if (least == place) {
                return;
            }
            swap(place, least);
            place = least;
        }
    }

    private boolean isBefore(int a, int b) {
        return heap.get(a).latestNanos - heap.get(b).latestNanos < 0;
    }

    private void swap(int a, int b) {
        Timer timerA = heap.get(a);
        put(heap.get(b), a);
        put(timerA, b);
    }

    private void put(Timer timer, int place) {
        heap.set(place, timer);
        timer.place = place;
    }
}
