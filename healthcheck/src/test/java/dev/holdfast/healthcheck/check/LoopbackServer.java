package dev.holdfast.healthcheck.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real TCP server on loopback whose behaviour is a function of the accepted socket, which it closes afterwards. */
final class LoopbackServer implements AutoCloseable {
    interface Behaviour {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final ExecutorService threads;
    private final AtomicInteger accepted = new AtomicInteger();

    private LoopbackServer(ServerSocket listener, ExecutorService threads) {
        this.listener = listener;
        this.threads = threads;
    }

    static LoopbackServer start(Behaviour behaviour) throws IOException {
        return start(new InetSocketAddress(loopback(), 0), behaviour);
    }

    static LoopbackServer start(InetSocketAddress address, Behaviour behaviour) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(address, 1000);
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "loopback-server");
            thread.setDaemon(true);
            return thread;
        });
        LoopbackServer server = new LoopbackServer(listener, threads);
        threads.execute(() -> server.acceptLoop(behaviour));
        return server;
    }

    static LoopbackServer answering(byte[] response) throws IOException {
        return start(socket -> {
            readRequest(socket);
            socket.getOutputStream().write(response);
        });
    }

    static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads up to the empty line. */
    static String readRequest(Socket socket) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        while (!request.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            request.write(b);
        }
        return request.toString(StandardCharsets.UTF_8);
    }

    int port() {
        return listener.getLocalPort();
    }

    int accepted() {
        return accepted.get();
    }

    private void acceptLoop(Behaviour behaviour) {
        while (true) {
            Socket socket;
            try {
                socket = listener.accept();
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
                // Out of descriptors: the connection waits in the backlog.
                Thread.onSpinWait();
                continue;
            }
            accepted.incrementAndGet();
            threads.execute(() -> {
                try (socket) {
                    behaviour.serve(socket);
                } catch (IOException e) {
                    // The prober may hang up at any time; what it made of the answer is what a test looks at.
                    return;
                }
            });
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
