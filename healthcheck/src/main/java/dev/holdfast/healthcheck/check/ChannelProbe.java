package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A probe by one socket, bound and connected to one server. Ends exactly once, with one result, with its socket closed and its
 * timer gone. Lives on one event loop and is touched from nowhere else.
 *
 * <p>It is registered with the loop itself. A channel of Netty's, with its pipeline and promises, costs more for each probe than
 * connecting does, and most probes say and hear a few bytes at most.
 *
 * @param <S> what kind of socket
 */
abstract class ChannelProbe<S extends SelectableChannel & NetworkChannel> implements Probe, NioIoHandle {
    private final ProbeContext context;
    private final CheckTarget target;
    private final long timeoutNanos;
    private final Consumer<ProbeResult> whenDone;
    private final Timers.Timer timeout;

    private @Nullable S socket;
    private @Nullable IoRegistration registration;
    private boolean connected;
    private boolean done;

    /**
     * Prepares a probe; nothing is opened before {@link #start}.
     *
     * @param timeoutNanos limit of each of its steps
     * @param whenDone called once, on the loop; not called for a probe that is {@link #abandon abandoned}
     */
    ChannelProbe(ProbeContext context, CheckTarget target, long timeoutNanos, Consumer<ProbeResult> whenDone) {
        this.context = context;
        this.target = target;
        this.timeoutNanos = timeoutNanos;
        this.whenDone = whenDone;
        this.timeout = context.timers().timer(this::timeIsUp);
    }

    /** Opens a socket. Its family is named, because a dual-stack one cannot be bound to every source or connect without IPv6. */
    abstract S open(ProtocolFamily family) throws IOException;

    /** Begins to connect: whether the socket is connected already. */
    abstract boolean connect(S socket, InetSocketAddress address) throws IOException;

    /** Goes on with it: whether the socket is connected now. */
    abstract boolean finishConnect(S socket) throws IOException;

    /** The socket is connected; what it is interested in is asked for by {@link #await}. */
    abstract void connected(S socket) throws IOException;

    /** Something of what was awaited may be there. */
    abstract void ready(S socket) throws IOException;

    /** What it means that the connected socket failed. */
    abstract ProbeResult broken(IOException cause);

    /** What it means that the time is up. */
    abstract ProbeResult timedOut();

    @Override
    public final void start() {
        S opened;
        try {
            opened = open(
                    target.address() instanceof Inet6Address
                            ? StandardProtocolFamily.INET6
                            : StandardProtocolFamily.INET);
            socket = opened;
            opened.configureBlocking(false);
            if (target.hasSocketOptions()) {
                context.outside().setOptions(opened, target);
            }
        } catch (NoRouteToHostException e) {
            finish(failure(e));
            return;
        } catch (IOException | UnsupportedOperationException e) {
            finish(new ProbeResult.NotRun(LocalTrouble.SOCKET, message(e)));
            return;
        }
        restartTimeout();
        if (bind(opened)) {
            connect(opened);
        }
    }

    private boolean bind(S opened) {
        InetSocketAddress source = target.bindTo();
        if (source == null) {
            return true;
        }
        try {
            if (source.getPort() != 0) {
                // The same source port is used again and again, and the last probe's connection may still be in
                // TIME_WAIT.
                opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            opened.bind(source);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            finish(new ProbeResult.NotRun(LocalTrouble.BIND, message(e)));
            return false;
        }
    }

    private void connect(S opened) {
        try {
            boolean atOnce = connect(opened, target.socketAddress());
            Future<IoRegistration> registered = context.loop().register(this);
            if (!registered.isSuccess()) {
                finish(new ProbeResult.NotRun(LocalTrouble.SOCKET, message(registered.cause())));
                return;
            }
            registration = registered.getNow();
            if (atOnce) {
                connected = true;
                connected(opened);
            } else {
                await(NioIoOps.CONNECT);
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public final void handle(IoRegistration which, IoEvent event) {
        lookAt();
    }

    /** Goes on with what there is. */
    private void lookAt() {
        S opened = socket;
        if (done || opened == null) {
            return;
        }
        try {
            if (connected) {
                ready(opened);
            } else if (finishConnect(opened)) {
                connected = true;
                connected(opened);
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
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
    public final SelectableChannel selectableChannel() {
        return Objects.requireNonNull(socket, "registered before it was opened");
    }

    /** The loop ends. */
    @Override
    public final void close() {
        abandon();
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
    final @Nullable S socket() {
        return socket;
    }

    final CheckTarget target() {
        return target;
    }

    final ProbeContext context() {
        return context;
    }

    /** What of the socket's the probe wants to be told from now on. */
    final void await(NioIoOps what) {
        IoRegistration registered = registration;
        if (registered != null && !done) {
            registered.submit(what);
        }
    }

    /** A step of the probe begins, with time of its own. */
    final void restartTimeout() {
        if (!done) {
            timeout.set(timeoutNanos);
        }
    }

    /** This thread, or the machine, may have stood still: what has come meanwhile counts before the time. */
    private void timeIsUp() {
        lookAt();
        if (!timeout.isSet()) {
            finish(timedOut());
        }
    }

    /** What it says of the server that it cannot be reached, or that a send on a connected datagram socket failed. */
    static ProbeResult failure(Throwable cause) {
        return new ProbeResult.Failed(connectFailure(cause), message(cause));
    }

    static FailureReason connectFailure(Throwable cause) {
        // The JDK has an exception of its own for EHOSTUNREACH only; ENETUNREACH is told by its text alone.
        boolean unreachable =
                cause instanceof NoRouteToHostException || message(cause).startsWith("Network is unreachable");
        return unreachable ? FailureReason.UNREACHABLE : FailureReason.CONNECT_FAILED;
    }

    static String message(Throwable cause) {
        String text = cause.getMessage();
        return text == null ? cause.toString() : text;
    }

    /** Lets go of all that was the socket's: the JDK's selector may remember the probe by it for longer. */
    private void release() {
        done = true;
        timeout.cancel();
        if (registration != null) {
            registration.cancel();
            registration = null;
        }
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // close(2) gives the descriptor back in any case, and what was found stays true.
            }
            socket = null;
        }
    }
}
