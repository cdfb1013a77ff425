package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.ProbeResult;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A probe by one TCP connection: a subclass goes on from where it stands. Connecting, and all that follows, has a time limit each. */
abstract class StreamProbe extends SocketProbe {
    /** Read size: enough for a usual answer in one turn. */
    private static final int READ_BYTES = 4096;

    private final long stepTimeoutNanos;

    /** What the connection has not taken yet; null for nothing. */
    private @Nullable ByteBuffer unsent;

    StreamProbe(ProbeContext context, CheckTarget target, long stepTimeoutNanos, Consumer<ProbeResult> whenDone) {
        super(context, target, stepTimeoutNanos, whenDone);
        this.stepTimeoutNanos = stepTimeoutNanos;
    }

    /** The connection stands; the second step's time begins. */
    abstract void talk();

    /** The server said something; the bytes are the buffer's only until this returns. */
    abstract void received(ByteBuffer bytes);

    /** What it means that the time is up after the connection stood. */
    abstract ProbeResult timedOutConnected();

    /** What it means that the server closed the connection. */
    abstract ProbeResult closedByServer();

    @Override
    final ProbeSocket open(Transport transport, ProtocolFamily family) throws IOException {
        return transport.openStream(family);
    }

    @Override
    final void connected(ProbeSocket socket) {
        talk();
        restartTimeout();
    }

    /** Says this, after what was said before. */
    final void send(ByteBuffer bytes) {
        ProbeSocket socket = socket();
        if (socket == null) {
            return;
        }
        ByteBuffer before = unsent;
        if (before == null) {
            write(socket, bytes);
        } else {
            unsent = ByteBuffer.allocate(before.remaining() + bytes.remaining())
                    .put(before)
                    .put(bytes)
                    .flip();
        }
    }

    private void write(ProbeSocket socket, ByteBuffer bytes) {
        try {
            socket.write(bytes);
            unsent = bytes.hasRemaining() ? bytes : null;
        } catch (IOException e) {
            finish(new ProbeResult.Failed(FailureReason.SEND_FAILED, message(e)));
        }
    }

    @Override
    final void flush(ProbeSocket socket) {
        if (unsent != null) {
            write(socket, unsent);
        }
    }

    @Override
    final int readBytes() {
        return READ_BYTES;
    }

    @Override
    final void heard(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            received(bytes);
        } else {
            finish(closedByServer());
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
