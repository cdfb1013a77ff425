package dev.holdfast.healthcheck.check;

import io.netty.channel.ChannelException;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;

/** epoll(7) and sockets by Netty's own library. */
final class EpollTransport implements Transport {
    /** The largest datagram; more of a stream goes piece by piece. */
    private static final int MOST_WRITTEN = 65_535;

    /** Netty's library reads direct memory only. All sockets are one loop's, and through with it when they have written. */
    private final ByteBuffer written = ByteBuffer.allocateDirect(MOST_WRITTEN);

    @Override
    public IoHandlerFactory loopHandler() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public ProbeSocket openStream(ProtocolFamily family) throws IOException {
        try {
            return new EpollSocket(LinuxSocket.newSocketStream(isIpv6(family)), true, written);
        } catch (ChannelException e) {
            throw openFailure(e);
        }
    }

    @Override
    public ProbeSocket openDatagram(ProtocolFamily family) throws IOException {
        try {
            return new EpollSocket(LinuxSocket.newSocketDgram(isIpv6(family)), false, written);
        } catch (ChannelException e) {
            throw openFailure(e);
        }
    }

    private static boolean isIpv6(ProtocolFamily family) {
        return family == StandardProtocolFamily.INET6;
    }

    private static IOException openFailure(ChannelException e) {
        return e.getCause() instanceof IOException cause ? EpollSocket.plain(cause) : new IOException(e);
    }
}
