package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A probe by one TCP connection: a subclass goes on from where it stands. Connecting, and all that follows, has a time limit each. */
abstract class StreamProbe extends ChannelProbe<SocketChannel> {
    /** Read size: enough for a usual answer in one turn. */
    private static final int READ_BYTES = 4096;

    /** After so many full reads it is the turn of others. */
    private static final int READS = 16;

    private final long stepTimeoutNanos;

    /** What the connection has not taken yet; null for nothing. */
    private @Nullable ByteBuffer unsent;

    StreamProbe(ProbeContext context, CheckTarget target, long stepTimeoutNanos, Consumer<ProbeResult> whenDone) {
        super(context, target, stepTimeoutNanos, whenDone);
        this.stepTimeoutNanos = stepTimeoutNanos;
    }

    /** The connection stands; the second step's time begins. Nothing is read before {@link #listen}. */
    abstract void talk();

    /** The server said something; the bytes are the buffer's only until this returns. */
    abstract void received(ByteBuffer bytes);

    /** What it means that the time is up after the connection stood. */
    abstract ProbeResult timedOutConnected();

    /** What it means that the server closed the connection. */
    abstract ProbeResult closedByServer();

    @Override
    final SocketChannel open(ProtocolFamily family) throws IOException {
        return SocketChannel.open(family);
    }

    @Override
    final boolean connect(SocketChannel socket, InetSocketAddress address) throws IOException {
        return socket.connect(address);
    }

    @Override
    final boolean finishConnect(SocketChannel socket) throws IOException {
        return socket.finishConnect();
    }

    @Override
    final void connected(SocketChannel socket) {
        talk();
        restartTimeout();
    }

    /** From now on what the server says is {@link #received}. */
    final void listen() {
        await(unsent == null ? NioIoOps.READ : NioIoOps.READ_AND_WRITE);
    }

    /** Says this, after what was said before, and listens. */
    final void send(ByteBuffer bytes) {
        SocketChannel socket = socket();
        if (socket == null) {
            return;
        }
        ByteBuffer before = unsent;
        if (before == null) {
            flush(socket, bytes);
        } else {
            unsent = ByteBuffer.allocate(before.remaining() + bytes.remaining())
                    .put(before)
                    .put(bytes)
                    .flip();
        }
    }

    private void flush(SocketChannel socket, ByteBuffer bytes) {
        try {
            socket.write(bytes);
            unsent = bytes.hasRemaining() ? bytes : null;
            listen();
        } catch (IOException e) {
            finish(new ProbeResult.Failed(FailureReason.SEND_FAILED, message(e)));
        }
    }

    @Override
    final void ready(SocketChannel socket) throws IOException {
        if (unsent != null) {
            flush(socket, unsent);
        }
        for (int i = 0; i < READS && !isDone(); i++) {
            ByteBuffer buffer = context().received().clear().limit(READ_BYTES);
            int length = socket.read(buffer);
            if (length < 0) {
                finish(closedByServer());
                return;
            }
            received(buffer.flip());
            if (length < READ_BYTES) {
                return;
            }
        }
    }

    @Override
    final ProbeResult timedOut() {
        return isConnected()
                ? timedOutConnected()
                : new ProbeResult.Failed(
                        FailureReason.CONNECT_TIMEOUT,
                        "no answer to the connection attempt within " + TimeUnit.NANOSECONDS.toMillis(stepTimeoutNanos)
                                + " ms");
    }

    @Override
    ProbeResult broken(IOException cause) {
        return new ProbeResult.Failed(FailureReason.READ_FAILED, message(cause));
    }
}
