package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One datagram to one server, and what comes back within the time. The socket is connected, so that refusals are told. */
abstract class DatagramProbe extends ChannelProbe<DatagramChannel> {
    private static final int LARGEST_DATAGRAM = 65_535;

    DatagramProbe(ProbeContext context, CheckTarget target, long timeoutNanos, Consumer<ProbeResult> whenDone) {
        super(context, target, timeoutNanos, whenDone);
    }

    /** What is sent. */
    abstract byte[] payload();

    /** What a datagram of the server's means; null when it is none of ours and the waiting goes on. */
    abstract @Nullable ProbeResult received(byte[] datagram);

    @Override
    final DatagramChannel open(ProtocolFamily family) throws IOException {
        return DatagramChannel.open(family);
    }

    @Override
    final AbstractNioChannel channel(DatagramChannel socket) {
        NioDatagramChannel channel = new NioDatagramChannel(socket);
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LARGEST_DATAGRAM));
        return channel;
    }

    @Override
    final void connected(ChannelHandlerContext handler) {
        handler.writeAndFlush(Unpooled.wrappedBuffer(payload())).addListener((ChannelFuture sent) -> {
            if (!sent.isSuccess()) {
                finish(failure(sent.cause()));
            }
        });
    }

    @Override
    public final void channelRead(ChannelHandlerContext handler, Object message) {
        try {
            if (!isDone() && message instanceof DatagramPacket packet) {
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
        if (cause instanceof PortUnreachableException) {
            finish(new ProbeResult.Failed(FailureReason.CONNECT_FAILED, "nobody listens on the port"));
        } else if (cause instanceof IOException) {
            finish(failure(cause));
        } else {
            finish(new ProbeResult.NotRun(LocalTrouble.INTERNAL, cause.toString()));
        }
    }
}
