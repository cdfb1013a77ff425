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
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server: connects, and lets a subclass go on from there. Ends exactly once, with one result, with its
 * channel closed and its timer gone. Lives on one event loop and is touched from nowhere else.
 */
abstract class StreamProbe extends ChannelInboundHandlerAdapter implements Probe {
    /** Read size: enough for a usual answer in one turn, and all that a slow or endless one ever holds in memory. */
    private static final int READ_BYTES = 4096;

    private final ProbeContext context;
    private final CheckTarget target;
    private final long stepTimeoutNanos;
    private final Consumer<ProbeResult> whenDone;

    private @Nullable NioSocketChannel channel;
    private @Nullable Future<?> timeout;
    private boolean connected;
    private boolean done;

    /**
     * Prepares a probe; nothing is opened before {@link #start}.
     *
     * @param stepTimeoutNanos limit of connecting, and again of all that follows
     * @param whenDone called once, on the loop; not called for a probe that is {@link #abandon abandoned}
     */
    StreamProbe(ProbeContext context, CheckTarget target, long stepTimeoutNanos, Consumer<ProbeResult> whenDone) {
        this.context = context;
        this.target = target;
        this.stepTimeoutNanos = stepTimeoutNanos;
        this.whenDone = whenDone;
    }

    /** The connection stands; the second step's time begins. */
    abstract void connected(ChannelHandlerContext context);

    /** What it means that the time is up after the connection stood. */
    abstract ProbeResult timedOutConnected();

    /** What it means that the server closed the connection. */
    abstract ProbeResult closedByServer();

    /** What it means that the connection broke after it stood. */
    abstract ProbeResult broken(IOException cause);

    /** Opens the channel and connects. */
    @Override
    public final void start() {
        NioSocketChannel opened;
        try {
            // The family is named because a dual-stack socket cannot be bound to every source or connect without IPv6.
            SocketChannel socket = SocketChannel.open(
                    target.address() instanceof Inet6Address
                            ? StandardProtocolFamily.INET6
                            : StandardProtocolFamily.INET);
            opened = new NioSocketChannel(socket);
            channel = opened;
            if (target.hasSocketOptions()) {
                context.outside().setOptions(socket, target);
            }
        } catch (IOException | UnsupportedOperationException | ChannelException e) {
            finish(new ProbeResult.NotRun(LocalTrouble.SOCKET, message(e)));
            return;
        }
        opened.config().setAllocator(context.allocator());
        opened.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES));
        opened.config().setConnectTimeoutMillis(0);
        opened.config().setAutoRead(false);
        opened.pipeline().addLast(this);
        timeout = context.loop().schedule(this::timeIsUp, stepTimeoutNanos, TimeUnit.NANOSECONDS);
        ChannelFuture registered = context.loop().register(opened);
        if (registered.isDone()) {
            registered(registered);
        } else {
            registered.addListener((ChannelFuture f) -> registered(f));
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

    /** A further step of the probe begins, with time of its own. */
    final void restartTimeout() {
        if (!done) {
            cancelTimeout();
            timeout = context.loop().schedule(this::timeIsUp, stepTimeoutNanos, TimeUnit.NANOSECONDS);
        }
    }

    final CheckTarget target() {
        return target;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (connected && !done) {
            finish(closedByServer());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (done) {
            return;
        }
        if (cause instanceof SSLException e) {
            finish(new ProbeResult.Failed(FailureReason.TLS, message(e)));
        } else if (cause instanceof IOException e) {
            finish(broken(e));
        } else if (cause instanceof DecoderException && cause.getCause() instanceof SSLException e) {
            finish(new ProbeResult.Failed(FailureReason.TLS, message(e)));
        } else if (cause instanceof DecoderException) {
            finish(new ProbeResult.Failed(FailureReason.BAD_RESPONSE, message(cause)));
        } else {
            finish(new ProbeResult.NotRun(LocalTrouble.INTERNAL, cause.toString()));
        }
    }

    private void registered(ChannelFuture registered) {
        NioSocketChannel opened = channel;
        if (done || opened == null) {
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

    private void connect(NioSocketChannel opened) {
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
                finish(new ProbeResult.Failed(connectFailure(connect.cause()), message(connect.cause())));
            }
        });
    }

    private static boolean noLocalPort(Throwable cause) {
        // Netty wraps what connect(2) failed with in a SocketException that names the address.
        return cause instanceof BindException || cause.getCause() instanceof BindException;
    }

    /** What a failed connect(2) says of the server. */
    static FailureReason connectFailure(Throwable cause) {
        // The JDK has an exception of its own for EHOSTUNREACH only; ENETUNREACH is told by its text alone.
        boolean unreachable =
                cause instanceof NoRouteToHostException || message(cause).startsWith("Network is unreachable");
        return unreachable ? FailureReason.UNREACHABLE : FailureReason.CONNECT_FAILED;
    }

    private void begin(NioSocketChannel opened) {
        connected = true;
        ChannelHandlerContext handler = opened.pipeline().context(this);
        if (handler == null) {
            finish(new ProbeResult.NotRun(LocalTrouble.INTERNAL, "the channel lost its handler"));
            return;
        }
        connected(handler);
        restartTimeout();
    }

    private void timeIsUp() {
        if (!done) {
            finish(
                    connected
                            ? timedOutConnected()
                            : new ProbeResult.Failed(
                                    FailureReason.CONNECT_TIMEOUT,
                                    "no answer to the connection attempt within "
                                            + TimeUnit.NANOSECONDS.toMillis(stepTimeoutNanos) + " ms"));
        }
    }

    private void release() {
        done = true;
        cancelTimeout();
        NioSocketChannel opened = channel;
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

    static String message(Throwable cause) {
        String text = cause.getMessage();
        return text == null ? cause.toString() : text;
    }
}
