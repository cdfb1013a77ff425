package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.ProbeResult;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.ProtocolFamily;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One datagram to one server, and what comes back within the time. The socket is connected, so that refusals are told. */
abstract class DatagramProbe extends SocketProbe {
    DatagramProbe(ProbeContext context, CheckTarget target, long timeoutNanos, Consumer<ProbeResult> whenDone) {
        super(context, target, timeoutNanos, whenDone);
    }

    /** What is sent. */
    abstract byte[] payload();

    /** What a datagram of the server's means; null when it is none of ours and the waiting goes on. */
    abstract @Nullable ProbeResult received(byte[] datagram);

    @Override
    final ProbeSocket open(Transport transport, ProtocolFamily family) throws IOException {
        return transport.openDatagram(family);
    }

    @Override
    final void connected(ProbeSocket socket) throws IOException {
        socket.write(ByteBuffer.wrap(payload()));
    }

    @Override
    final void flush(ProbeSocket socket) {}

    @Override
    final int readBytes() {
        return context().received().capacity();
    }

    @Override
    final void heard(ByteBuffer bytes) {
        byte[] datagram = new byte[bytes.remaining()];
        bytes.get(datagram);
        ProbeResult result = received(datagram);
        if (result != null) {
            finish(result);
        }
    }

    @Override
    final ProbeResult broken(IOException cause) {
        return cause instanceof PortUnreachableException
                ? new ProbeResult.Failed(FailureReason.CONNECT_FAILED, "nobody listens on the port")
                : failure(cause);
    }
}
