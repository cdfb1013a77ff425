package dev.holdfast.healthcheck.check;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Timers of an event loop, gathered in groups that fire together: with a thousand checks the thread wakes for several of them at a
 * time, which costs less than half. A timer is never early, and late by a {@value #GROUPS_IN_DELAY}th of its delay at most, while the
 * loop is on time. On the loop only.
 *
 * <p>However many are due, after a pause for one, {@value #MOST_IN_TURN} fire at most before the loop's sockets get their turn: what
 * began is gone on with before more begins. So what has been begun and not ended stays little, in sockets and in memory.
 *
 * <p>Groups are linked lists, and a timer that is out of one holds on to nothing in it. Arrays that were outgrown would keep the
 * probes of cancelled timers in the collector's old generation, one promoted after another.
 */
final class Timers {
    /** How many groups there are at least, a power of two, in the time until a timer is due. */
    private static final int GROUPS_IN_DELAY = 128;

    /** How many fire in one turn of the loop. */
    static final int MOST_IN_TURN = 64;

    private final EventLoop loop;

    /** By the time at which they fire, on {@link System#nanoTime}'s scale; multiples of powers of two, which hash alike. */
    private final NavigableMap<Long, Group> groups = new TreeMap<>();

    /** The one that was looked for last, of each grain, by its power of two. */
    private final @Nullable Group[] recent = new Group[Long.SIZE];

    /** Whether more are due than this turn could take. */
    private boolean behind;

    Timers(EventLoop loop) {
        this.loop = loop;
    }

    /** A place in the ring of a group's timers. */
    private static class Link {
        private Link previous = this;
        private Link next = this;

        final Link next() {
            return next;
        }

        final void putBefore(Link other) {
            previous = other.previous;
            next = other;
            previous.next = this;
            other.previous = this;
        }

        final void takeOut() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }
    }

    /** A timer, to be set as often as it is needed; set again, it forgets the time before. */
    final class Timer extends Link {
        private final Runnable action;

        private Timer(Runnable action) {
            this.action = action;
        }

        /**
         * Lets it fire once.
         *
         * @param delayNanos 0 or more
         */
        void set(long delayNanos) {
            takeOut();
            putBefore(groupIn(delayNanos));
        }

        /** Whether it is going to fire. */
        boolean isSet() {
            return next() != this;
        }

        /** It does not fire any more; harmless when it has fired, or was never set. */
        void cancel() {
            takeOut();
        }
    }

    /** The place before the first timer, and after the last. */
    private static final class Group extends Link {
        private final long at;

        Group(long at) {
            this.at = at;
        }

        @Nullable Timer takeFirst() {
            if (!(next() instanceof Timer first)) {
                return null;
            }
            first.cancel();
            return first;
        }
    }

    /** Makes a timer that is not set yet. */
    Timer timer(Runnable action) {
        return new Timer(action);
    }

    private Group groupIn(long delayNanos) {
        long now = System.nanoTime();
        long at = firesAt(now, delayNanos);
        int power = Long.numberOfTrailingZeros(grain(delayNanos));
        Group last = recent[power];
        // One of right now may have fired.
        if (last != null && last.at == at && at > now) {
            return last;
        }
        Group group = groups.get(at);
        if (group == null) {
            group = new Group(at);
            groups.put(at, group);
            Future<?> unused = loop.schedule(this::groupIsDue, at - now, TimeUnit.NANOSECONDS);
        }
        recent[power] = group;
        return group;
    }

    /** When what is set now for that delay fires, with all others of its group. */
    static long firesAt(long now, long delayNanos) {
        long grain = grain(delayNanos);
        return (now + delayNanos + grain - 1) & -grain;
    }

    /**
     * How far apart the groups for that delay are, in nanoseconds: a power of two, so that groups of longer delays are groups of
     * shorter ones as well.
     */
    private static long grain(long delayNanos) {
        return Math.max(1, Long.highestOneBit(delayNanos) / GROUPS_IN_DELAY);
    }

    /** How many groups wait. */
    int groups() {
        return groups.size();
    }

    private void groupIsDue() {
        // Those before it are first, in a later turn.
        if (!behind) {
            fireDue();
        }
    }

    private void fireDue() {
        long now = System.nanoTime();
        behind = true;
        try {
            behind = !fire(now);
        } finally {
            // Also where memory was wanting: nobody else would go on with those that are due.
            if (behind) {
                // What is scheduled runs after the sockets' turn; what is executed would run before it.
                Future<?> unused = loop.schedule(this::fireDue, 0, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Fires some that are due; whether those were all. */
    private boolean fire(long now) {
        int fired = 0;
        Map.Entry<Long, Group> first = groups.firstEntry();
        while (first != null && first.getKey() <= now && fired < MOST_IN_TURN) {
            Timer timer = first.getValue().takeFirst();
            if (timer != null) {
                fired++;
                fire(timer);
            } else {
                groups.pollFirstEntry();
                first = groups.firstEntry();
            }
        }
        return first == null || first.getKey() > now;
    }

    private static void fire(Timer timer) {
        try {
            timer.action.run();
        } catch (RuntimeException e) {
            // The others have nothing to do with it.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
