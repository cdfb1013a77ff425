package dev.holdfast.controller.balance;

import dev.holdfast.controller.balance.Findings.Finding;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.status.VirtualServerStatus;
import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckListener;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.healthcheck.check.CheckEngine;
import dev.holdfast.healthcheck.check.OutsideProbes;
import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.netlink.IpvsClient;
import dev.holdfast.ipvs.netlink.IpvsUnavailableException;
import dev.holdfast.linuxnet.LinuxException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The virtual servers: their configuration and what their checks find become the table that is wanted, and the kernel's
 * table is made equal to it. Everything but the public methods runs on one thread of its own, apart from the VRRP loop, so
 * that ten thousand real servers never delay an advert.
 */
public final class LoadBalancer implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;
    private static final String ALL_THE_SAME = "; they are checked all the same, for notifications and the status";

    /** Opens the kernel's table. */
    interface Opener {
        /** Opens it anew; whoever calls this closes it. */
        IpvsClient open() throws LinuxException;
    }

    /** Work that may fail because of the kernel. */
    private interface KernelWork {
        void run() throws LinuxException;
    }

    private final EventBus bus;
    private final Consumer<DirectorEvent> listener;
    private final OutsideProbes outside;
    private final Opener opener;
    private final long verifyNanos;
    private final boolean releaseTable;
    private final ScheduledThreadPoolExecutor thread;
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean settling = new AtomicBoolean();
    private final CountDownLatch kernelAsked = new CountDownLatch(1);
    private final ServerPool pool = new ServerPool();
    /** Whether instances are master, by their names; kept for when the kernel is opened. */
    private final Map<String, Boolean> masters = new HashMap<>();

    private volatile @Nullable IpvsUnavailableException unavailable;
    private @Nullable LvsSettings settings;
    private @Nullable Kernel kernel;
    private @Nullable CheckEngine engine;
    private @Nullable LocalAddresses addresses;
    private @Nullable ScheduledFuture<?> verifying;

    /** The kernel's IPVS. */
    private record Kernel(IpvsClient client, KernelTable table, KernelSettings settings) {}

    /** A check that found something new. */
    private record Change(CheckId id, UnaryOperator<Finding> change) {}

    /**
     * A balancer that does nothing before {@link #apply}.
     *
     * @param listener told what happens to servers, in its order and without loss, which the bus does not promise; must not wait
     * @param outside makes the probes that need more than connections
     * @param verifyNanos how often the kernel's table is read again and put right, more than 0
     * @param releaseTable whether {@link #close} removes what was put into the kernel's table
     */
    public LoadBalancer(
            EventBus bus,
            Consumer<DirectorEvent> listener,
            OutsideProbes outside,
            long verifyNanos,
            boolean releaseTable) {
        this(bus, listener, outside, verifyNanos, releaseTable, IpvsClient::open);
    }

    /** With a kernel of the caller's. */
    LoadBalancer(
            EventBus bus,
            Consumer<DirectorEvent> listener,
            OutsideProbes outside,
            long verifyNanos,
            boolean releaseTable,
            Opener opener) {
        this.bus = bus;
        this.outside = outside;
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

    /**
     * Makes these the virtual servers and the settings of IPVS. What did not change is not touched. Returns at once; the work
     * follows.
     */
    public void apply(List<VirtualServerConfig> wanted, LvsSettings lvs) {
        List<VirtualServerConfig> copy = List.copyOf(wanted);
        work(() -> {
            if (copy.isEmpty() && !lvs.concernsKernel() && engine == null) {
                return;
            }
            openKernel(lvs);
            startChecks();
            settings = lvs;
            attempt("bring IPVS up to date", () -> {
                if (kernel != null) {
                    report(kernel.settings().apply(lvs));
                }
                reconfigure(copy, lvs);
            });
        });
    }

    /**
     * Takes in the role of a VRRP instance, which the synchronization daemon follows.
     *
     * @param master whether it is master; null when it is gone
     */
    public void role(String instance, @Nullable Boolean master) {
        work(() -> {
            if (master == null) {
                masters.remove(instance);
            } else {
                masters.put(instance, master);
            }
            if (kernel != null) {
                attempt("follow VRRP", () -> report(kernel().settings().follow(masters)));
            }
        });
    }

    /** Takes in the number that a tracked file has, which FILE_CHECK asks for by the name of its block; also before {@link #apply}. */
    public void number(String file, long number) {
        work(() -> {
            ServerPool.Outcome outcome = pool.number(file, number);
            outcome.events().forEach(this::tell);
            attempt("bring the IPVS table up to date", () -> settle(outcome.services()));
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

    /** How the virtual servers stand; on the thread of IPVS ({@link #execute}). */
    public List<VirtualServerStatus> status() {
        return pool.status();
    }

    /** Why there are no virtual servers though some are configured, for people; null where that is not so. By any thread. */
    public @Nullable String unavailability() {
        IpvsUnavailableException missing = unavailable;
        return missing == null ? null : unavailable(missing);
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

    /** Opens the kernel's table, unless it is open. Without it checks are made all the same: for notifications, and for the status. */
    private void openKernel(LvsSettings lvs) {
        if (kernel != null) {
            return;
        }
        try {
            IpvsClient client = opener.open();
            kernel = new Kernel(client, new KernelTable(client), new KernelSettings(client));
            unavailable = null;
        } catch (IpvsUnavailableException e) {
            unavailable = e;
            say(Severity.ERROR, unavailable(e) + ALL_THE_SAME);
            return;
        } catch (LinuxException e) {
            say(Severity.ERROR, "virtual servers are unavailable: " + e.getMessage() + ALL_THE_SAME);
            return;
        } finally {
            kernelAsked.countDown();
        }
        if (lvs.flush()) {
            report(kernel().client().apply(List.of(new IpvsCommand.Flush())));
        }
        attempt("follow VRRP", () -> report(kernel().settings().follow(masters)));
        verifying = thread.scheduleWithFixedDelay(told(this::verify), verifyNanos, verifyNanos, TimeUnit.NANOSECONDS);
    }

    private void startChecks() {
        if (engine == null) {
            engine = new CheckEngine(new Listener(), outside, System.nanoTime());
            engine.start();
        }
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

    private void attempt(String what, KernelWork work) {
        try {
            work.run();
        } catch (LinuxException e) {
            say(Severity.ERROR, "cannot " + what + ": " + e.getMessage());
        }
    }

    private void reconfigure(List<VirtualServerConfig> wanted, LvsSettings lvs) throws LinuxException {
        ServerPool.Outcome outcome = pool.reconfigure(wanted, lvs);
        outcome.events().forEach(this::tell);
        makeChecks();
        watchAddresses();
        if (kernel != null) {
            kernel.table().read(outcome.services());
        }
        settle(outcome.services());
    }

    private void makeChecks() {
        if (engine != null) {
            engine.replace(pool.specs(), pool.resting());
        }
    }

    /** Only while a virtual server needs it. */
    private void watchAddresses() throws LinuxException {
        if (pool.needsAddresses() && addresses == null) {
            addresses = LocalAddresses.watch(
                    now -> work(() -> take(now)),
                    trouble -> say(Severity.ERROR, "cannot see whether addresses are here (ha_suspend): " + trouble));
        } else if (!pool.needsAddresses() && addresses != null) {
            addresses.close();
            addresses = null;
        }
    }

    private void take(Set<InetAddress> now) {
        ServerPool.Outcome outcome = pool.addresses(now);
        if (!outcome.events().isEmpty()) {
            outcome.events().forEach(this::tell);
            makeChecks();
            attempt("bring the IPVS table up to date", () -> settle(outcome.services()));
        }
    }

    /** Takes in everything new that has come, however much, and brings the table up to date once. */
    private void settle() {
        settling.set(false);
        Set<ServiceKey> concerned = new LinkedHashSet<>();
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
            ServerPool.Outcome outcome = pool.found(change.id(), change.change());
            outcome.events().forEach(this::tell);
            concerned.addAll(outcome.services());
        }
        attempt("bring the IPVS table up to date", () -> settle(concerned));
    }

    private void settle(Set<ServiceKey> services) throws LinuxException {
        if (kernel != null) {
            report(kernel.table().makeEqual(pool.wanted(services), services));
        }
    }

    /** Puts right what somebody else changed, and tries again what the kernel refused. */
    private void verify() {
        attempt("read the IPVS table", () -> {
            Set<ServiceKey> all = pool.services();
            kernel().table().read(all);
            List<CommandOutcome> outcomes = kernel().table().makeEqual(pool.wanted(all), all);
            for (CommandOutcome outcome : outcomes) {
                if (outcome.applied()) {
                    say(
                            Severity.WARNING,
                            "the IPVS table was changed by somebody else; put right: " + outcome.command());
                }
            }
            report(outcomes);
        });
    }

    private void release() {
        if (verifying != null) {
            verifying.cancel(false);
        }
        if (addresses != null) {
            addresses.close();
            addresses = null;
        }
        if (engine != null) {
            engine.close();
            engine = null;
        }
        Kernel open = kernel;
        LvsSettings last = settings;
        if (open != null) {
            report(open.settings().release());
        }
        if (releaseTable && last != null) {
            pool.ending(last).forEach(this::tell);
            if (open != null) {
                attempt("remove the IPVS table's entries", () -> report(removeAll(open, last)));
            }
        }
        if (open != null) {
            open.client().close();
            kernel = null;
        }
    }

    /** Everything with {@code lvs_flush_on_stop}, also what others put in; otherwise what is ours. */
    private static List<CommandOutcome> removeAll(Kernel kernel, LvsSettings last) throws LinuxException {
        return switch (last.lvs().flushOnStop()) {
            case EVERYTHING -> kernel.client().apply(List.of(new IpvsCommand.Flush()));
            case NOTHING, VIRTUAL_SERVERS -> kernel.table().removeAll();
        };
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

    private Kernel kernel() {
        return Objects.requireNonNull(kernel, "started");
    }

    private void say(Severity severity, String text) {
        bus.say(Part.CHECKERS, severity, text);
    }

    /** Called on a checker's thread: publishes, and hands on what was found. */
    private final class Listener implements CheckListener {
        @Override
        public void onNotice(CheckId id, CheckNotice notice) {
            for (SharedChecks.Use use : pool.usesOf(id)) {
                bus.publish(new DirectorEvent.CheckerNotice(
                        use.server().realServer(use.destination()), use.server().toString(), notice));
            }
            if (notice instanceof CheckNotice.RetriesExhausted failed) {
                found(id, before -> new Finding(before.verdict(), before.weight(), failed.detail()));
            }
        }

        @Override
        public void onVerdict(CheckId id, Verdict verdict) {
            // What it added goes with the server.
            found(
                    id,
                    before -> verdict == Verdict.UP
                            ? new Finding(verdict, before.weight())
                            : new Finding(verdict, 0, before.why()));
        }

        @Override
        public void onWeight(CheckId id, int weight) {
            found(id, before -> new Finding(before.verdict(), weight, before.why()));
        }

        private void found(CheckId id, UnaryOperator<Finding> change) {
            changes.add(new Change(id, change));
            if (settling.compareAndSet(false, true)) {
                work(LoadBalancer.this::settle);
            }
        }
    }
}
