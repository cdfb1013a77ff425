package dev.holdfast.ipvs.netlink;

import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server that says who answered: to each byte it receives it sends its name, one letter, {@link #ANSWER_BYTES} times. So much
 * that answers and the packets that only acknowledge them are told apart by a count of bytes.
 */
final class RealServer implements AutoCloseable {
    static final int ANSWER_BYTES = 100_000;

    private final char name;
    private final ServerSocket listening;
    private final Collection<Socket> connections = new ConcurrentLinkedQueue<>();

    private RealServer(char name, ServerSocket listening) {
        this.name = name;
        this.listening = listening;
    }

    /** Listens on all addresses of the host; what it accepts belongs to the host, too. */
    static RealServer start(char name, NetworkNamespace host, int port) throws Exception {
        RealServer server = new RealServer(name, host.inside(() -> new ServerSocket(port)));
        onThread("real server " + name, server::accept);
        return server;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                connections.add(connection);
                if (listening.isClosed()) {
                    connection.close();
                }
                onThread("connection of real server " + name, () -> serve(connection));
            } catch (IOException e) {
                // The end of the test. A client that gets no answer says so itself.
                close();
            }
        }
    }

    private void serve(Socket connection) {
        byte[] answer = new byte[ANSWER_BYTES];
        Arrays.fill(answer, (byte) name);
        try (connection) {
            while (connection.getInputStream().read() >= 0) {
                connection.getOutputStream().write(answer);
            }
        } catch (IOException e) {
            // As above.
        }
    }

    private static void onThread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Sockets left open would keep their network namespace. */
    @Override
    public void close() {
        try {
            listening.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
