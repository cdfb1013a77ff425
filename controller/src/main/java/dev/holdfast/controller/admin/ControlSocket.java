package dev.holdfast.controller.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The side of the director: answers one client after the other on a thread of its own. */
public final class ControlSocket implements AutoCloseable {
    /** The most bytes of a request. */
    public static final int LONGEST_REQUEST = 1024;

    /** How long a client may take for everything; the next one waits for it. */
    private static final long CLIENT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int WAITING_CLIENTS = 16;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Path path;
    private final ServerSocketChannel server;
    private final Function<String, Answer> answerer;
    private final Consumer<RuntimeException> onError;
    private final long clientNanos;

    private ControlSocket(
            Path path,
            ServerSocketChannel server,
            Function<String, Answer> answerer,
            Consumer<RuntimeException> onError,
            long clientNanos) {
        this.path = path;
        this.server = server;
        this.answerer = answerer;
        this.onError = onError;
        this.clientNanos = clientNanos;
    }

    /**
     * Opens the socket and answers from now on. Whoever calls this sees to it that others may not use what is made in this moment, as
     * with umask(2).
     *
     * @param answerer given a request without its line end; called on the socket's thread, may take seconds
     * @param onError told of what the answerer throws
     * @throws ControlException if it cannot be opened
     */
    public static ControlSocket open(Path path, Function<String, Answer> answerer, Consumer<RuntimeException> onError)
            throws ControlException {
        return open(path, answerer, onError, CLIENT_NANOS);
    }

    static ControlSocket open(
            Path path, Function<String, Answer> answerer, Consumer<RuntimeException> onError, long clientNanos)
            throws ControlException {
        clear(path);
        ServerSocketChannel server = null;
        try {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path), WAITING_CLIENTS);
            Files.setPosixFilePermissions(
                    path, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        } catch (IOException e) {
            close(server);
            throw new ControlException(path + ": " + e.getMessage());
        }
        ControlSocket socket = new ControlSocket(path, server, answerer, onError, clientNanos);
        Thread thread = new Thread(socket::serve, "control");
        thread.setDaemon(true);
        thread.start();
        return socket;
    }

    /** Removes the socket of a process that is gone. */
    private static void clear(Path path) throws ControlException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther()) {
                throw new ControlException(path + ": there is a file that is no socket");
            }
            if (isServed(path)) {
                throw new ControlException(path + ": another director answers there", true);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new ControlException(path + ": " + e.getMessage());
        }
    }

    private static boolean isServed(Path path) {
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return other.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void serve() {
        while (server.isOpen()) {
            try {
                serve(server.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // No descriptor is left: there may be one later.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (Connection client = Connection.of(channel, clientNanos)) {
            Answer answer = answer(client.receiveLine(LONGEST_REQUEST));
            client.send((answer.ok() ? "ok" : "no") + "\n" + answer.text());
        } catch (IOException e) {
            // A client that says nothing, too much, or does not listen has had its time.
        }
    }

    private Answer answer(String request) {
        try {
            return answerer.apply(request);
        } catch (RuntimeException e) {
            onError.accept(e);
            return new Answer(false, "error in this program: " + e + "\n");
        }
    }

    /** Removes the socket; a client that is being answered has its answer. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // Whoever connects to it finds nobody, and the next start removes it.
        }
        close(server);
    }

    private static void close(@Nullable ServerSocketChannel server) {
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                // Nothing is lost by it.
            }
        }
    }
}
