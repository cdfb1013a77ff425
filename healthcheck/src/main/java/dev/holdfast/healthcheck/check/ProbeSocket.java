package dev.holdfast.healthcheck.check;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A non-blocking socket of one probe, to one server. On the loop only, once it is watched.
 *
 * <p>What it throws has the system's words as its message, and says by its class what callers ask for:
 * {@link java.net.NoRouteToHostException} when there is no way to the server, {@link java.net.BindException} when no local address or
 * port can be had, {@link java.net.PortUnreachableException} when nobody takes the datagrams.
 */
interface ProbeSocket {
    /** What {@link #read} returns when nothing is there now. */
    int NOTHING = -1;

    /** Who wants to know of it. */
    interface Watcher {
        /** It may be connected, have something to read or take more; or none of that. On the loop. */
        void stirred();
    }

    /** The number of its descriptor, for options that only the system knows. */
    int descriptor() throws IOException;

    /** Lets it speak from there, also where a former socket's connection from the same port is in TIME_WAIT still. */
    void bind(InetSocketAddress source) throws IOException;

    /** Begins to connect: whether it is connected already. */
    boolean connect(InetSocketAddress server) throws IOException;

    /** Whether it is connected now. */
    boolean finishConnect() throws IOException;

    /**
     * Tells a watcher from now on. That reads until {@link #NOTHING} is there, or says {@link #readLater}; otherwise it may not be told
     * again.
     */
    void watch(IoEventLoop loop, Watcher watcher) throws IOException;

    /** There may be more than was read: that is told again, after others had their turn. */
    void readLater() throws IOException;

    /** Writes what is taken now, which the buffer does not have left then; when more is taken, is told. */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Reads.
     *
     * @param buffer with room; direct
     * @return how much was put there; {@link #NOTHING}; 0 for the end of a stream, or for an empty datagram
     */
    int read(ByteBuffer buffer) throws IOException;

    /** Lets go of all that is its own, and tells nobody any more; again, it does nothing. The loop does it, too, when it ends. */
    void close();
}
