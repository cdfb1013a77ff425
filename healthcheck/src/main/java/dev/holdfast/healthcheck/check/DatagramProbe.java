package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One datagram to one server, and what comes back within the time. The socket is connected, so that refusals are told. */
abstract class DatagramProbe extends ChannelInboundHandlerAdapter implements Probe {
    private static final int LARGEST_DATAGRAM = 65_535;

    private final ProbeContext context;
    private final CheckTarget target;
    private final long timeoutNanos;
    private final Consumer<ProbeResult> whenDone;

    private @Nullable NioDatagramChannel channel;
    private @Nullable Future<?> timeout;
    private boolean done;

    DatagramProbe(ProbeContext context, CheckTarget target, long timeoutNanos, Consumer<ProbeResult> whenDone) {
        this.context = context;
        this.target = target;
        this.timeoutNanos = timeoutNanos;
        this.whenDone = whenDone;
    }

    /** What is sent. */
    abstract byte[] payload();

    /** What a datagram of the server's means; null when it is none of ours and the waiting goes on. */
    abstract @Nullable ProbeResult received(byte[] datagram);

    /** What it means that nothing came. */
    abstract ProbeResult timedOut();

    @Override
    public final void start() {
        NioDatagramChannel opened;
        try {
            DatagramChannel socket = DatagramChannel.open(
                    target.address() instanceof Inet6Address
                            ? StandardProtocolFamily.INET6
                            : StandardProtocolFamily.INET);
            opened = new NioDatagramChannel(socket);
            channel = opened;
            if (target.hasSocketOptions()) {
                context.outside().setOptions(socket, target);
            }
        } catch (IOException | UnsupportedOperationException | ChannelException e) {
            finish(new ProbeResult.NotRun(LocalTrouble.SOCKET, StreamProbe.message(e)));
            return;
        }
        opened.config().setAllocator(context.allocator());
        opened.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LARGEST_DATAGRAM));
        opened.pipeline().addLast(this);
        timeout = context.loop().schedule(this::timeIsUp, timeoutNanos, TimeUnit.NANOSECONDS);
        context.loop().register(opened).addListener((ChannelFuture registered) -> {
            if (!registered.isSuccess()) {
                finish(new ProbeResult.NotRun(LocalTrouble.SOCKET, StreamProbe.message(registered.cause())));
            } else if (!done) {
                bind(opened);
            }
        });
    }

    private void bind(NioDatagramChannel opened) {
        InetSocketAddress source = target.bindTo();
        if (source == null) {
            connect(opened);
            return;
        }
        if (source.getPort() != 0) {
            opened.config().setOption(ChannelOption.SO_REUSEADDR, true);
        }
        opened.bind(source).addListener((ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                connect(opened);
            } else {
                finish(new ProbeResult.NotRun(LocalTrouble.BIND, StreamProbe.message(bound.cause())));
            }
        });
    }

    private void connect(NioDatagramChannel opened) {
        if (done) {
            return;
        }
        opened.connect(target.socketAddress()).addListener((ChannelFuture connected) -> {
            if (done) {
                return;
            }
            if (!connected.isSuccess()) {
                finish(failure(connected.cause()));
                return;
            }
            opened.writeAndFlush(Unpooled.wrappedBuffer(payload())).addListener((ChannelFuture sent) -> {
                if (!sent.isSuccess()) {
                    finish(failure(sent.cause()));
                }
            });
        });
    }

    private static ProbeResult failure(Throwable cause) {
        FailureReason reason = StreamProbe.connectFailure(cause);
        return new ProbeResult.Failed(reason, StreamProbe.message(cause));
    }

    @Override
    public final void channelRead(ChannelHandlerContext handler, Object message) {
        try {
            if (!done && message instanceof DatagramPacket packet) {
                ByteBuf content = packet.content();
                byte[] bytes = new byte[content.readableBytes()];
                content.readBytes(bytes);
                ProbeResult result = received(bytes);
                if (result != null) {
                    finish(result);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
        if (done) {
            return;
        }
        if (cause instanceof PortUnreachableException) {
            finish(new ProbeResult.Failed(FailureReason.CONNECT_FAILED, "nobody listens on the port"));
        } else if (cause instanceof NoRouteToHostException || cause instanceof IOException) {
            finish(failure(cause));
        } else {
            finish(new ProbeResult.NotRun(LocalTrouble.INTERNAL, cause.toString()));
        }
    }

    private void timeIsUp() {
        if (!done) {
            finish(timedOut());
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

    private void release() {
        done = true;
        Future<?> pending = timeout;
        timeout = null;
        if (pending != null) {
            pending.cancel(false);
        }
        NioDatagramChannel opened = channel;
        channel = null;
        if (opened != null) {
            opened.unsafe().close(opened.voidPromise());
        }
    }
}
