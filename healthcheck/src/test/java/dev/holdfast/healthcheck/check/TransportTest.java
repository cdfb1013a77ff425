package dev.holdfast.healthcheck.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both transports behave alike, and as {@link ProbeSocket} says. */
@Timeout(120)
class TransportTest {
    private final Semaphore stirs = new Semaphore(0);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    private MultiThreadIoEventLoopGroup group;

    static Stream<Transport> both() {
        Stream<Transport> java = Stream.of(new NioTransport());
        return Epoll.isAvailable() ? Stream.concat(Stream.of(new EpollTransport()), java) : java;
    }

    /** Where Netty has a library, the other one would run the same tests and show nothing of it. */
    @Test
    void theSystemsCallsAreTakenWhereTheyCanBe() {
        String processor = System.getProperty("os.arch");
        Assumptions.assumeTrue(processor.equals("amd64") || processor.equals("aarch64"), processor);
        Assumptions.assumeFalse(Boolean.getBoolean("io.netty.transport.noNative"), "by option");
        assertThat(Transport.best()).isInstanceOf(EpollTransport.class);
    }

    @AfterEach
    void endLoop() throws Exception {
        if (group != null) {
            group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }

    private ProbeSocket watched(Transport transport, boolean stream, InetSocketAddress server) throws Exception {
        group = new MultiThreadIoEventLoopGroup(1, transport.loopHandler());
        return onLoop(() -> {
            ProbeSocket socket = stream
                    ? transport.openStream(StandardProtocolFamily.INET)
                    : transport.openDatagram(StandardProtocolFamily.INET);
            socket.connect(server);
            socket.watch(group.next(), () -> stirs.release());
            return socket;
        });
    }

    private <T> T onLoop(Callable<T> call) throws Exception {
        try {
            return group.next().submit(call).get(60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    /** What is read next; waits for it. */
    private String readNext(ProbeSocket socket) throws Exception {
        while (true) {
            int length = onLoop(() -> socket.read(buffer.clear()));
            if (length != ProbeSocket.NOTHING) {
                assertThat(length).isEqualTo(buffer.flip().remaining());
                return StandardCharsets.UTF_8.decode(buffer).toString();
            }
            assertThat(stirs.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void awaitConnected(ProbeSocket socket) throws Exception {
        while (!onLoop(socket::finishConnect)) {
            assertThat(stirs.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("both")
    void aStreamIsConnectedWrittenReadAndEnds(Transport transport) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProbeSocket socket = watched(transport, true, (InetSocketAddress) server.getLocalSocketAddress());
            awaitConnected(socket);
            try (Socket accepted = server.accept()) {
                assertThat(onLoop(() -> socket.read(buffer.clear()))).isEqualTo(ProbeSocket.NOTHING);
                ByteBuffer said = text("question");
                onLoop(() -> {
                    socket.write(said);
                    return 0;
                });
                assertThat(said.hasRemaining()).isFalse();
                assertThat(accepted.getInputStream().readNBytes(8))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("question");
                accepted.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(readNext(socket)).isEqualTo("answer");
            assertThat(readNext(socket)).as("the end").isEmpty();
            close(socket);
        }
    }

    /** What was not read, since others had their turn, is told of again. */
    @ParameterizedTest
    @MethodSource("both")
    void whatIsReadLaterIsToldOf(Transport transport) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProbeSocket socket = watched(transport, true, (InetSocketAddress) server.getLocalSocketAddress());
            awaitConnected(socket);
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write("ab".getBytes(StandardCharsets.UTF_8));
                assertThat(stirs.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                while (onLoop(() -> socket.read(buffer.clear().limit(1))) == ProbeSocket.NOTHING) {
                    assertThat(stirs.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                }
                onLoop(() -> {
                    stirs.drainPermits();
                    socket.readLater();
                    return 0;
                });
                assertThat(stirs.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                assertThat(readNext(socket)).isEqualTo("b");
            }
            close(socket);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void whatIsNotTakenStaysInTheBufferAndGoesLater(Transport transport) throws Exception {
        int length = 8_000_000;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProbeSocket socket = watched(transport, true, (InetSocketAddress) server.getLocalSocketAddress());
            awaitConnected(socket);
            try (Socket accepted = server.accept()) {
                ByteBuffer much = ByteBuffer.allocate(length);
                LinkedBlockingQueue<Integer> taken = new LinkedBlockingQueue<>();
                Thread reader = new Thread(() -> taken.add(readAll(accepted, length)));
                write(socket, much);
                assertThat(much.hasRemaining()).isTrue();
                reader.start();
                while (much.hasRemaining()) {
                    assertThat(stirs.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                    write(socket, much);
                }
                assertThat(taken.poll(60, TimeUnit.SECONDS)).isEqualTo(length);
            }
            close(socket);
        }
    }

    private static int readAll(Socket accepted, int length) {
        try {
            return accepted.getInputStream().readNBytes(length).length;
        } catch (IOException e) {
            return -1;
        }
    }

    private void write(ProbeSocket socket, ByteBuffer much) throws Exception {
        onLoop(() -> {
            socket.write(much);
            return 0;
        });
    }

    @ParameterizedTest
    @MethodSource("both")
    void aRefusalIsSaidInTheSystemsWords(Transport transport) throws Exception {
        int closed;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = server.getLocalPort();
        }
        assertThatThrownBy(() -> {
                    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), closed);
                    awaitConnected(watched(transport, true, nobody));
                })
                .isInstanceOf(ConnectException.class)
                .hasMessage("Connection refused");
    }

    /** However often it is looked at. */
    @ParameterizedTest
    @MethodSource("both")
    void itIsNotConnectedBeforeTheServerHasAnswered(Transport transport) throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 5; i++) {
                SocketChannel other = SocketChannel.open();
                waiting.add(other);
                other.configureBlocking(false);
                other.connect(full.getLocalSocketAddress());
            }
            ProbeSocket socket = watched(transport, true, (InetSocketAddress) full.getLocalSocketAddress());
            assertThat(onLoop(socket::finishConnect)).isFalse();
            if (socket instanceof EpollSocket one) {
                onLoop(() -> {
                    EpollIoEvent ofAnother = () -> EpollIoOps.EPOLLOUT;
                    one.handle(null, ofAnother);
                    return 0;
                });
                assertThat(onLoop(socket::finishConnect)).isFalse();
            }
            close(socket);
        } finally {
            for (SocketChannel other : waiting) {
                other.close();
            }
        }
    }

    /** Even when the event that tells of both is not the first: one before it may have been another's. */
    @ParameterizedTest
    @MethodSource("both")
    void whatComesWithTheConnectionIsToldOf(Transport transport) throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        List<ProbeSocket> opened = new ArrayList<>();
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        CountDownLatch watched = new CountDownLatch(1);
        CountDownLatch greeted = new CountDownLatch(1);
        group = new MultiThreadIoEventLoopGroup(1, transport.loopHandler());
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2; i++) {
                waiting.add(SocketChannel.open(full.getLocalSocketAddress()));
            }
            Future<?> begun = group.next().submit(() -> {
                ProbeSocket socket = transport.openStream(StandardProtocolFamily.INET);
                opened.add(socket);
                AtomicBoolean connected = new AtomicBoolean();
                socket.connect((InetSocketAddress) full.getLocalSocketAddress());
                socket.watch(group.next(), () -> connectThenRead(socket, connected, heard));
                if (socket instanceof EpollSocket one) {
                    EpollIoEvent ofAnother = () -> EpollIoOps.EPOLLIN;
                    one.handle(null, ofAnother);
                }
                assertThat(connected).isFalse();
                watched.countDown();
                // The loop learns of all that happens meanwhile at once.
                assertThat(greeted.await(60, TimeUnit.SECONDS)).isTrue();
                return null;
            });
            assertThat(watched.await(60, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 3; i++) {
                try (Socket accepted = full.accept()) {
                    accepted.getOutputStream().write("greeting".getBytes(StandardCharsets.UTF_8));
                }
            }
            greeted.countDown();
            begun.get(60, TimeUnit.SECONDS);
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("greeting");
            close(opened.get(0));
        } finally {
            greeted.countDown();
            for (SocketChannel other : waiting) {
                other.close();
            }
        }
    }

    /** As probes do it. */
    private void connectThenRead(ProbeSocket socket, AtomicBoolean connected, Queue<String> heard) {
        try {
            if (!connected.get()) {
                connected.set(socket.finishConnect());
            } else if (socket.read(buffer.clear()) > 0) {
                heard.add(StandardCharsets.UTF_8.decode(buffer.flip()).toString());
            }
        } catch (IOException e) {
            heard.add(e.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void aSourceThatIsNotHereIsABindException(Transport transport) throws Exception {
        ProbeSocket socket = transport.openStream(StandardProtocolFamily.INET);
        InetAddress notHere = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        assertThatThrownBy(() -> socket.bind(new InetSocketAddress(notHere, 0)))
                .isInstanceOf(BindException.class)
                .hasMessage("Cannot assign requested address");
        assertThat(socket.descriptor()).isPositive();
        socket.close();
        socket.close();
    }

    @ParameterizedTest
    @MethodSource("both")
    void anEmptyDatagramIsNotNothing(Transport transport) throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            ProbeSocket socket = watched(transport, false, (InetSocketAddress) server.getLocalSocketAddress());
            assertThat(onLoop(() -> socket.read(buffer.clear()))).isEqualTo(ProbeSocket.NOTHING);
            write(socket, text("question"));
            DatagramPacket asked = new DatagramPacket(new byte[100], 100);
            server.receive(asked);
            assertThat(asked.getLength()).isEqualTo(8);
            server.send(new DatagramPacket(new byte[0], 0, asked.getSocketAddress()));
            server.send(new DatagramPacket(new byte[] {'a'}, 1, asked.getSocketAddress()));
            assertThat(readNext(socket)).isEmpty();
            assertThat(readNext(socket)).isEqualTo("a");
            close(socket);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void aDatagramThatNobodyTakesIsToldAsSuch(Transport transport) throws Exception {
        int closed;
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            closed = server.getLocalPort();
        }
        ProbeSocket socket = watched(transport, false, new InetSocketAddress(InetAddress.getLoopbackAddress(), closed));
        write(socket, text("question"));
        assertThatThrownBy(() -> readNext(socket)).isInstanceOf(PortUnreachableException.class);
        close(socket);
    }

    private void close(ProbeSocket socket) throws Exception {
        onLoop(() -> {
            socket.close();
            return 0;
        });
    }

    @Test
    void nettysWordsAreTheSystems() {
        Assumptions.assumeTrue(Epoll.isAvailable(), "no library");
        assertThat(EpollSocket.plain(Errors.newIOException("connect", -101)))
                .isInstanceOf(NoRouteToHostException.class)
                .hasMessage("Network is unreachable");
        assertThat(EpollSocket.plain(Errors.newIOException("connect", -113)))
                .isInstanceOf(NoRouteToHostException.class)
                .hasMessage("No route to host");
        assertThat(EpollSocket.plain(Errors.newIOException("connect", -111))).isInstanceOf(ConnectException.class);
        assertThat(EpollSocket.plain(new NoRouteToHostException())).hasMessage("No route to host");
        assertThat(EpollSocket.plain(new IOException("other"))).hasMessage("other");
    }

    /** EACCES of connect(2) says something of the server, and of no local address. */
    @Test
    void aProhibitionIsNoBindException() {
        SocketException asJavaHasIt = new BindException("Permission denied");
        assertThat(NioSocket.plain(asJavaHasIt))
                .isNotInstanceOf(BindException.class)
                .hasMessage("Permission denied");
        assertThat(NioSocket.plain(new BindException("Cannot assign requested address")))
                .isInstanceOf(BindException.class);
        Assumptions.assumeTrue(Epoll.isAvailable(), "no library");
        assertThat(EpollSocket.plain(Errors.newIOException("connect", -13)))
                .isNotInstanceOf(BindException.class)
                .hasMessage("Permission denied");
    }

    @Test
    void noWayIsToldFromARefusal() {
        assertThat(NioSocket.plain(new SocketException("Network is unreachable")))
                .isInstanceOf(NoRouteToHostException.class)
                .hasMessage("Network is unreachable");
        assertThat(NioSocket.plain(new ConnectException("Connection refused"))).isInstanceOf(ConnectException.class);
    }
}
