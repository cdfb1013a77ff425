package dev.holdfast.controller.daemon;

import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.controller.loop.TimerQueue;
import java.util.concurrent.TimeUnit;

/**
 * Has all of the heap cleared when as much garbage as there is use may be in it.
 *
 * <p>What outlives some collections of the young generation (a probe that waits for a dead server, the configuration before a reload)
 * becomes garbage in the old one. Java's serial collector looks there only when the heap has grown to its limit, which is meant
 * for the largest configurations, so that every director would come to take that much in time.
 */
final class HeapCare {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Until one was seen. */
    private static final long LIKELY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** What a timer does takes a moment, too. */
    private static final long AFTER_TIMER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final EventLoop loop;
    private final Runtime runtime = Runtime.getRuntime();
    private final HeapBound bound = new HeapBound(LIKELY_PAUSE_NANOS);
    private final TimerQueue.Timer timer;

    HeapCare(EventLoop loop) {
        this.loop = loop;
        timer = loop.timer(this::look);
    }

    /** Begins to look; on the loop's thread. */
    void start() {
        timer.set(System.nanoTime() + LOOK_NANOS);
    }

    private void look() {
        if (!bound.isExceeded(used())) {
            start();
            return;
        }
        long quietNanos = loop.quietNanos();
        if (bound.isTheMoment(quietNanos)) {
            clear();
            start();
        } else {
            timer.set(System.nanoTime() + Math.max(0, quietNanos) + AFTER_TIMER_NANOS);
        }
    }

    private void clear() {
        long begun = System.nanoTime();
        // All threads stand still meanwhile, whichever of them asks.
        System.gc();
        bound.cleared(used(), System.nanoTime() - begun);
    }

    private long used() {
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
