package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.ProbeResult;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A probe by one socket, bound and connected to one server. Ends exactly once, with one result, with its socket closed and its
 * timer gone. Lives on one event loop and is touched from nowhere else.
 *
 * <p>It is registered with the loop itself. A channel of Netty's, with its pipeline and promises, costs more for each probe than
 * connecting does, and most probes say and hear a few bytes at most.
 */
abstract class SocketProbe implements Probe, ProbeSocket.Watcher {
    /** After so many reads it is the turn of others. */
    private static final int READS = 8;

    private final ProbeContext context;
    private final CheckTarget target;
    private final long timeoutNanos;
    private final Consumer<ProbeResult> whenDone;
    private final Timers.Timer timeout;

    private @Nullable ProbeSocket socket;
    private boolean connected;
    private boolean done;

    /**
     * Prepares a probe; nothing is opened before {@link #start}.
     *
     * @param timeoutNanos limit of each of its steps
     * @param whenDone called once, on the loop; not called for a probe that is {@link #abandon abandoned}
     */
    SocketProbe(ProbeContext context, CheckTarget target, long timeoutNanos, Consumer<ProbeResult> whenDone) {
        this.context = context;
        this.target = target;
        this.timeoutNanos = timeoutNanos;
        this.whenDone = whenDone;
        this.timeout = context.timers().timer(this::timeIsUp);
    }

    /** Opens a socket for the server's family. */
    abstract ProbeSocket open(Transport transport, ProtocolFamily family) throws IOException;

    /** The socket is connected. */
    abstract void connected(ProbeSocket socket) throws IOException;

    /** The socket may take more of what is to be said. */
    abstract void flush(ProbeSocket socket) throws IOException;

    /** How much is read at once at most, in bytes. */
    abstract int readBytes();

    /** What was read, which may be nothing: a stream's end, an empty datagram. The bytes are the buffer's only until this returns. */
    abstract void heard(ByteBuffer bytes);

    /** What it means that the connected socket failed. */
    abstract ProbeResult broken(IOException cause);

    /** What it means that the time is up. */
    abstract ProbeResult timedOut();

    @Override
    public final void start() {
        ProbeSocket opened;
        try {
            opened = open(
                    context.transport(),
                    target.address() instanceof Inet6Address
                            ? StandardProtocolFamily.INET6
                            : StandardProtocolFamily.INET);
            socket = opened;
            if (target.hasSocketOptions()) {
                context.outside().setOptions(opened.descriptor(), target);
            }
        } catch (NoRouteToHostException e) {
            finish(failure(e));
            return;
        } catch (IOException e) {
            finish(new ProbeResult.NotRun(LocalTrouble.SOCKET, message(e)));
            return;
        }
        restartTimeout();
        if (bind(opened)) {
            connect(opened);
        }
    }

    private boolean bind(ProbeSocket opened) {
        InetSocketAddress source = target.bindTo();
        if (source == null) {
            return true;
        }
        try {
            opened.bind(source);
            return true;
        } catch (IOException e) {
            finish(new ProbeResult.NotRun(LocalTrouble.BIND, message(e)));
            return false;
        }
    }

    private void connect(ProbeSocket opened) {
        try {
            boolean atOnce = opened.connect(target.socketAddress());
            try {
                opened.watch(context.loop(), this);
            } catch (IOException e) {
                finish(new ProbeResult.NotRun(LocalTrouble.SOCKET, message(e)));
                return;
            }
            if (atOnce) {
                connected = true;
                connected(opened);
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    /** Goes on with what there is. */
    @Override
    public final void stirred() {
        ProbeSocket opened = socket;
        if (done || opened == null) {
            return;
        }
        try {
            if (connected) {
                flush(opened);
                read(opened);
            } else if (opened.finishConnect()) {
                connected = true;
                connected(opened);
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private void read(ProbeSocket opened) throws IOException {
        for (int i = 0; i < READS && !done; i++) {
            ByteBuffer buffer = context.received().clear().limit(readBytes());
            if (opened.read(buffer) == ProbeSocket.NOTHING) {
                return;
            }
            heard(buffer.flip());
        }
        if (!done) {
            opened.readLater();
        }
    }

    private void failed(Exception cause) {
        if (!(cause instanceof IOException e)) {
            // The loop is others', too.
            finish(new ProbeResult.NotRun(LocalTrouble.INTERNAL, cause.toString()));
        } else if (connected) {
            finish(broken(e));
        } else {
            String text = message(e) + ": " + target.socketAddress();
            // EADDRNOTAVAIL of connect(2): every local port towards this server is taken.
            finish(
                    e instanceof BindException
                            ? new ProbeResult.NotRun(LocalTrouble.BIND, text)
                            : new ProbeResult.Failed(connectFailure(e), text));
        }
    }

    @Override
    public final void abandon() {
        if (!done) {
            release();
        }
    }

    @Override
    public final void finish(ProbeResult result) {
        if (!done) {
            release();
            whenDone.accept(result);
        }
    }

    final boolean isDone() {
        return done;
    }

    final boolean isConnected() {
        return connected;
    }

    /** Null before it is opened and when the probe is done. */
    final @Nullable ProbeSocket socket() {
        return socket;
    }

    final CheckTarget target() {
        return target;
    }

    final ProbeContext context() {
        return context;
    }

    /** A step of the probe begins, with time of its own. */
    final void restartTimeout() {
        if (!done) {
            timeout.set(timeoutNanos);
        }
    }

    /** This thread, or the machine, may have stood still: what has come meanwhile counts before the time. */
    private void timeIsUp() {
        stirred();
        if (!timeout.isSet()) {
            finish(timedOut());
        }
    }

    /** What it says of the server that it cannot be reached, or that a send on a connected datagram socket failed. */
    static ProbeResult failure(Throwable cause) {
        return new ProbeResult.Failed(connectFailure(cause), message(cause));
    }

    static FailureReason connectFailure(Throwable cause) {
        return cause instanceof NoRouteToHostException ? FailureReason.UNREACHABLE : FailureReason.CONNECT_FAILED;
    }

    static String message(Throwable cause) {
        String text = cause.getMessage();
        return text == null ? cause.toString() : text;
    }

    private void release() {
        done = true;
        timeout.cancel();
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
