package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One datagram to one server, and what comes back within the time. The socket is connected, so that refusals are told. */
abstract class DatagramProbe extends ChannelProbe<DatagramChannel> {
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
    final boolean connect(DatagramChannel socket, InetSocketAddress address) throws IOException {
        socket.connect(address);
        return true;
    }

    @Override
    final boolean finishConnect(DatagramChannel socket) {
        return true;
    }

    @Override
    final void connected(DatagramChannel socket) throws IOException {
        socket.write(ByteBuffer.wrap(payload()));
        await(NioIoOps.READ);
    }

    @Override
    final void ready(DatagramChannel socket) throws IOException {
        ByteBuffer buffer = context().received().clear();
        // Not read(), which does not tell an empty datagram from none.
        if (socket.receive(buffer) == null) {
            return;
        }
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        ProbeResult result = received(bytes);
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
