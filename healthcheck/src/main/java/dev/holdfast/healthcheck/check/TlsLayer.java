package dev.holdfast.healthcheck.check;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;

/** Netty's TLS, of one connection whose bytes somebody else carries. */
final class TlsLayer extends ChannelInboundHandlerAdapter {
    /** Who carries them. Buffers are the other's only until the call returns, but for what is sent. */
    interface Carrier {
        /** These bytes go to the server. */
        void send(ByteBuffer secret);

        /** The handshake is over, well. */
        void shaken();

        /** The handshake failed, or what came is no TLS. */
        void failed(Throwable cause);

        /** The server said this. */
        void heard(ByteBuffer plain);

        /** The server ended TLS as one should, by close_notify. */
        void saidGoodbye();
    }

    private final SslHandler tls;
    private final Carrier carrier;
    private final EmbeddedChannel channel = new EmbeddedChannel();

    /** Nothing is sent before {@link #begin}. */
    TlsLayer(SslHandler tls, Carrier carrier) {
        this.tls = tls;
        this.carrier = carrier;
        // The time that the check has is the only limit.
        tls.setHandshakeTimeoutMillis(0);
        tls.setCloseNotifyFlushTimeoutMillis(0);
        // Unpooled, for a daemon that should stay small.
        channel.config().setAllocator(new UnpooledByteBufAllocator(false, false));
    }

    void begin() {
        channel.pipeline().addLast(tls, this);
        tls.handshakeFuture().addListener(shaken -> {
            if (shaken.isSuccess()) {
                carrier.shaken();
            } else {
                carrier.failed(shaken.cause());
            }
        });
        carryOut();
    }

    /** Says this to the server. */
    void say(ByteBuffer plain) {
        channel.writeOutbound(Unpooled.wrappedBuffer(plain));
        carryOut();
    }

    /** This came from the server. */
    void received(ByteBuffer secret) {
        channel.writeInbound(Unpooled.copiedBuffer(secret));
        carryOut();
    }

    /** Whether the server has ended TLS by close_notify. */
    boolean isEnded() {
        return tls.sslCloseFuture().isSuccess();
    }

    private void carryOut() {
        for (ByteBuf secret = channel.readOutbound(); secret != null; secret = channel.readOutbound()) {
            byte[] bytes = new byte[secret.readableBytes()];
            secret.readBytes(bytes);
            secret.release();
            carrier.send(ByteBuffer.wrap(bytes));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof ByteBuf plain) {
                carrier.heard(plain.nioBuffer());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
            carrier.saidGoodbye();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        carrier.failed(cause);
    }
}
