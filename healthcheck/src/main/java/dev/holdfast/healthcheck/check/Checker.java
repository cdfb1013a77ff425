package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckListener;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.DnsCheckSpec;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.LoginCheckSpec;
import dev.holdfast.healthcheck.MiscCheckSpec;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.SmtpCheckSpec;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UdpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.healthcheck.policy.CheckPolicy;
import dev.holdfast.healthcheck.policy.CheckerState;
import dev.holdfast.healthcheck.policy.Dialogue;
import dev.holdfast.healthcheck.policy.MysqlDialogue;
import dev.holdfast.healthcheck.policy.PolicyStep;
import dev.holdfast.healthcheck.policy.ProbeResult;
import dev.holdfast.healthcheck.policy.RedisDialogue;
import dev.holdfast.healthcheck.policy.SmtpDialogue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One running checker: its state, and either a timer for the next probe or the probe itself. On the loop only. */
final class Checker {
    private final CheckId id;
    private final ProbeContext context;
    private final LongSupplier clock;
    private final CheckListener listener;
    private final Timers.Timer timer;
    private final Consumer<ProbeResult> whenEnded = this::ended;

    /** Of HTTP_GET, by the URL, as far as they were needed. */
    private byte @Nullable [][] requests;

    private CheckerState state;
    private @Nullable Probe probe;
    private boolean stopped;

    Checker(CheckId id, CheckerState state, ProbeContext context, LongSupplier clock, CheckListener listener) {
        this.id = id;
        this.state = state;
        this.context = context;
        this.clock = clock;
        this.listener = listener;
        this.timer = context.timers().timer(this::run);
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
        timer.cancel();
        if (probe != null) {
            probe.abandon();
            probe = null;
        }
    }

    private void schedule(long atNanos, long nowNanos) {
        timer.set(Math.max(0, atNanos - nowNanos));
    }

    private void run() {
        if (stopped || probe != null) {
            return;
        }
        try {
            Probe started = newProbe();
            probe = started;
            started.start();
        } catch (RuntimeException | OutOfMemoryError e) {
            // Also said by the JVM where there may be no further thread. A checker that ended here would never see its
            // server die.
            if (probe != null) {
                probe.abandon();
            }
            ended(new ProbeResult.NotRun(LocalTrouble.INTERNAL, e.toString()));
        }
    }

    private Probe newProbe() {
        return state.spec().match(new CheckSpec.Cases<>() {
            @Override
            public Probe tcp(TcpCheckSpec spec) {
                return new TcpProbe(context, spec, whenEnded);
            }

            @Override
            public Probe http(HttpCheckSpec spec) {
                return httpProbe(spec, state.urlIndex());
            }

            @Override
            public Probe udp(UdpCheckSpec spec) {
                return new UdpProbe(context, spec, whenEnded);
            }

            @Override
            public Probe dns(DnsCheckSpec spec) {
                return new DnsProbe(context, spec, ThreadLocalRandom.current().nextInt(1 << 16), whenEnded);
            }

            @Override
            public Probe smtp(SmtpCheckSpec spec) {
                return new DialogueProbe(
                        context, spec.target(), spec.timing(), new SmtpDialogue(spec.heloName()), whenEnded);
            }

            @Override
            public Probe login(LoginCheckSpec spec) {
                return new DialogueProbe(context, spec.target(), spec.timing(), dialogue(spec), whenEnded);
            }

            @Override
            public Probe ping(PingCheckSpec spec) {
                return new OutsideProbe(
                        context.loop(), done -> context.outside().ping(spec, done), whenEnded);
            }

            @Override
            public Probe misc(MiscCheckSpec spec) {
                return new OutsideProbe(
                        context.loop(), done -> context.outside().run(spec, done), whenEnded);
            }
        });
    }

    private Probe httpProbe(HttpCheckSpec spec, int index) {
        if (requests == null) {
            requests = new byte[spec.urls().size()][];
        }
        UrlSpec url = spec.urls().get(index);
        byte[] request = requests[index];
        if (request == null) {
            request = HttpRequestText.of(spec.protocol(), url, spec.target());
            requests[index] = request;
        }
        return new HttpProbe(context, spec, url, request, whenEnded);
    }

    private static Dialogue dialogue(LoginCheckSpec spec) {
        return switch (spec.service()) {
            case MYSQL -> new MysqlDialogue(spec.user(), spec.password());
            case REDIS -> new RedisDialogue(spec.user(), spec.password());
        };
    }

    private void ended(ProbeResult result) {
        probe = null;
        if (stopped) {
            return;
        }
        long now = clock.getAsLong();
        PolicyStep step = CheckPolicy.onResult(state, result, now);
        Integer weight = step.state().weight();
        boolean weightChanged = weight != null && !weight.equals(state.weight());
        state = step.state();
        // Before the listener, so that a listener that throws costs one message and not the checker.
        schedule(step.nextProbeAtNanos(), now);
        for (CheckNotice notice : step.notices()) {
            listener.onNotice(id, notice);
        }
        if (weight != null && weightChanged) {
            listener.onWeight(id, weight);
        }
        Verdict verdict = step.verdict();
        if (verdict != null) {
            listener.onVerdict(id, verdict);
        }
    }
}
