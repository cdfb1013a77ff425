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
    private static final int LOOK_SECONDS = 5;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(LOOK_SECONDS);

    private final Runtime runtime = Runtime.getRuntime();
    private final HeapBound bound = new HeapBound();
    private final TimerQueue.Timer timer;

    HeapCare(EventLoop loop) {
        timer = loop.timer(this::look);
    }

    /** Begins to look, every {@value #LOOK_SECONDS} s; on the loop's thread. */
    void start() {
        timer.set(System.nanoTime() + LOOK_NANOS);
    }

    private void look() {
        if (bound.isExceeded(used())) {
            // All threads stand still meanwhile, whichever of them asks.
            System.gc();
            bound.cleared(used());
        }
        start();
    }

    private long used() {
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
