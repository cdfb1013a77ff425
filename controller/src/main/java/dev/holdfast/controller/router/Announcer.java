package dev.holdfast.controller.router;

import dev.holdfast.controller.config.global.GarpExtra;
import dev.holdfast.controller.config.global.VrrpDefaults;
import dev.holdfast.controller.config.vrrp.GarpGroup;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.linuxnet.socket.GratuitousArp;
import dev.holdfast.linuxnet.socket.NeighbourAdvertisement;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.Role;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells segments where addresses are, by gratuitous ARP and unsolicited neighbour advertisements: not faster than
 * {@code vrrp_garp_interval}, {@code vrrp_gna_interval} and {@code garp_group} let it, and with {@code garp_extra_if} again and again
 * where no adverts tell switches the way.
 */
final class Announcer {
    /** Sends Ethernet frames, as a packet socket does. */
    interface FrameSender {
        /** Sends one frame on the interface with that index. */
        void sendTo(int ifIndex, byte[] frame) throws LinuxException;
    }

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final AddressPlaces places;
    private final FrameSender frames;
    private final EventBus bus;
    private final Function<Runnable, TimerQueue.Timer> timers;
    private final LongSupplier nanoClock;
    private Intervals intervals = Intervals.NONE;
    private Paces arps;
    private Paces neighbourAdverts;
    private final Map<VirtualRouter, Repetition> repetitions = new HashMap<>();

    /**
     * Nothing waits for anything yet.
     *
     * @param timers makes a timer that runs its action
     */
    Announcer(
            AddressPlaces places,
            FrameSender frames,
            EventBus bus,
            Function<Runnable, TimerQueue.Timer> timers,
            LongSupplier nanoClock) {
        this.places = places;
        this.frames = frames;
        this.bus = bus;
        this.timers = timers;
        this.nanoClock = nanoClock;
        this.arps = new Paces(0, List.of(), group -> 0);
        this.neighbourAdverts = arps;
    }

    /** Puts these intervals into force, also for what waits. */
    void use(VrrpDefaults defaults, List<GarpGroup> groups) {
        Intervals wanted = new Intervals(defaults.garpIntervalNanos(), defaults.neighbourAdvertIntervalNanos(), groups);
        if (wanted.equals(intervals)) {
            return;
        }
        intervals = wanted;
        Set<Waiting> waiting = arps.stop();
        waiting.addAll(neighbourAdverts.stop());
        arps = new Paces(wanted.garpNanos, groups, group -> orNone(group.garpIntervalNanos()));
        neighbourAdverts =
                new Paces(wanted.neighbourAdvertNanos, groups, group -> orNone(group.neighbourAdvertIntervalNanos()));
        for (Waiting one : waiting) {
            if (one.isStillHeld() && paceOf(one).take(one)) {
                send(one);
            }
        }
    }

    private static long orNone(@Nullable Long intervalNanos) {
        return intervalNanos == null ? 0 : intervalNanos;
    }

    /**
     * Sends, or puts in the queue, so many announcements of each address; one that waits already does not wait twice. Failures now are
     * returned, later ones are events of the instance.
     */
    Optional<String> announce(VirtualRouter router, List<VirtualAddress> addresses, int count) {
        List<Announcement> announcements = new ArrayList<>(addresses.size());
        for (VirtualAddress address : addresses) {
            Link link = places.linkOf(router, address);
            if (link != null && canBeAnnounced(link)) {
                Waiting one = new Waiting(router, address);
                announcements.add(new Announcement(one, link, frame(link, address.address()), paceOf(one)));
            }
        }
        @Nullable String failure = null;
        // Every address once before any address twice: the first one is what moves the traffic.
        for (int i = 0; i < count; i++) {
            for (Announcement announcement : announcements) {
                if (announcement.pace.take(announcement.address)) {
                    announcement.sent++;
                    try {
                        frames.sendTo(announcement.link.index(), announcement.frame);
                    } catch (LinuxException e) {
                        failure = e.getMessage();
                    }
                }
            }
        }
        for (Announcement announcement : announcements) {
            bus.publish(new DirectorEvent.GratuitousArpSent(
                    router.config().name(),
                    announcement.link.name(),
                    announcement.address.address().address(),
                    announcement.sent));
        }
        return Optional.ofNullable(failure);
    }

    private static boolean canBeAnnounced(Link link) {
        return link.usesArp() && link.hardwareAddress().isEthernet();
    }

    private static byte[] frame(Link link, InetAddress address) {
        return address instanceof Inet4Address ipv4
                ? GratuitousArp.frame(link.hardwareAddress(), ipv4)
                : NeighbourAdvertisement.frame(
                        link.hardwareAddress(), (Inet6Address) address, Forwarding.isOnForIpv6(link.name()));
    }

    private Pace paceOf(Waiting one) {
        Paces paces = one.address().isIpv4() ? arps : neighbourAdverts;
        return paces.of(AddressPlaces.device(one.router(), one.address()));
    }

