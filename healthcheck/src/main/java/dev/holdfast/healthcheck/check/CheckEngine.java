package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckListener;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.healthcheck.policy.CheckerState;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs checkers, each with at most one probe under way, on one event-loop thread of its own, which is made when the first
 * checker is. What they find goes to one {@link CheckListener}, called on that thread.
 *
 * <p>All public methods may be called from any thread but the loop's own.
 */
public final class CheckEngine implements AutoCloseable {
    /** How long {@link #close} waits for the loop to end. */
    private static final long CLOSE_WAIT_MILLIS = 5_000;

    private final CheckListener listener;
    private final OutsideProbes outside;
    private final TlsClient tls = new TlsClient();
    private final SplittableRandom random;
    private final LongSupplier clock;

    /** Touched on the loop only. */
    private final Map<CheckId, Checker> checkers = new HashMap<>();

    /** What those knew that rest; touched on the loop only. */
    private final Map<CheckId, CheckerState> resting = new HashMap<>();

    private @Nullable MultiThreadIoEventLoopGroup group;
    private @Nullable ProbeContext context;
    private Map<CheckId, CheckSpec> wanted = Map.of();
    private Set<CheckId> wantedToRest = Set.of();
    private boolean started;
    private boolean closed;

    /**
     * Makes an engine that does nothing yet.
     *
     * @param outside makes the probes that need programs or ICMP
     * @param seed decides where in its warmup each checker's first probe falls
     */
    public CheckEngine(CheckListener listener, OutsideProbes outside, long seed) {
        this(listener, outside, seed, System::nanoTime);
    }

    /** Without anything outside. */
    CheckEngine(CheckListener listener, long seed) {
        this(listener, OutsideProbes.NONE, seed, System::nanoTime);
    }

    /** With a clock of the caller's, in nanoseconds, for tests. */
    CheckEngine(CheckListener listener, OutsideProbes outside, long seed, LongSupplier clock) {
        this.outside = outside;
        this.listener = new GuardedListener(listener);
        this.random = new SplittableRandom(seed);
        this.clock = clock;
    }

    /** Begins to check what was given to {@link #replace}, or will be. A second call changes nothing. */
    public synchronized void start() {
        requireOpen();
        if (!started) {
            started = true;
            apply(wanted, wantedToRest);
        }
    }

    /**
     * Makes this the whole set of checkers. A checker whose spec is equal to its old one is not touched: it keeps what it
     * knows and when it runs next. One whose spec changed is scheduled anew, with its warmup; it keeps its verdict if it
     * still asks the same of the same target, and otherwise begins again, which is reported when it changes the verdict. One
     * that is gone stops, and nothing more is heard of it once this has taken effect on the loop. Returns without waiting
     * for that.
     *
     * @param atRest those of them that are not made for now; each keeps what it knows, and begins as a changed one when it is made
     *     again
     */
    public synchronized void replace(Map<CheckId, CheckSpec> checks, Set<CheckId> atRest) {
        requireOpen();
        wanted = Map.copyOf(checks);
        wantedToRest = Set.copyOf(atRest);
        if (started) {
            apply(wanted, wantedToRest);
        }
    }

    /** {@link #replace(Map, Set)} with none at rest. */
    public void replace(Map<CheckId, CheckSpec> checks) {
        replace(checks, Set.of());
    }

    /** Stops every checker and ends the thread; waits for it at most 5 s. A second call changes nothing. */
    @Override
    public void close() {
        MultiThreadIoEventLoopGroup ending;
        synchronized (this) {
            closed = true;
            ending = group;
            group = null;
        }
        if (ending == null) {
            return;
        }
        ending.next().execute(() -> {
            checkers.values().forEach(Checker::stop);
            checkers.clear();
        });
        try {
            boolean ended = ending.shutdownGracefully(0, CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS)
                    .await(CLOSE_WAIT_MILLIS);
            if (!ended) {
                throw new IllegalStateException("the check thread did not end within " + CLOSE_WAIT_MILLIS + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the check engine is closed");
        }
    }

    private void apply(Map<CheckId, CheckSpec> checks, Set<CheckId> atRest) {
        if (group == null && checks.isEmpty()) {
            return;
        }
        if (group == null) {
            Transport transport = Transport.best();
            group = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("health-check", true), transport.loopHandler());
            context = ProbeContext.of(transport, group.next(), outside, tls);
        }
        ProbeContext shared = Objects.requireNonNull(context, "made with the group");
        // Takes a good part of a second the first time, which would delay every check.
        tls.prepare(checks.values().stream()
                .filter(HttpCheckSpec.class::isInstance)
                .map(spec -> ((HttpCheckSpec) spec).tls())
                .filter(Objects::nonNull)
                .toList());
        shared.loop().execute(() -> applyOnLoop(checks, atRest, shared));
    }

    private void applyOnLoop(Map<CheckId, CheckSpec> checks, Set<CheckId> atRest, ProbeContext context) {
        resting.keySet().retainAll(checks.keySet());
        for (Iterator<Map.Entry<CheckId, Checker>> all = checkers.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<CheckId, Checker> entry = all.next();
            boolean rests = atRest.contains(entry.getKey());
            if (rests && checks.containsKey(entry.getKey())) {
                resting.put(entry.getKey(), entry.getValue().state());
            }
            if (rests || !checks.containsKey(entry.getKey())) {
                entry.getValue().stop();
                all.remove();
            }
        }
        checks.forEach((id, spec) -> {
            Checker running = checkers.get(id);
            CheckerState before = running != null ? running.state() : resting.get(id);
            if (before == null) {
                before = CheckerState.initial(spec);
            }
            CheckerState after = before.spec().equals(spec) ? before : before.withSpec(spec);
            if (atRest.contains(id)) {
                resting.put(id, after);
            } else if (running == null || !before.spec().equals(spec)) {
                if (running != null) {
                    running.stop();
                }
                resting.remove(id);
                begin(id, after, context);
            }
            if (after.up() != before.up()) {
                listener.onVerdict(id, after.verdict());
            }
        });
    }

    private void begin(CheckId id, CheckerState state, ProbeContext context) {
        Checker checker = new Checker(id, state, context, clock, listener);
        checkers.put(id, checker);
        checker.start(random.nextDouble());
    }

    /** A listener's error must not end in a probe's exception handling; it goes where uncaught exceptions go. */
    private record GuardedListener(CheckListener listener) implements CheckListener {
        @Override
        public void onNotice(CheckId id, CheckNotice notice) {
            guarded(() -> listener.onNotice(id, notice));
        }

        @Override
        public void onVerdict(CheckId id, Verdict verdict) {
            guarded(() -> listener.onVerdict(id, verdict));
        }

        @Override
        public void onWeight(CheckId id, int weight) {
            guarded(() -> listener.onWeight(id, weight));
        }

        private static void guarded(Runnable call) {
            try {
                call.run();
            } catch (RuntimeException e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }
}
