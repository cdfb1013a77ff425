package dev.holdfast.healthcheck.check;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;

/** Java's selector and channels, which every machine has. */
final class NioTransport implements Transport {
    @Override
    public IoHandlerFactory loopHandler() {
        return NioIoHandler.newFactory();
    }

    @Override
    public ProbeSocket openStream(ProtocolFamily family) throws IOException {
        return new NioSocket.Stream(open(() -> SocketChannel.open(family)));
    }

    @Override
    public ProbeSocket openDatagram(ProtocolFamily family) throws IOException {
        return new NioSocket.Datagram(open(() -> DatagramChannel.open(family)));
    }

    /** Opens a channel. */
    private interface Opening<C> {
        C open() throws IOException;
    }

    private static <C> C open(Opening<C> opening) throws IOException {
        try {
            return opening.open();
        } catch (UnsupportedOperationException e) {
            // Where there is no IPv6.
            throw new IOException(SocketProbe.message(e), e);
        }
    }
}
