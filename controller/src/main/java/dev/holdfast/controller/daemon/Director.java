package dev.holdfast.controller.daemon;

import dev.holdfast.controller.balance.LoadBalancer;
import dev.holdfast.controller.balance.LvsSettings;
import dev.holdfast.controller.check.SystemProbes;
import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.config.global.Processes;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.controller.mail.Mailer;
import dev.holdfast.controller.notify.Notifier;
import dev.holdfast.controller.notify.RouterNotifications;
import dev.holdfast.controller.realtime.ThreadCare;
import dev.holdfast.controller.router.TakeoverRehearsal;
import dev.holdfast.controller.router.VirtualRouters;
import dev.holdfast.controller.script.ScriptRunner;
import dev.holdfast.controller.status.DirectorStatus.RouterStatus;
import dev.holdfast.controller.status.VirtualServerStatus;
import dev.holdfast.controller.track.Trackers;
import dev.holdfast.ipvs.netlink.IpvsUnavailableException;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.ProcessLimits;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import java.time.Clock;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a running director, told of a configuration in this order: who is notified, what is tracked, the instances, the
 * virtual servers. They are let go of the other way round, so that the last thing that happens is still notified. All but
 * {@link #open} runs on the loop's thread, unless it says otherwise.
 */
final class Director implements AutoCloseable {
    private final RunOptions options;
    private final EventBus bus;
    private final ScriptRunner runner;
    private final Notifier notifier;
    private final Mailer mailer;
    private final RouterNotifications notifications;
    private final VirtualRouters routers;
    private final Trackers trackers;
    private final SystemProbes probes;
    private final LoadBalancer balancer;
    private final ThreadCare care;

    private Director(
            EventLoop loop,
            RunOptions options,
            EventBus bus,
            ScriptRunner runner,
            Notifier notifier,
            Mailer mailer,
            RouterNotifications notifications,
            VirtualRouters routers,
            Trackers trackers,
            SystemProbes probes,
            LoadBalancer balancer) {
        this.options = options;
        this.bus = bus;
        this.runner = runner;
        this.notifier = notifier;
        this.mailer = mailer;
        this.notifications = notifications;
        this.routers = routers;
        this.trackers = trackers;
        this.probes = probes;
        this.balancer = balancer;
        this.care = new ThreadCare(bus, loop);
        loop.times().tell(0, 0, (lateNanos, times) -> care.late(lateNanos));
        Signals.handle(ProcessLimits.REALTIME_SIGNAL, care::overran);
    }

    /** Opens what all of it needs; nothing runs yet. */
    static Director open(EventLoop loop, EventBus bus, RunOptions options, Consumer<RuntimeException> onError)
            throws LinuxException {
        ScriptRunner runner = new ScriptRunner(onError);
        Notifier notifier = new Notifier(bus, runner, options.notifyNanos());
        Mailer mailer = new Mailer(bus, HostName.whole(), Clock.system(ZoneId.systemDefault()));
        RouterNotifications notifications = new RouterNotifications(notifier, mailer::tell);
        Consumer<DirectorEvent> servers = event -> {
            notifier.tellServers(event);
            mailer.tellServers(event);
        };
        SystemProbes probes = new SystemProbes(bus, runner);
        LoadBalancer balancer = new LoadBalancer(bus, servers, probes, options.verifyNanos(), options.releaseTable());
        VirtualRouters routers = VirtualRouters.open(loop, bus, new RoleFollower(notifications, balancer));
        try {
            Trackers trackers = Trackers.start(bus, runner, (id, status) -> {
                loop.execute(() -> routers.tracked(id, status));
                if (id.kind() == TrackedId.Kind.FILE && status instanceof TrackStatus.Value value) {
                    balancer.number(id.name(), value.number());
                }
            });
            return new Director(
                    loop, options, bus, runner, notifier, mailer, notifications, routers, trackers, probes, balancer);
        } catch (LinuxException e) {
            routers.close();
            throw e;
        }
    }

    /** The names among the instances' interfaces that the machine does not have. */
    List<String> missingInterfaces(Configuration configuration) {
        return options.routers() && !configuration.globals().vrrp().dynamicInterfaces()
                ? routers.missingInterfaces(configuration.instances())
                : List.of();
    }

    /** Starts what this configuration says. */
    void start(Configuration configuration) throws StartFailure {
        takeCare(configuration);
        notifier.apply(configuration);
        mailer.apply(configuration);
        notifications.apply(configuration.blocks().syncGroups());
        applyTracked(configuration);
        if (options.routers()) {
            routers.apply(configuration);
        }
        TakeoverRehearsal.start(bus);
        awaitVirtualServers(configuration);
    }

    /** Fails where there is nothing to run but virtual servers, and they cannot. */
    private void awaitVirtualServers(Configuration configuration) throws StartFailure {
        boolean nothingElse = !options.routers() || configuration.instances().isEmpty();
        if (nothingElse && options.checkers() && !configuration.virtualServers().isEmpty()) {
            IpvsUnavailableException missing = balancer.awaitKernel();
            if (missing != null) {
                throw new StartFailure(
                        ExitCode.FAILURE,
                        "not starting: there is nothing but virtual servers to run, and they are unavailable");
            }
        }
    }

    /**
     * Has everything watched that is tracked, and the virtual servers follow when it is known what the files say that decide over them.
     * The synchronization daemon and the timeouts are also VRRP's business, as in keepalived.
     */
    private void applyTracked(Configuration configuration) {
        List<VirtualServerConfig> servers = options.checkers() ? configuration.virtualServers() : List.of();
        Set<Part> parts = EnumSet.noneOf(Part.class);
        if (options.routers()) {
            parts.add(Part.VRRP);
        }
        if (options.checkers()) {
            parts.add(Part.CHECKERS);
        }
        trackers.apply(configuration, parts, () -> {
            balancer.execute(() -> probes.apply(configuration.globals(), servers));
            balancer.apply(servers, LvsSettings.of(configuration, options.checkers()));
            balancer.execute(() -> probes.keepPaths(servers));
        });
    }

    /** Gives the threads what the file says of processes, before there is anything to be late with. */
    private void takeCare(Configuration configuration) {
        Processes processes = configuration.globals().processes();
        if (options.routers()) {
            care.applyToLoop(processes);
        }
        if (options.checkers()) {
            balancer.execute(() -> care.applyToCheckers(processes));
        }
    }

    /** Changes to this configuration. */
    void reload(Configuration configuration) {
        takeCare(configuration);
        notifier.apply(configuration);
        mailer.apply(configuration);
        notifications.apply(configuration.blocks().syncGroups());
        applyTracked(configuration);
        if (options.routers()) {
            routers.apply(configuration);
            if (configuration.globals().fifos().vrrpStatesOnReload()) {
                routers.states().forEach(notifications::repeat);
                routers.groupRoles().forEach(notifications::repeat);
            }
        }
    }

    /** How the instances and groups stand. */
    RouterStatus routerStatus() {
        return routers.status();
    }

    /** Asks a master to let another take over; why that cannot be, or null when it has stepped down. */
    @Nullable String failOver(String instance) {
        return routers.failOver(instance);
    }

    /** Runs something on the thread of IPVS. By any thread. */
    void executeOnBalancer(Runnable task) {
        balancer.execute(task);
    }

    /** How the virtual servers stand; on the thread of IPVS. */
    List<VirtualServerStatus> serverStatus() {
        return balancer.status();
    }

    /** Why there are no virtual servers though some are configured; null where that is not so. By any thread. */
    @Nullable String unavailability() {
        return balancer.unavailability();
    }

    /** Lets go of all addresses. */
    void shutdown() {
        routers.shutdown();
    }

    /** Stops the rest; waits for notify scripts that still have something to tell. */
    @Override
    public void close() {
        balancer.close();
        probes.close();
        trackers.close();
        routers.close();
        notifier.close();
        mailer.close();
        runner.close();
    }
}
