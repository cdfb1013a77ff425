package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.Bytes;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.policy.Dialogue;
import dev.holdfast.healthcheck.policy.ProbeResult;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Holds a {@link Dialogue} over a connection. Each thing that the server has to say has a step's time of its own. */
final class DialogueProbe extends StreamProbe {
    /** The most that a server may say without the dialogue making anything of it, in bytes. */
    private static final int MOST_PENDING = 8192;

    /** The most that a server may say in all, in bytes; an endless greeting ends here. */
    private static final int MOST_IN_ALL = 65_536;

    private final Dialogue dialogue;
    private byte[] pending = new byte[0];
    private int inAll;

    DialogueProbe(
            ProbeContext context,
            CheckTarget target,
            CheckTiming timing,
            Dialogue dialogue,
            Consumer<ProbeResult> whenDone) {
        super(context, target, timing.connectTimeoutNanos(), whenDone);
        this.dialogue = dialogue;
    }

    @Override
    void talk() {
        Bytes opening = dialogue.opening();
        if (opening.length() > 0) {
            send(ByteBuffer.wrap(opening.toArray()));
        }
    }

    @Override
    void received(ByteBuffer bytes) {
        int length = bytes.remaining();
        inAll += length;
        if (inAll > MOST_IN_ALL || pending.length + length > MOST_PENDING) {
            finish(new ProbeResult.Failed(
                    FailureReason.WRONG_REPLY, "too much was said (expected " + dialogue.expected() + ")"));
            return;
        }
        int before = pending.length;
        pending = Arrays.copyOf(pending, before + length);
        bytes.get(pending, before, length);
        boolean more = true;
        while (more && !isDone()) {
            Dialogue.Step step = dialogue.received(pending);
            pending = Arrays.copyOfRange(pending, step.consumed(), pending.length);
            more = step.consumed() > 0 && pending.length > 0;
            Bytes say = step.send();
            if (say != null) {
                send(ByteBuffer.wrap(say.toArray()));
                restartTimeout();
            }
            ProbeResult result = step.result();
            if (result != null) {
                finish(result);
            }
        }
    }

    @Override
    ProbeResult timedOutConnected() {
        return new ProbeResult.Failed(FailureReason.READ_TIMEOUT, "no answer (expected " + dialogue.expected() + ")");
    }

    @Override
    ProbeResult closedByServer() {
        return new ProbeResult.Failed(
                FailureReason.NO_DATA, "the server closed the connection (expected " + dialogue.expected() + ")");
    }
}
