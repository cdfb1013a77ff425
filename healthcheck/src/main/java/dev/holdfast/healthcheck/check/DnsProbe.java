package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.DnsCheckSpec;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.DnsMessage;
import dev.holdfast.healthcheck.policy.ProbeResult;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** keepalived.conf(5) DNS_CHECK: asks one question by UDP, and wants an answer without an error. */
final class DnsProbe extends DatagramProbe {
    private final DnsCheckSpec spec;
    private final int id;

    /**
     * Prepares a probe.
     *
     * @param id of the question, 0..65535
     */
    DnsProbe(ProbeContext context, DnsCheckSpec spec, int id, Consumer<ProbeResult> whenDone) {
        super(context, spec.target(), spec.timing().connectTimeoutNanos(), whenDone);
        this.spec = spec;
        this.id = id;
    }

    @Override
    byte[] payload() {
        return DnsMessage.question(id, spec.name(), spec.type());
    }

    @Override
    @Nullable ProbeResult received(byte[] datagram) {
        return DnsMessage.judge(id, datagram);
    }

    @Override
    ProbeResult timedOut() {
        return new ProbeResult.Failed(FailureReason.FIRST_BYTE_TIMEOUT, "read timeout from socket");
    }
}
