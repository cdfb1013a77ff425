package dev.holdfast.healthcheck.check;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel of Java's, registered with the loop itself.
 *
 * @param <C> what kind of channel
 */
abstract class NioSocket<C extends SelectableChannel & NetworkChannel> implements ProbeSocket, NioIoHandle {
    final C channel;
    private @Nullable Watcher watcher;
    private @Nullable IoRegistration registration;

    private NioSocket(C channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
    }

    /** What is waited for at first. */
    abstract NioIoOps first();

    /** Waits for this, from now on. */
    final void await(NioIoOps what) {
        if (registration != null) {
            registration.submit(what);
        }
    }

    /**
     * Only the JDK's own package tells the number: {@code java.base/sun.nio.ch} has to be open, by the program's manifest or by
     * {@code --add-opens}.
     */
    @Override
    public final int descriptor() throws IOException {
        try {
            Method number = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
            number.setAccessible(true);
            return (Integer) number.invoke(channel);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException("the descriptor of a socket is not to be had: java.base/sun.nio.ch is not open", e);
        }
    }

    @Override
    public final void bind(InetSocketAddress source) throws IOException {
        try {
            if (source.getPort() != 0) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            channel.bind(source);
        } catch (UnsupportedOperationException e) {
            throw new IOException(SocketProbe.message(e), e);
        }
    }

    @Override
    public final void watch(IoEventLoop loop, Watcher watcher) throws IOException {
        Future<IoRegistration> registered = loop.register(this);
        if (!registered.isSuccess()) {
            throw new IOException(registered.cause());
        }
        this.watcher = watcher;
        registration = registered.getNow();
        await(first());
    }

    /** The selector tells as long as there is something. */
    @Override
    public final void readLater() {}

    @Override
    public final SelectableChannel selectableChannel() {
        return channel;
    }

    @Override
    public final void handle(IoRegistration which, IoEvent event) {
        if (watcher != null) {
            watcher.stirred();
        }
    }

    @Override
    public final void close() {
        watcher = null;
        if (registration != null) {
            registration.cancel();
            registration = null;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // close(2) gives the descriptor back in any case, and what was found stays true.
        }
    }

    /**
     * What connecting said. The JDK has an exception of its own for EHOSTUNREACH only, and ENETUNREACH is told by its text alone; that
     * of EADDRNOTAVAIL is also EACCES's, by which a route or a firewall prohibits this server.
     */
    static SocketException plain(SocketException said) {
        String text = SocketProbe.message(said);
        if (text.startsWith("Network is unreachable")) {
            return new NoRouteToHostException(text);
        }
        return text.startsWith("Permission denied") ? new SocketException(text) : said;
    }

    /** TCP. */
    static final class Stream extends NioSocket<SocketChannel> {
        Stream(SocketChannel channel) throws IOException {
            super(channel);
        }

        @Override
        NioIoOps first() {
            return channel.isConnected() ? NioIoOps.READ : NioIoOps.CONNECT;
        }

        @Override
        public boolean connect(InetSocketAddress server) throws IOException {
            try {
                return channel.connect(server);
            } catch (SocketException e) {
                throw plain(e);
            }
        }

        @Override
        public boolean finishConnect() throws IOException {
            boolean finished;
            try {
                finished = channel.finishConnect();
            } catch (SocketException e) {
                throw plain(e);
            }
            if (finished) {
                await(NioIoOps.READ);
            }
            return finished;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            channel.write(bytes);
            await(bytes.hasRemaining() ? NioIoOps.READ_AND_WRITE : NioIoOps.READ);
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            int length = channel.read(buffer);
            // Java has it the other way round.
            return length > 0 ? length : length == 0 ? NOTHING : 0;
        }
    }

    /** UDP. */
    static final class Datagram extends NioSocket<DatagramChannel> {
        Datagram(DatagramChannel channel) throws IOException {
            super(channel);
        }

        @Override
        NioIoOps first() {
            return NioIoOps.READ;
        }

        @Override
        public boolean connect(InetSocketAddress server) throws IOException {
            try {
                channel.connect(server);
                return true;
            } catch (SocketException e) {
                throw plain(e);
            }
        }

        @Override
        public boolean finishConnect() {
            return true;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            channel.write(bytes);
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            int before = buffer.position();
            // Not read(), which does not tell an empty datagram from none.
            return channel.receive(buffer) == null ? NOTHING : buffer.position() - before;
        }
    }
}
