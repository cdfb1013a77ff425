package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckListener;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.healthcheck.policy.CheckPolicy;
import dev.holdfast.healthcheck.policy.CheckerState;
import dev.holdfast.healthcheck.policy.PolicyStep;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One running checker: its state, and either a timer for the next probe or the probe itself. On the loop only. */
final class Checker {
    private final CheckId id;
    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final LongSupplier clock;
    private final CheckListener listener;

    private CheckerState state;
    private @Nullable Future<?> timer;
    private @Nullable Probe probe;
    private boolean stopped;

    Checker(
            CheckId id,
            CheckerState state,
            EventLoop loop,
            ByteBufAllocator allocator,
            LongSupplier clock,
            CheckListener listener) {
        this.id = id;
        this.state = state;
        this.loop = loop;
        this.allocator = allocator;
        this.clock = clock;
        this.listener = listener;
    }

    CheckerState state() {
        return state;
    }

    /** Schedules the first probe. */
    void start(double random) {
        long now = clock.getAsLong();
        schedule(CheckPolicy.firstProbeAtNanos(state.spec().timing(), random, now), now);
    }

    /** Ends the checker: no probe, timer, notice or verdict of it comes after this. */
    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (probe != null) {
            probe.abandon();
            probe = null;
        }
    }

    private void schedule(long atNanos, long nowNanos) {
        timer = loop.schedule(this::run, Math.max(0, atNanos - nowNanos), TimeUnit.NANOSECONDS);
    }

    private void run() {
        timer = null;
        if (stopped || probe != null) {
            return;
        }
        Probe started = newProbe();
        probe = started;
        started.start(allocator);
    }

    private Probe newProbe() {
        CheckSpec spec = state.spec();
        return spec.match(tcp -> new TcpProbe(loop, tcp, this::ended), http -> {
            UrlSpec url = http.urls().get(state.urlIndex());
            return new HttpProbe(loop, http, url, this::ended);
        });
    }

    private void ended(ProbeResult result) {
        probe = null;
        if (stopped) {
            return;
        }
        long now = clock.getAsLong();
        PolicyStep step = CheckPolicy.onResult(state, result, now);
        state = step.state();
        // Before the listener, so that a listener that throws costs one message and not the checker.
        schedule(step.nextProbeAtNanos(), now);
        for (CheckNotice notice : step.notices()) {
            listener.onNotice(id, notice);
        }
        Verdict verdict = step.verdict();
        if (verdict != null) {
            listener.onVerdict(id, verdict);
        }
    }
}
