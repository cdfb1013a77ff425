package dev.holdfast.linuxnet;

import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes the thread that waits in a {@link Poller}, by eventfd(2).
 *
 * <p>Enqueue first, then {@link #signal()}; the polling thread calls {@link #drain()} first and reads the queue then. So nothing
 * enqueued is missed, and any number of signals between two drains cost one system call.
 */
public final class Wakeup implements Pollable {

    // sys/eventfd.h
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;

    private final NativeBuffer one = NativeBuffer.allocate(Long.BYTES);
    private final NativeBuffer counter = NativeBuffer.allocate(Long.BYTES);
    private final AtomicBoolean signalled = new AtomicBoolean();
    private int fd;

    private Wakeup(int fd) {
        this.fd = fd;
        one.bytes().putLong(0, 1);
    }

    /** Opens one; {@code EMFILE} when the process has too many descriptors. */
    public static Wakeup open() throws LinuxException {
        return new Wakeup(LinuxException.check(Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "open eventfd"));
    }

    /** Makes the descriptor readable. From any thread; after {@link #close()} it does nothing. */
    public void signal() {
        if (signalled.compareAndSet(false, true)) {
            write();
        }
    }

    /** Under the lock, because a number that was closed may by now be another descriptor's. */
    private synchronized void write() {
        if (fd >= 0) {
            // Fails only when 2^64 - 2 signals are pending, and is then readable anyway.
            Libc.write(fd, one, Long.BYTES);
        }
    }

    /** Makes the descriptor unreadable until the next signal. By the polling thread, before it reads its queue. */
    public void drain() {
        // In this order. A signal that comes before the flag is cleared writes nothing, but what its sender enqueued is
        // there for the caller to find; one that comes after it is written, and not read here. The other way round, a
        // signal in between would be read here and leave the flag set, and no later one would ever be written.
        Libc.read(fd(), counter, Long.BYTES);
        signalled.set(false);
    }

    @Override
    public synchronized int fd() {
        return fd;
    }

    @Override
    public synchronized void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
