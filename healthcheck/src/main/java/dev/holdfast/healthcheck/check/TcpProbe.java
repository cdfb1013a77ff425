package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.policy.ProbeResult;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** keepalived.conf(5) TCP_CHECK: connects, and closes again at once without reading or writing. */
final class TcpProbe extends StreamProbe {
    TcpProbe(ProbeContext context, TcpCheckSpec spec, Consumer<ProbeResult> whenDone) {
        super(context, spec.target(), spec.timing().connectTimeoutNanos(), whenDone);
    }

    @Override
    void talk() {
        finish(ProbeResult.Succeeded.INSTANCE);
    }

    // What follows cannot be reached, since a connected probe is over; a connection that stood is a success in any
    // case.

    @Override
    void received(ByteBuffer bytes) {}

    @Override
    ProbeResult timedOutConnected() {
        return ProbeResult.Succeeded.INSTANCE;
    }

    @Override
    ProbeResult closedByServer() {
        return ProbeResult.Succeeded.INSTANCE;
    }
}
