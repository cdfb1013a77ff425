package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.AbstractNioChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A probe by one socket, bound and connected to one server. Ends exactly once, with one result, with its channel closed and its
 * timer gone. Lives on one event loop and is touched from nowhere else.
 *
 * @param <S> what kind of socket
 */
abstract class ChannelProbe<S extends SelectableChannel> extends ChannelInboundHandlerAdapter implements Probe {
    private final ProbeContext context;
    private final CheckTarget target;
    private final long timeoutNanos;
    private final Consumer<ProbeResult> whenDone;

    private @Nullable AbstractNioChannel channel;
    private @Nullable Future<?> timeout;
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
    }

    /** Opens a socket. Its family is named, because a dual-stack one cannot be bound to every source or connect without IPv6. */
    abstract S open(ProtocolFamily family) throws IOException;

    /** Netty's channel for the socket. */
    abstract AbstractNioChannel channel(S socket);

    /** The socket is connected. */
    abstract void connected(ChannelHandlerContext context);

    /** What it means that the time is up. */
    abstract ProbeResult timedOut();

    @Override
    public final void start() {
        AbstractNioChannel opened;
        try {
            S socket = open(
                    target.address() instanceof Inet6Address
                            ? StandardProtocolFamily.INET6
                            : StandardProtocolFamily.INET);
            opened = channel(socket);
            channel = opened;
            if (target.hasSocketOptions()) {
                context.outside().setOptions(socket, target);
            }
        } catch (NoRouteToHostException e) {
            finish(failure(e));
            return;
        } catch (IOException | UnsupportedOperationException | ChannelException e) {
            finish(new ProbeResult.NotRun(LocalTrouble.SOCKET, message(e)));
            return;
        }
        opened.config().setAllocator(context.allocator());
        opened.pipeline().addLast(this);
        restartTimeout();
        ChannelFuture registered = context.loop().register(opened);
        if (registered.isDone()) {
            registered(opened, registered);
        } else {
            registered.addListener((ChannelFuture f) -> registered(opened, f));
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

    final CheckTarget target() {
        return target;
    }

    /** A step of the probe begins, with time of its own. */
    final void restartTimeout() {
        if (!done) {
            cancelTimeout();
            timeout = context.loop().schedule(this::timeIsUp, timeoutNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void registered(AbstractNioChannel opened, ChannelFuture registered) {
        if (done) {
            return;
        }
        if (!registered.isSuccess()) {
            finish(new ProbeResult.NotRun(LocalTrouble.SOCKET, message(registered.cause())));
            return;
        }
        InetSocketAddress source = target.bindTo();
        if (source == null) {
            connect(opened);
            return;
        }
        if (source.getPort() != 0) {
            // The same source port is used again and again, and the last probe's connection may still be in TIME_WAIT.
            opened.config().setOption(ChannelOption.SO_REUSEADDR, true);
        }
        opened.bind(source).addListener((ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                connect(opened);
            } else {
                finish(new ProbeResult.NotRun(LocalTrouble.BIND, message(bound.cause())));
            }
        });
    }

    private void connect(AbstractNioChannel opened) {
        if (done) {
            return;
        }
        opened.connect(target.socketAddress()).addListener((ChannelFuture connect) -> {
            if (done) {
                return;
            }
            if (connect.isSuccess()) {
                begin(opened);
            } else if (noLocalPort(connect.cause())) {
                // EADDRNOTAVAIL of connect(2): every local port towards this server is taken.
                finish(new ProbeResult.NotRun(LocalTrouble.BIND, message(connect.cause())));
            } else {
                finish(failure(connect.cause()));
            }
        });
    }

    private void begin(AbstractNioChannel opened) {
        ChannelHandlerContext handler = opened.pipeline().context(this);
        if (handler == null) {
            finish(new ProbeResult.NotRun(LocalTrouble.INTERNAL, "the channel lost its handler"));
        } else {
            connected(handler);
        }
    }

    private static boolean noLocalPort(Throwable cause) {
        // Netty wraps what connect(2) failed with in a SocketException that names the address.
        return cause instanceof BindException || cause.getCause() instanceof BindException;
    }

    /** What a failed connect(2), or a send on a connected datagram socket, says of the server. */
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

    private void timeIsUp() {
        if (!done) {
            finish(timedOut());
        }
    }

    private void release() {
        done = true;
        cancelTimeout();
        AbstractNioChannel opened = channel;
        channel = null;
        if (opened != null) {
            // A channel that was never registered is closed too, by its unsafe, on this thread.
            opened.unsafe().close(opened.voidPromise());
        }
    }

    private void cancelTimeout() {
        Future<?> pending = timeout;
        timeout = null;
        if (pending != null) {
            pending.cancel(false);
        }
    }
}
