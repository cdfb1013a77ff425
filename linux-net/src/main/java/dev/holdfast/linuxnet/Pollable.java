package dev.holdfast.linuxnet;

/**
 * Something with a file descriptor that a {@link Poller} can wait for.
 *
 * <p>Everything pollable is opened by a static {@code open} method, never by a constructor, and is closed by its owner; a poller
 * does not close what it watches.
 */
public interface Pollable extends AutoCloseable {

    /** The descriptor; valid until {@link #close()}, and not to be closed or kept by the caller. */
    int fd();

    /** Closes the descriptor. Closing twice is harmless. */
    @Override
    void close();
}
