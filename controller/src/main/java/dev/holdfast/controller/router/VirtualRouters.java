package dev.holdfast.controller.router;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.controller.loop.LoopTimes;
import dev.holdfast.controller.status.DirectorStatus.RouterStatus;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkMonitor;
import dev.holdfast.linuxnet.socket.PacketSocket;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.ProtocolTimes;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.track.Tally;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All running instances, joined to the machine's interfaces. Everything here runs on the event loop's thread, but for
 * {@link #open}, which is called before the loop runs.
 */
public final class VirtualRouters implements AutoCloseable {
    /** Late timers are told of at once, and then every ten seconds. */
    private static final long LATE_GATHERED_NANOS = 10_000_000_000L;

    /** How many instances are named to somebody who names one that is not there. */
    private static final int MOST_NAMES = 10;

    private final EventLoop loop;
    private final EventBus bus;
    private final RouterListener listener;
    private final Rtnetlink rtnetlink;
    private final RtnetlinkMonitor monitor;
    private final PacketSocket packets;
    private final InterfaceTable interfaces = new InterfaceTable();
    private final List<VirtualRouter> routers = new ArrayList<>();
    private final TrackedStatuses statuses;
    private final SyncGroups groups;
    private final StartupHold startupHold;
    private final RouterNetwork network;
    private final AdvertSockets sockets;
    private final OwnInterface own;

    private final VirtualAddresses virtualAddresses = new VirtualAddresses();
    private final InterfaceFollower follower;
    private final Announcer announcer;
    private final RouterEffects effects;
    private final LoopTimes.Watch lateTimers;

    private VirtualRouters(
            EventLoop loop,
            EventBus bus,
            RouterListener listener,
            Rtnetlink rtnetlink,
            RtnetlinkMonitor monitor,
            PacketSocket packets) {
        this.loop = loop;
        this.bus = bus;
        this.listener = listener;
        this.rtnetlink = rtnetlink;
        this.monitor = monitor;
        this.packets = packets;
        this.startupHold =
                new StartupHold(loop.timer(this::startHeldBack), bus, Path.of("/proc/uptime"), System::nanoTime);
        this.lateTimers = loop.times()
                .tell(
                        Long.MAX_VALUE,
                        LATE_GATHERED_NANOS,
                        (latestNanos, times) -> bus.publish(new DirectorEvent.TimersLate(latestNanos, times)));
        this.network = new RouterNetwork(loop, bus, rtnetlink, monitor, interfaces, routers);
        this.sockets = new AdvertSockets(loop, bus, network::speakingLink);
        this.own = new OwnInterface(
                interfaces, loop.timer(this::refreshAll), System::nanoTime, virtualAddresses::contains);
        this.statuses = new TrackedStatuses(routers, own);
        AddressPlaces places = new AddressPlaces(interfaces, network);
        this.announcer = new Announcer(places, packets::sendTo, bus, loop::timer, System::nanoTime);
        this.groups = new SyncGroups(bus, listener, System::nanoTime);
        this.follower = new InterfaceFollower(
                monitor,
                rtnetlink,
                bus,
                interfaces,
                routers,
                virtualAddresses,
                network,
                sockets,
                own,
                places,
                statuses);
        this.effects = new RouterEffects(interfaces, rtnetlink, places, announcer, bus, routers, listener, network);
    }

    /**
     * Opens what the instances need and learns of the machine's interfaces; no instance runs yet.
     *
     * @param listener told what happens to instances
     */
    public static VirtualRouters open(EventLoop loop, EventBus bus, RouterListener listener) throws LinuxException {
        Rtnetlink rtnetlink = null;
        RtnetlinkMonitor monitor = null;
        PacketSocket packets = null;
        try {
            // Listen before asking, so that no change falls between the two.
            monitor = RtnetlinkMonitor.open();
            rtnetlink = Rtnetlink.open();
            packets = PacketSocket.open();
            VirtualRouters routers = new VirtualRouters(loop, bus, listener, rtnetlink, monitor, packets);
            routers.interfaces.replaceAll(rtnetlink.links(), rtnetlink.addresses());
            loop.watch(monitor, routers.follower::readMonitor);
            return routers;
        } catch (LinuxException e) {
            closeAll(monitor, rtnetlink, packets);
            throw e;
        }
    }

    /** The names among these instances' interfaces that the machine does not have. */
    public List<String> missingInterfaces(List<RouterConfig> configs) {
        return configs.stream()
                .map(config -> config.protocol().interfaceName())
                .filter(Objects::nonNull)
                .distinct()
                .filter(name -> interfaces.link(name) == null)
                .toList();
    }

    /**
     * Makes these the running instances. Those that differ only in what can change while running keep their role, and
     * those that do not differ are not touched.
     *
     * <p>With {@code vrrp_startup_delay}, instances that come within that time after the first call start at its end.
     */
    public void apply(Configuration configuration) {
        List<RouterConfig> wanted = configuration.instances();
        own.use(configuration);
        startupHold.use(configuration.globals());
        announcer.use(configuration.globals().vrrp(), configuration.blocks().garpGroups());
        network.apply(configuration);
        sockets.use(configuration.globals());
        Succession succession = Succession.of(routers, wanted);
        Map<RouterConfig, VirtualRouter> kept = succession.kept();
        // Until all of them have what is wanted, both the old addresses and the new ones may be on the interfaces.
        virtualAddresses.add(wanted);
        // Told before any of them steps, so that an address which moves from one to another is not taken off in
        // between.
        kept.forEach((config, router) -> router.prepare(config));
        statuses.look(wanted);
        succession.gone().forEach(this::remove);
        groups.dissolve(routers);
        List<VirtualRouter> added = new ArrayList<>();
        for (RouterConfig config : wanted) {
            VirtualRouter router = kept.get(config);
            if (router == null) {
                added.add(add(config));
            } else {
                network.speakingLink(router);
                router.reconfigure();
                // Another group, peer or source may need another socket.
                follower.refresh(router);
            }
        }
        sockets.makeRoom();
        groups.form(configuration.blocks().syncGroups(), routers);
        if (!startupHold.isHolding()) {
            start(added);
        }
        network.started();
        virtualAddresses.replace(wanted);
        watchTime();
    }

    /**
     * A timer is late by half the least advert interval, and adverts may have been missed in a pause of half the least master-down
     * interval.
     */
    private void watchTime() {
        long leastIntervalNanos = Long.MAX_VALUE;
        long leastDownNanos = Long.MAX_VALUE;
        for (VirtualRouter router : routers) {
            InstanceConfig config = router.config();
            int centis = config.advertIntervalCentis();
            leastIntervalNanos = Math.min(leastIntervalNanos, ProtocolTimes.centisToNanos(centis));
            leastDownNanos =
                    Math.min(leastDownNanos, ProtocolTimes.masterDownNanos(config, config.basePriority(), centis));
        }
        lateTimers.limit(leastIntervalNanos / 2);
        loop.whenPaused(leastDownNanos / 2, nanos -> {
            bus.publish(new DirectorEvent.Paused(nanos));
            routers.forEach(VirtualRouter::listenAgain);
        });
    }

    private void refreshAll() {
        follower.refreshAll();
    }

    private void startHeldBack() {
        start(routers.stream()
                .filter(router -> router.state().role() == Role.INITIALIZE)
                .toList());
    }

    /** Those first that cannot take part: others of their groups go to Fault with them then, and to nothing before. */
    private void start(List<VirtualRouter> fresh) {
        for (VirtualRouter router : fresh) {
            statuses.tell(router);
        }
        fresh.stream()
                .sorted(Comparator.comparing(this::couldTakePart))
                .toList()
                .forEach(this::start);
    }

    private boolean couldTakePart(VirtualRouter router) {
        Tally tally = router.state().tally();
        return own.canSpeak(router)
                && own.source(router) != null
                && !tally.waiting()
                && tally.faults().isEmpty();
    }

    /**
     * Asks a master to let another take over.
     *
     * @return why that cannot be, for people; null when it has stepped down
     */
    public @Nullable String failOver(String instance) {
        for (VirtualRouter router : routers) {
            if (router.config().name().equals(instance)) {
                Role role = router.state().role();
                if (role != Role.MASTER) {
                    return instance + " is " + role
                            + " here (expected MASTER: only a master can let another take over)";
                }
                bus.say(Part.VRRP, Severity.INFO, "(" + instance + ") asked to let another take over");
                router.on(new Event.FailoverRequested());
                return null;
            }
        }
        String names = routers.stream()
                .limit(MOST_NAMES)
                .map(router -> router.config().name())
                .collect(Collectors.joining(", "));
        return "no instance " + instance + " (expected " + (names.isEmpty() ? "one that runs; none does" : names)
                + (routers.size() > MOST_NAMES ? ", …" : "") + ")";
    }

    /** How all of it stands. */
    public RouterStatus status() {
        return new RouterStatus(
                routers.stream().map(VirtualRouter::status).toList(),
                groups.status(),
                loop.times().lateness());
    }

    /**
     * Something that instances may track has another status; of interfaces this class knows by itself. Also before any instance that
     * tracks it is there.
     */
    public void tracked(TrackedId id, TrackStatus status) {
        statuses.put(id, status);
    }

    /** Stops every instance: masters say so on the wire, then let go of their addresses. */
    public void shutdown() {
        for (VirtualRouter router : routers) {
            router.on(new Event.ShutdownRequested());
            listener.stopped(router.wanted(), router.state(), false);
        }
        groups.stopped();
        network.shutdown();
    }

    /** The role of every sync group, by its name and in the configuration's order. */
    public Map<String, Role> groupRoles() {
        return groups.roles();
    }

    /** The state of every instance, in the configuration's order. */
    public List<InstanceState> states() {
        return routers.stream().map(VirtualRouter::state).toList();
    }

    @Override
    public void close() {
        loop.unwatch(monitor);
        network.close();
        sockets.close();
        closeAll(monitor, rtnetlink, packets);
    }

    private VirtualRouter add(RouterConfig config) {
        VirtualRouter router = new VirtualRouter(config, loop::timer, System::nanoTime, effects);
        router.shareTurns(routers::size);
        routers.add(router);
        follower.attach(router);
        return router;
    }

    private void start(VirtualRouter router) {
        boolean present =
                router.config().allAddresses().stream().anyMatch(address -> follower.isPresent(router, address));
        if (OwnInterface.canNeverSpeak(router.applied())) {
            bus.say(
                    Part.VRRP,
                    Severity.WARNING,
                    "(" + router.config().name() + ") Cannot use unicast without any peers - going to fault state");
        }
        router.on(new Event.Started(own.canSpeak(router), own.source(router), present));
    }

    private void remove(VirtualRouter router) {
        router.on(new Event.ShutdownRequested());
        listener.stopped(router.wanted(), router.state(), true);
        routers.remove(router);
        network.forget(router);
        sockets.detach(router);
    }

    private static void closeAll(
            @Nullable RtnetlinkMonitor monitor, @Nullable Rtnetlink rtnetlink, @Nullable PacketSocket packets) {
        if (monitor != null) {
            monitor.close();
        }
        if (rtnetlink != null) {
            rtnetlink.close();
        }
        if (packets != null) {
            packets.close();
        }
    }
}
