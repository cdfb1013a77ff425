package dev.holdfast.controller.loop;

import java.util.ArrayList;
import java.util.List;

/**
 * Timers ordered by deadline: a binary heap in which every timer knows its place, so that setting one again costs
 * O(log n) and allocates nothing. Deadlines are on {@link System#nanoTime}'s scale and compared by subtraction. Used by one
 * thread.
 */
public final class TimerQueue {
    private final List<Timer> heap = new ArrayList<>();

    /** One timer. It is set or not; firing clears it before its action runs, so the action may set it again. */
    public final class Timer {
        private static final int UNSET = -1;
        private final Runnable action;
        private long deadlineNanos;
        private int place = UNSET;

        private Timer(Runnable action) {
            this.action = action;
        }

        /** Sets the timer to fire at this time, instead of any earlier setting. */
        public void set(long deadlineNanos) {
            this.deadlineNanos = deadlineNanos;
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

    /** The least deadline; only when not {@link #isEmpty}. */
    public long nextDeadlineNanos() {
        return heap.get(0).deadlineNanos;
    }

    /**
     * Fires the timers that are due, earliest first, and no more of them than are set when this begins: an action that
     * sets its timer to a time already past cannot keep the caller from its other work for ever.
     *
     * @return how many fired
     */
    public int fireDue(long nowNanos) {
        int most = heap.size();
        int fired = 0;
        while (fired < most && !heap.isEmpty() && nowNanos - heap.get(0).deadlineNanos >= 0) {
            Timer timer = heap.get(0);
            timer.clear();
            fired++;
            timer.action.run();
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
        return heap.get(a).deadlineNanos - heap.get(b).deadlineNanos < 0;
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
