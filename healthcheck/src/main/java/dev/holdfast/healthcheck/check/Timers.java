package dev.holdfast.healthcheck.check;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Timers of an event loop, gathered in groups that fire together: with a thousand checks the thread wakes for several of them at a
 * time, which costs less than half. A timer is never early, and late by a {@value #GROUPS_IN_DELAY}th of its delay at most. On the
 * loop only.
 */
final class Timers {
    /** How many groups there are at least, a power of two, in the time until a timer is due. */
    private static final int GROUPS_IN_DELAY = 128;

    private final EventLoop loop;

    /** By the time at which they fire, on {@link System#nanoTime}'s scale. */
    private final Map<Long, Group> groups = new HashMap<>();

    Timers(EventLoop loop) {
        this.loop = loop;
    }

    /** One timer, of one group. */
    static final class Timer {
        private static final int GONE = -1;

        private final Runnable action;
        private final List<Timer> others;
        private int place;

        private Timer(Runnable action, List<Timer> others) {
            this.action = action;
            this.others = others;
            this.place = others.size();
            others.add(this);
        }

        /** It does not fire any more; harmless when it has fired. */
        void cancel() {
            if (place == GONE) {
                return;
            }
            Timer last = others.remove(others.size() - 1);
            if (last != this) {
                others.set(place, last);
                last.place = place;
            }
            place = GONE;
        }
    }

    private static final class Group {
        private final List<Timer> timers = new ArrayList<>();

        void fire() {
            while (!timers.isEmpty()) {
                Timer next = timers.get(timers.size() - 1);
                next.cancel();
                try {
                    next.action.run();
                } catch (RuntimeException e) {
                    // The others of the group have nothing to do with it.
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                }
            }
        }
    }

    /**
     * Sets a timer.
     *
     * @param delayNanos 0 or more
     */
    Timer schedule(Runnable action, long delayNanos) {
        long now = System.nanoTime();
        long grain = Math.max(1, Long.highestOneBit(delayNanos) / GROUPS_IN_DELAY);
        // Grains are powers of two, so groups of longer delays are groups of shorter ones as well.
        long at = (now + delayNanos + grain - 1) & -grain;
        Group group = groups.get(at);
        if (group == null) {
            group = new Group();
            groups.put(at, group);
            Future<?> unused = loop.schedule(() -> fire(at), at - now, TimeUnit.NANOSECONDS);
        }
        return new Timer(action, group.timers);
    }

    private void fire(long at) {
        Group due = groups.remove(at);
        if (due != null) {
            due.fire();
        }
    }
}
