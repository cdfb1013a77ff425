package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.Bytes;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.UdpCheckSpec;
import dev.holdfast.healthcheck.policy.ProbeResult;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** keepalived.conf(5) UDP_CHECK: sends a datagram; a refusal is bad, and where a reply has to come, its absence or another one. */
final class UdpProbe extends DatagramProbe {
    /** How much of a wrong reply people are shown, in bytes. */
    private static final int SHOWN = 32;

    /** How much is sent where the file does not say what. */
    private static final int RANDOM_BYTES = 32;

    private final UdpCheckSpec spec;

    UdpProbe(ProbeContext context, UdpCheckSpec spec, Consumer<ProbeResult> whenDone) {
        super(context, spec.target(), spec.timing().connectTimeoutNanos(), whenDone);
        this.spec = spec;
    }

    @Override
    byte[] payload() {
        Bytes given = spec.payload();
        if (given != null) {
            return given.toArray();
        }
        byte[] random = new byte[RANDOM_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        return random;
    }

    @Override
    ProbeResult received(byte[] datagram) {
        UdpCheckSpec.Reply wanted = spec.reply();
        if (wanted == null || wanted.accepts(datagram)) {
            return ProbeResult.Succeeded.INSTANCE;
        }
        String shown = HexFormat.of().formatHex(datagram, 0, Math.min(SHOWN, datagram.length));
        return new ProbeResult.Failed(
                FailureReason.WRONG_REPLY, "reply of " + datagram.length + " bytes, " + shown + " (expected another)");
    }

    @Override
    ProbeResult timedOut() {
        return spec.reply() == null
                ? ProbeResult.Succeeded.INSTANCE
                : new ProbeResult.Failed(FailureReason.FIRST_BYTE_TIMEOUT, "no reply");
    }
}