    private void send(Waiting one) {
        VirtualRouter router = one.router();
        Link link = places.linkOf(router, one.address());
        if (link == null || !canBeAnnounced(link)) {
            return;
        }
        InetAddress address = one.address().address();
        try {
            frames.sendTo(link.index(), frame(link, address));
            bus.publish(new DirectorEvent.DelayedGratuitousArpSent(link.name(), address));
        } catch (LinuxException e) {
            router.on(new Event.EffectFailed(
                    new Effect.SendGratuitousArps(List.of(one.address()), 1), String.valueOf(e.getMessage())));
        }
    }

    /** The role or the configuration of an instance may have changed. */
    void settle(VirtualRouter router) {
        GarpExtra extra = router.wanted().settings().options().garpExtra();
        Repetition running = repetitions.get(router);
        boolean wanted = extra.intervalSeconds() > 0 && router.state().role() == Role.MASTER;
        if (running != null && !(wanted && running.extra.equals(extra))) {
            running.timer.clear();
            repetitions.remove(router);
            running = null;
        }
        if (wanted && running == null) {
            repetitions.put(router, new Repetition(router, extra));
        }
    }

    /** What the configuration says of intervals. */
    private record Intervals(long garpNanos, long neighbourAdvertNanos, List<GarpGroup> groups) {
        static final Intervals NONE = new Intervals(0, 0, List.of());
    }

    /** What is announced in one go. */
    private static final class Announcement {
        private final Waiting address;
        private final Link link;
        private final byte[] frame;
        private final Pace pace;
        private int sent;

        Announcement(Waiting address, Link link, byte[] frame, Pace pace) {
            this.address = address;
            this.link = link;
            this.frame = frame;
            this.pace = pace;
        }
    }

    /** An address that waits for its turn. */
    private record Waiting(VirtualRouter router, VirtualAddress address) {
        boolean isStillHeld() {
            return router.state().role() == Role.MASTER
                    && router.config().allAddresses().contains(address);
        }
    }

    /** The paces of one kind of announcement. */
    private final class Paces {
        private final long othersNanos;
        private final Map<String, Pace> byInterface = new HashMap<>();

        Paces(long othersNanos, List<GarpGroup> groups, ToLongFunction<GarpGroup> intervalNanos) {
            this.othersNanos = othersNanos;
            for (GarpGroup group : groups) {
                Pace pace = new Pace(intervalNanos.applyAsLong(group));
                group.interfaces().forEach(name -> byInterface.put(name, pace));
            }
        }

        Pace of(String interfaceName) {
            return byInterface.computeIfAbsent(interfaceName, name -> new Pace(othersNanos));
        }

        /** Ends the waiting, and tells what waited. */
        Set<Waiting> stop() {
            Set<Waiting> waiting = new LinkedHashSet<>();
            byInterface.values().forEach(pace -> {
                pace.timer.clear();
                waiting.addAll(pace.waiting);
                pace.waiting.clear();
            });
            return waiting;
        }
    }

    /** How fast announcements follow each other on an interface, or on several that lead to one switch. */
    private final class Pace {
        private final long intervalNanos;
        private final Set<Waiting> waiting = new LinkedHashSet<>();

        /** Runs for an interval after each announcement. */
        private final TimerQueue.Timer timer;

        Pace(long intervalNanos) {
            this.intervalNanos = intervalNanos;
            this.timer = timers.apply(this::next);
        }

        /** Whether it may go now; otherwise it waits. */
        boolean take(Waiting one) {
            if (intervalNanos == 0) {
                return true;
            }
            if (timer.isSet()) {
                waiting.add(one);
                return false;
            }
            timer.set(nanoClock.getAsLong() + intervalNanos);
            return true;
        }

        private void next() {
            Iterator<Waiting> first = waiting.iterator();
            while (first.hasNext()) {
                Waiting one = first.next();
                first.remove();
                if (one.isStillHeld()) {
                    timer.set(nanoClock.getAsLong() + intervalNanos);
                    send(one);
                    return;
                }
            }
        }
    }

    /** {@code garp_extra_if}: announces one address on each interface whose hardware address no adverts carry. */
    private final class Repetition {
        private final VirtualRouter router;
        private final GarpExtra extra;
        private final TimerQueue.Timer timer;

        Repetition(VirtualRouter router, GarpExtra extra) {
            this.router = router;
            this.extra = extra;
            this.timer = timers.apply(this::repeat);
            set();
        }

        private void set() {
            timer.set(nanoClock.getAsLong() + extra.intervalSeconds() * NANOS_PER_SECOND);
        }

        private void repeat() {
            set();
            Segment segment = router.segment();
            Set<Integer> told = new HashSet<>();
            if (segment != null) {
                told.add(segment.index());
            }
            List<VirtualAddress> first = router.config().allAddresses().stream()
                    .filter(address -> extra.everyInterface() || places.isOnVmac(router, address))
                    .filter(address -> {
                        Link link = places.linkOf(router, address);
                        return link != null && told.add(link.index());
                    })
                    .toList();
            // A failure is told, and the next time comes by itself.
            announce(router, first, 1)
                    .ifPresent(reason ->
                            router.on(new Event.EffectFailed(new Effect.SendGratuitousArps(first, 1), reason)));
        }
    }
}
