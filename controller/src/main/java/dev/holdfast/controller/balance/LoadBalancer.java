package dev.holdfast.controller.balance;

import dev.holdfast.controller.config.RealServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckListener;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.healthcheck.check.CheckEngine;
import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.netlink.IpvsClient;
import dev.holdfast.ipvs.netlink.IpvsUnavailableException;
import dev.holdfast.linuxnet.LinuxException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The virtual servers: their configuration and what their checks find become the table that is wanted, and the kernel's
 * table is made equal to it. Everything but the public methods runs on one thread of its own, apart from the VRRP loop, so
 * that ten thousand real servers never delay an advert.
 */
public final class LoadBalancer implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;

    /** Opens the kernel's table. */
    interface Opener {
        /** Opens it anew; whoever calls this closes it. */
        IpvsClient open() throws LinuxException;
    }

    private final EventBus bus;
    private final Consumer<DirectorEvent> listener;
    private final Opener opener;
    private final long verifyNanos;
    private final boolean releaseTable;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<CheckId, Checked> checks = new ConcurrentHashMap<>();
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean settling = new AtomicBoolean();
    private final CountDownLatch kernelAsked = new CountDownLatch(1);
    private final Map<ServiceKey, VirtualServerState> states = new LinkedHashMap<>();
    private volatile @Nullable IpvsUnavailableException unavailable;
    private @Nullable KernelTable kernel;
    private @Nullable CheckEngine engine;
    private @Nullable ScheduledFuture<?> verifying;

    /** Which check of which real server a checker is. */
    private record Checked(ServiceKey service, DestinationKey destination, int place) {}

    /** A check that changed its mind. */
    private record Change(CheckId id, Verdict verdict) {}

    /**
     * A balancer that does nothing before {@link #apply}.
     *
     * @param listener told what happens to servers, in its order and without loss, which the bus does not promise; must not wait
     * @param verifyNanos how often the kernel's table is read again and put right, more than 0
     * @param releaseTable whether {@link #close} removes what was put into the kernel's table
     */
    public LoadBalancer(EventBus bus, Consumer<DirectorEvent> listener, long verifyNanos, boolean releaseTable) {
        this(bus, listener, verifyNanos, releaseTable, IpvsClient::open);
    }

    /** With a kernel of the caller's. */
    LoadBalancer(
            EventBus bus, Consumer<DirectorEvent> listener, long verifyNanos, boolean releaseTable, Opener opener) {
        this.bus = bus;
        this.listener = listener;
        this.opener = opener;
        this.verifyNanos = verifyNanos;
        this.releaseTable = releaseTable;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "ipvs");
            made.setDaemon(true);
            return made;
        });
        // A verdict may still come while this is being closed; then there is nothing left to do about it.
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** What an operator reads when the kernel has no IPVS. */
    public static String unavailable(IpvsUnavailableException missing) {
        return "virtual servers are unavailable: " + missing.getMessage();
    }

    /** Runs something on the thread of IPVS, after what it was given before. */
    public void execute(Runnable action) {
        work(action);
    }

    /** Makes these the virtual servers. What did not change is not touched. Returns at once; the work follows. */
    public void apply(List<VirtualServerConfig> wanted) {
        List<VirtualServerConfig> copy = List.copyOf(wanted);
        work(() -> {
            boolean nothingToDo = copy.isEmpty() && kernel == null;
            if (!nothingToDo && start()) {
                reconfigure(copy);
            }
        });
    }

    /** Waits until the kernel has been asked for IPVS for the first time; returns why it has none, or null if it has. */
    public @Nullable IpvsUnavailableException awaitKernel() {
        try {
            kernelAsked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return unavailable;
    }

    /** Stops the checks, removes what was put into the kernel's table, and ends the thread. */
    @Override
    public void close() {
        work(this::release);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                say(Severity.ERROR, "the IPVS table was not released within " + CLOSE_SECONDS + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens the kernel's table and starts the checkers, the first time; false when the kernel has no IPVS. */
    private boolean start() {
        if (kernel != null) {
            return true;
        }
        try {
            kernel = new KernelTable(opener.open());
            unavailable = null;
        } catch (IpvsUnavailableException e) {
            unavailable = e;
            say(Severity.ERROR, unavailable(e));
            return false;
        } catch (LinuxException e) {
            say(Severity.ERROR, "virtual servers are unavailable: " + e.getMessage());
            return false;
        } finally {
            kernelAsked.countDown();
        }
        engine = new CheckEngine(new Listener(), System.nanoTime());
        engine.start();
        verifying = thread.scheduleWithFixedDelay(told(this::verify), verifyNanos, verifyNanos, TimeUnit.NANOSECONDS);
        return true;
    }

    private void work(Runnable task) {
        thread.execute(told(task));
    }

    /** The executor keeps to itself what a task throws, and does not repeat a repeated task that threw. */
    private Runnable told(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                say(Severity.ERROR, "error in this program while balancing: " + e);
            }
        };
    }

    private void reconfigure(List<VirtualServerConfig> wanted) {
        Set<ServiceKey> before = Set.copyOf(states.keySet());
        Map<ServiceKey, VirtualServerState> next = new LinkedHashMap<>();
        for (VirtualServerConfig config : wanted) {
            VirtualServerState old = states.get(config.service().key());
            VirtualServerState.Step step = old == null ? VirtualServerState.begin(config) : old.reconfigured(config);
            next.put(config.service().key(), step.state());
            step.events().forEach(this::tell);
            announceNewChecks(config, old);
        }
        states.clear();
        states.putAll(next);
        replaceChecks();
        Set<ServiceKey> concerned = new LinkedHashSet<>(before);
        concerned.addAll(next.keySet());
        try {
            kernelTable().read(concerned);
            report(kernelTable().makeEqual(wantedOf(next.keySet()), concerned));
        } catch (LinuxException e) {
            say(Severity.ERROR, "cannot bring the IPVS table up to date: " + e.getMessage());
        }
    }

    private void announceNewChecks(VirtualServerConfig config, @Nullable VirtualServerState old) {
        Set<DestinationKey> before = new LinkedHashSet<>();
        if (old != null) {
            old.config()
                    .realServers()
                    .forEach(server -> before.add(server.destination().key()));
        }
        ServiceKey service = config.service().key();
        for (RealServerConfig server : config.realServers()) {
            DestinationKey key = server.destination().key();
            if (!server.checks().isEmpty() && !before.contains(key)) {
                say(
                        Severity.INFO,
                        "Activating healthchecker for service " + ServerNames.realServer(service, key) + " for VS "
                                + ServerNames.virtualServer(service));
            }
        }
    }

    private void announceShutdown() {
        for (VirtualServerState state : states.values()) {
            for (RealServerConfig server : state.config().realServers()) {
                DestinationKey key = server.destination().key();
                if (state.isUp(key)) {
                    say(
                            Severity.INFO,
                            "Shutting down service " + ServerNames.realServer(state.key(), key) + " from VS "
                                    + ServerNames.virtualServer(state.key()));
                }
            }
        }
    }

    private void replaceChecks() {
        Map<CheckId, CheckSpec> specs = new LinkedHashMap<>();
        Map<CheckId, Checked> places = new LinkedHashMap<>();
        for (VirtualServerState state : states.values()) {
            for (RealServerConfig server : state.config().realServers()) {
                DestinationKey destination = server.destination().key();
                for (int place = 0; place < server.checks().size(); place++) {
                    CheckSpec spec = server.checks().get(place);
                    CheckId id = idOf(new Checked(state.key(), destination, place), spec);
                    specs.put(id, spec);
                    places.put(id, new Checked(state.key(), destination, place));
                }
            }
        }
        checks.keySet().retainAll(places.keySet());
        checks.putAll(places);
        checkEngine().replace(specs);
    }

    /**
     * The check's place and what it asks of whom: a check that asks something else is another one, so that what the old one
     * is still about to tell does not count for it.
     */
    private static CheckId idOf(Checked place, CheckSpec spec) {
        Object asked = spec.match(tcp -> "TCP", HttpCheckSpec::urls);
        return new CheckId(
                place.service() + " " + place.destination() + " " + place.place() + " " + spec.target() + " " + asked);
    }

    /** Takes in every change of mind that has come, however many, and brings the table up to date once. */
    private void settle() {
        settling.set(false);
        Set<ServiceKey> concerned = new LinkedHashSet<>();
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
            Checked checked = checks.get(change.id());
            VirtualServerState state = checked == null ? null : states.get(checked.service());
            if (checked != null && state != null) {
                VirtualServerState.Step step =
                        state.withVerdict(checked.destination(), checked.place(), change.verdict());
                states.put(checked.service(), step.state());
                step.events().forEach(this::tell);
                concerned.add(checked.service());
            }
        }
        try {
            report(kernelTable().makeEqual(wantedOf(concerned), concerned));
        } catch (LinuxException e) {
            say(Severity.ERROR, "cannot bring the IPVS table up to date: " + e.getMessage());
        }
    }

    /** Puts right what somebody else changed, and tries again what the kernel refused. */
    private void verify() {
        try {
            Set<ServiceKey> all = Set.copyOf(states.keySet());
            kernelTable().read(all);
            List<CommandOutcome> outcomes = kernelTable().makeEqual(wantedOf(all), all);
            for (CommandOutcome outcome : outcomes) {
                if (outcome.applied()) {
                    say(
                            Severity.WARNING,
                            "the IPVS table was changed by somebody else; put right: " + outcome.command());
                }
            }
            report(outcomes);
        } catch (LinuxException e) {
            say(Severity.ERROR, "cannot read the IPVS table: " + e.getMessage());
        }
    }

    private void release() {
        if (verifying != null) {
            verifying.cancel(false);
        }
        if (engine != null) {
            engine.close();
            engine = null;
        }
        if (kernel != null) {
            try {
                if (releaseTable) {
                    announceShutdown();
                    report(kernel.removeAll());
                }
            } catch (LinuxException e) {
                say(Severity.ERROR, "cannot remove the IPVS table's entries: " + e.getMessage());
            }
            kernel.close();
            kernel = null;
        }
    }

    private Map<ServiceKey, IpvsTable.Entry> wantedOf(Set<ServiceKey> keys) {
        Map<ServiceKey, IpvsTable.Entry> wanted = new LinkedHashMap<>();
        for (ServiceKey key : keys) {
            VirtualServerState state = states.get(key);
            if (state != null) {
                wanted.put(key, state.wanted());
            }
        }
        return wanted;
    }

    private void report(List<CommandOutcome> outcomes) {
        for (CommandOutcome outcome : outcomes) {
            if (!outcome.applied()) {
                say(Severity.ERROR, "IPVS: " + outcome);
            }
        }
    }

    private void tell(DirectorEvent event) {
        bus.publish(event);
        listener.accept(event);
    }

    private KernelTable kernelTable() {
        return Objects.requireNonNull(kernel, "started");
    }

    private CheckEngine checkEngine() {
        return Objects.requireNonNull(engine, "started");
    }

    private void say(Severity severity, String text) {
        bus.say(Part.CHECKERS, severity, text);
    }

    /** Called on a checker's thread: publishes, and hands verdicts on. */
    private final class Listener implements CheckListener {
        @Override
        public void onNotice(CheckId id, CheckNotice notice) {
            Checked checked = checks.get(id);
            if (checked != null) {
                bus.publish(new DirectorEvent.CheckerNotice(
                        ServerNames.realServer(checked.service(), checked.destination()),
                        ServerNames.virtualServer(checked.service()),
                        notice));
            }
        }

        @Override
        public void onVerdict(CheckId id, Verdict verdict) {
            changes.add(new Change(id, verdict));
            if (settling.compareAndSet(false, true)) {
                work(LoadBalancer.this::settle);
            }
        }
    }
}
