package dev.holdfast.linuxnet;

import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Waits until one of several descriptors can be read, with a timeout in nanoseconds, by ppoll(2).
 *
 * <p>Level triggered: a handler that leaves something to read is called again by the next {@link #poll}. Handlers run on the thread
 * that polls, in the order they were added, and may add and remove. Waiting and dispatching allocate nothing. Used by one thread;
 * others wake it through a {@link Wakeup}.
 *
 * <pre>
 *  struct pollfd (poll.h)                  struct timespec, after the last pollfd
 *  0            4        6         8       0          8             16
 *  | descriptor | events | revents |       | seconds  | nanoseconds |
 * </pre>
 */
public final class Poller {

    private static final int ENTRY = 8;
    private static final int EVENTS_AT = 4;
    private static final int RETURNED_AT = 6;
    private static final int TIMESPEC = 16;

    // asm-generic/poll.h. POLLERR and POLLHUP are reported unasked, and are found out by reading.
    private static final short POLLIN = 0x1;
    private static final short POLLNVAL = 0x20;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private @Nullable Pollable[] watched = new Pollable[8];
    private @Nullable Runnable[] handlers = new Runnable[8];
    private NativeBuffer entries = NativeBuffer.allocate(8 * ENTRY + TIMESPEC);
    private int count;
    private boolean dispatching;
    private boolean gaps;
    private long wokeAtNanos = System.nanoTime();

    /**
     * Watches a descriptor from the next {@link #poll} on.
     *
     * @param pollable is open; to be removed before it is closed
     * @param onReadable called while there is something to read, or an error to find out by reading
     */
    public void add(Pollable pollable, Runnable onReadable) {
        if (pollable.fd() < 0) {
            throw new IllegalArgumentException("descriptor " + pollable.fd() + " (expected an open one)");
        }
        if (count == watched.length) {
            grow();
        }
        watched[count] = pollable;
        handlers[count] = onReadable;
        entries.bytes()
                .putInt(count * ENTRY, pollable.fd())
                .putShort(count * ENTRY + EVENTS_AT, POLLIN)
                .putShort(count * ENTRY + RETURNED_AT, (short) 0);
        count++;
    }

    /** Stops watching a descriptor; its handler is not called any more, not even by a poll under way. Harmless if it is not watched. */
    public void remove(Pollable pollable) {
        for (int i = 0; i < count; i++) {
            if (watched[i] == pollable) {
                watched[i] = null;
                handlers[i] = null;
                gaps = true;
            }
        }
        if (!dispatching) {
            closeGaps();
        }
    }

    /**
     * Waits until something can be read or the time is over, then calls the handlers.
     *
     * @param timeoutNanos how long to wait; 0 only looks, a negative number waits without limit
     * @return how many handlers were called; 0 when the time was over
     * @throws LinuxException when the kernel cannot poll ({@code ENOMEM}), or a descriptor was closed and not removed
     *     ({@code EBADF})
     */
    public int poll(long timeoutNanos) throws LinuxException {
        int ready = await(timeoutNanos);
        if (timeoutNanos != 0) {
            wokeAtNanos = System.nanoTime();
        }
        return ready == 0 ? 0 : dispatch();
    }

    /** When the last {@link #poll} that was willing to wait had done so, on {@link System#nanoTime}'s scale. */
    public long wokeAtNanos() {
        return wokeAtNanos;
    }

    private int await(long timeoutNanos) throws LinuxException {
        long startNanos = System.nanoTime();
        long leftNanos = timeoutNanos;
        while (true) {
            int timeoutAt = -1;
            if (timeoutNanos >= 0) {
                timeoutAt = count * ENTRY;
                entries.bytes()
                        .putLong(timeoutAt, leftNanos / NANOS_PER_SECOND)
                        .putLong(timeoutAt + Long.BYTES, leftNanos % NANOS_PER_SECOND);
            }
            int ready = Libc.ppoll(entries, count, timeoutAt);
            if (ready != -Errno.EINTR) {
                // The words are put together only for a failure: this is the loop that must not allocate.
                return ready >= 0 ? ready : LinuxException.check(ready, "poll " + count + " descriptors");
            }
            leftNanos = Math.max(0, timeoutNanos - (System.nanoTime() - startNanos));
        }
    }

    private int dispatch() throws LinuxException {
        int called = 0;
        int polled = count;
        dispatching = true;
        try {
            for (int i = 0; i < polled; i++) {
                Runnable handler = handlers[i];
                short returned = entries.bytes().getShort(i * ENTRY + RETURNED_AT);
                if (handler == null || returned == 0) {
                    continue;
                }
                if ((returned & POLLNVAL) != 0) {
                    throw new LinuxException(
                            "poll descriptor " + entries.bytes().getInt(i * ENTRY) + ", closed but not removed",
                            Errno.EBADF);
                }
                handler.run();
                called++;
            }
        } finally {
            dispatching = false;
            closeGaps();
        }
        return called;
    }

    private void closeGaps() {
        if (!gaps) {
            return;
        }
        gaps = false;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (watched[i] != null) {
                watched[kept] = watched[i];
                handlers[kept] = handlers[i];
                entries.bytes().putLong(kept * ENTRY, entries.bytes().getLong(i * ENTRY));
                kept++;
            }
        }
        Arrays.fill(watched, kept, count, null);
        Arrays.fill(handlers, kept, count, null);
        count = kept;
    }

    private void grow() {
        int capacity = 2 * watched.length;
        NativeBuffer larger = NativeBuffer.allocate(capacity * ENTRY + TIMESPEC);
        larger.bytes().put(0, entries.bytes(), 0, count * ENTRY);
        entries = larger;
        watched = Arrays.copyOf(watched, capacity);
        handlers = Arrays.copyOf(handlers, capacity);
    }
}
