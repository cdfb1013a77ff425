package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** A probe by one TCP connection: a subclass goes on from where it stands. Connecting, and all that follows, has a time limit each. */
abstract class StreamProbe extends ChannelProbe<SocketChannel> {
    /** Read size: enough for a usual answer in one turn, and all that a slow or endless one ever holds in memory. */
    private static final int READ_BYTES = 4096;

    private final long stepTimeoutNanos;
    private boolean connected;

    StreamProbe(ProbeContext context, CheckTarget target, long stepTimeoutNanos, Consumer<ProbeResult> whenDone) {
        super(context, target, stepTimeoutNanos, whenDone);
        this.stepTimeoutNanos = stepTimeoutNanos;
    }

    /** The connection stands; the second step's time begins. */
    abstract void talk(ChannelHandlerContext context);

    /** What it means that the time is up after the connection stood. */
    abstract ProbeResult timedOutConnected();

    /** What it means that the server closed the connection. */
    abstract ProbeResult closedByServer();

    /** What it means that the connection broke after it stood. */
    abstract ProbeResult broken(IOException cause);

    @Override
    final SocketChannel open(ProtocolFamily family) throws IOException {
        return SocketChannel.open(family);
    }

    @Override
    final AbstractNioChannel channel(SocketChannel socket) {
        NioSocketChannel channel = new NioSocketChannel(socket);
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES));
        channel.config().setConnectTimeoutMillis(0);
        channel.config().setAutoRead(false);
        return channel;
    }

    @Override
    final void connected(ChannelHandlerContext context) {
        connected = true;
        talk(context);
        restartTimeout();
    }

    @Override
    final ProbeResult timedOut() {
        return connected
                ? timedOutConnected()
                : new ProbeResult.Failed(
                        FailureReason.CONNECT_TIMEOUT,
                        "no answer to the connection attempt within " + TimeUnit.NANOSECONDS.toMillis(stepTimeoutNanos)
                                + " ms");
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (connected) {
            finish(closedByServer());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
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
}
