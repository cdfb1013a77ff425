package dev.holdfast.healthcheck.check;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the system's, by Netty's library. It is told of changes only (EPOLLET, epoll(7)), so that what it waits for is said once:
 * a check by HTTP takes nine calls.
 */
final class EpollSocket implements ProbeSocket, EpollIoHandle {
    // asm-generic/socket.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    // asm-generic/errno.h
    private static final int EADDRNOTAVAIL = 99;
    private static final int ENETUNREACH = 101;
    private static final int ECONNREFUSED = 111;
    private static final int EHOSTUNREACH = 113;

    /** What both kinds wait for. */
    private static final EpollIoOps TO_READ = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);

    /** What is said of a stream besides: that it is connected, or takes more, and that its end has come. */
    private static final EpollIoOps OF_STREAM =
            TO_READ.with(EpollIoOps.EPOLLOUT).with(EpollIoOps.EPOLLRDHUP);

    /** As Netty has it: {@code recv(..) failed with error(-104): Connection reset by peer}. */
    private static final Pattern MESSAGE = Pattern.compile(".*error\\(-(\\d+)\\): *(.*)");

    private final LinuxSocket socket;
    private final boolean stream;
    private final ByteBuffer written;

    private @Nullable Watcher watcher;
    private @Nullable IoRegistration registration;
    private boolean connected;

    /**
     * A socket that was just opened.
     *
     * @param stream whether it is TCP
     * @param written direct memory to write from, which is all loop's
     */
    EpollSocket(LinuxSocket socket, boolean stream, ByteBuffer written) {
        this.socket = socket;
        this.stream = stream;
        this.written = written;
    }

    @Override
    public int descriptor() {
        return socket.intValue();
    }

    @Override
    public void bind(InetSocketAddress source) throws IOException {
        try {
            if (source.getPort() != 0) {
                socket.setReuseAddress(true);
            }
            socket.bind(source);
        } catch (IOException e) {
            throw plain(e);
        }
    }

    @Override
    public boolean connect(InetSocketAddress server) throws IOException {
        try {
            return socket.connect(server);
        } catch (IOException e) {
            throw plain(e);
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        // What is told may be of a former socket of the same number, which a program that is just being started still
        // holds open. So neither that counts, nor that there is no error, but to have a peer.
        if (socket.remoteAddress() != null) {
            connected = true;
            return true;
        }
        int error = socket.getIntOpt(SOL_SOCKET, SO_ERROR);
        if (error != 0) {
            throw plain(Errors.newIOException("connect", -error));
        }
        return false;
    }

    @Override
    public void watch(IoEventLoop loop, Watcher watcher) throws IOException {
        Future<IoRegistration> registered = loop.register(this);
        if (!registered.isSuccess()) {
            throw new IOException(registered.cause());
        }
        this.watcher = watcher;
        registration = registered.getNow();
        readLater();
    }

    @Override
    public void readLater() throws IOException {
        if (registration != null) {
            try {
                // Said again, it tells again of what there is.
                registration.submit(stream ? OF_STREAM : TO_READ);
            } catch (UncheckedIOException e) {
                throw plain(Objects.requireNonNull(e.getCause()));
            }
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        int length;
        int sent;
        do {
            length = Math.min(bytes.remaining(), written.capacity());
            written.put(0, bytes, bytes.position(), length);
            try {
                sent = socket.send(written, 0, length);
            } catch (IOException e) {
                throw broken(e);
            }
            bytes.position(bytes.position() + sent);
            // Only of room that was wanting is told.
        } while (sent == length && bytes.hasRemaining());
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        try {
            int length = socket.recv(buffer, buffer.position(), buffer.limit());
            if (length > 0) {
                buffer.position(buffer.position() + length);
                return length;
            }
            // Netty has it the other way round.
            return length == 0 ? NOTHING : 0;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private IOException broken(IOException said) {
        IOException plain = plain(said);
        return plain instanceof ConnectException && !stream ? new PortUnreachableException(plain.getMessage()) : plain;
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration which, IoEvent event) {
        boolean before = connected;
        tell();
        if (connected && !before && ((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLIN)) {
            // Whoever has just learnt that it is connected has not read what came with that.
            tell();
        }
    }

    private void tell() {
        if (watcher != null) {
            watcher.stirred();
        }
    }

    @Override
    public void close() {
        watcher = null;
        try {
            // First, since a closed one need not be taken from the loop by a call of its own.
            socket.close();
        } catch (IOException e) {
            // close(2) gives the descriptor back in any case, and what was found stays true.
        }
        if (registration != null) {
            registration.cancel();
            registration = null;
        }
    }

    /** What Netty said, in the system's words and as {@link ProbeSocket} has it. */
    static IOException plain(IOException said) {
        if (said instanceof NoRouteToHostException) {
            // Netty says no more of a connect(2) that has failed at once.
            return new NoRouteToHostException("No route to host");
        }
        Matcher matcher = MESSAGE.matcher(String.valueOf(said.getMessage()));
        if (!matcher.matches()) {
            return said;
        }
        String words = matcher.group(2);
        return switch (Integer.parseInt(matcher.group(1))) {
            case EADDRNOTAVAIL -> new BindException(words);
            case ENETUNREACH, EHOSTUNREACH -> new NoRouteToHostException(words);
            case ECONNREFUSED -> new ConnectException(words);
            default -> new SocketException(words);
        };
    }
}
