package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A probe that is made outside; what it finds comes back to the event loop. */
final class OutsideProbe implements Probe {
    private final EventLoop loop;
    private final Function<Consumer<ProbeResult>, OutsideProbes.Attempt> begin;
    private final Consumer<ProbeResult> whenDone;
    private OutsideProbes.@Nullable Attempt attempt;
    private boolean done;

    OutsideProbe(
            EventLoop loop,
            Function<Consumer<ProbeResult>, OutsideProbes.Attempt> begin,
            Consumer<ProbeResult> whenDone) {
        this.loop = loop;
        this.begin = begin;
        this.whenDone = whenDone;
    }

    @Override
    public void start() {
        attempt = begin.apply(result -> {
            // An engine that is closing takes nothing more, and wants nothing more.
            if (!loop.isShuttingDown()) {
                loop.execute(() -> finish(result));
            }
        });
    }

    @Override
    public void abandon() {
        done = true;
        if (attempt != null) {
            attempt.end();
        }
    }

    @Override
    public void finish(ProbeResult result) {
        if (!done) {
            done = true;
            whenDone.accept(result);
        }
    }
}
