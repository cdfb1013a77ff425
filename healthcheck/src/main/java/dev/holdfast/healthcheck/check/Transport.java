package dev.holdfast.healthcheck.check;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.ProtocolFamily;

/** How an engine's loop waits, and the sockets that go with it. */
interface Transport {
    /** What its loop is made with. */
    IoHandlerFactory loopHandler();

    /**
     * A TCP socket.
     *
     * @param family of the server's address: a dual-stack one could not be bound to every source, or connect without IPv6
     */
    ProbeSocket openStream(ProtocolFamily family) throws IOException;

    /** A UDP socket, in the same way. */
    ProbeSocket openDatagram(ProtocolFamily family) throws IOException;

    /**
     * The system's own calls where Netty has a library for this machine, with half the calls for a check; Java's channels elsewhere.
     * {@code -Dio.netty.transport.noNative=true} takes Java's in any case.
     */
    static Transport best() {
        return Epoll.isAvailable() ? new EpollTransport() : new NioTransport();
    }
}
