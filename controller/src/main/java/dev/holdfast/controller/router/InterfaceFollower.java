package dev.holdfast.controller.router;

import dev.holdfast.controller.event.EventBus;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkMonitor;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells instances what becomes of their interfaces and addresses, and gives them their sockets accordingly. */
final class InterfaceFollower {
    private final Rtnetlink rtnetlink;
    private final RtnetlinkMonitor monitor;
    private final EventBus bus;
    private final InterfaceTable interfaces;
    private final Collection<VirtualRouter> routers;
    private final VirtualAddresses virtualAddresses;
    private final RouterNetwork network;
    private final AdvertSockets sockets;
    private final OwnInterface own;
    private final AddressPlaces places;
    private final TrackedStatuses statuses;

    /**
     * @param monitor what the kernel tells
     * @param rtnetlink asked where something that it told was lost
     * @param routers all that run, whichever those are
     */
    InterfaceFollower(
            RtnetlinkMonitor monitor,
            Rtnetlink rtnetlink,
            EventBus bus,
            InterfaceTable interfaces,
            Collection<VirtualRouter> routers,
            VirtualAddresses virtualAddresses,
            RouterNetwork network,
            AdvertSockets sockets,
            OwnInterface own,
            AddressPlaces places,
            TrackedStatuses statuses) {
        this.monitor = monitor;
        this.rtnetlink = rtnetlink;
        this.bus = bus;
        this.interfaces = interfaces;
        this.routers = routers;
        this.virtualAddresses = virtualAddresses;
        this.network = network;
        this.sockets = sockets;
        this.own = own;
        this.places = places;
        this.statuses = statuses;
    }

    /** Gives the instance the socket it should have. */
    void attach(VirtualRouter router) {
        Link base = own.link(router);
        router.stand(base == null ? null : base.index());
        sockets.attach(router);
    }

    /** The kernel has something to tell. */
    void readMonitor() {
        InterfaceChanges changes =
                InterfaceChanges.read(monitor, rtnetlink, interfaces, bus, virtualAddresses::contains, this::isUsed);
        if (changes.concernInterfaces()) {
            refreshAll();
        }
        if (changes.wereLost() || !changes.removed().isEmpty()) {
            Set<InetAddress> removed = new HashSet<>();
            changes.removed().forEach(one -> removed.add(one.address()));
            for (VirtualRouter router : routers) {
                restoreVanished(router, changes, removed);
            }
        }
        network.changed(changes.removed(), changes.concernLinks());
    }

    private boolean isUsed(String interfaceName) {
        return statuses.hasInterface(interfaceName)
                || routers.stream()
                        .anyMatch(router -> interfaceName.equals(router.config().interfaceName()));
    }

    /** Asks anew how every interface stands. */
    void refreshAll() {
        routers.forEach(this::refresh);
        sockets.makeRoom();
        statuses.lookAgain();
    }

    private void restoreVanished(VirtualRouter router, InterfaceChanges changes, Set<InetAddress> removed) {
        for (VirtualAddress address : router.config().allAddresses()) {
            boolean mayBeGone = changes.wereLost()
                    || (removed.contains(address.address()) && isAmong(changes.removed(), router, address));
            if (router.state().holdsAddresses()
                    && address.options().tracked()
                    && mayBeGone
                    && !isPresent(router, address)) {
                router.on(new Event.AddressVanished(address));
            }
        }
    }

    /** Tells the instance what changed of its interface since it was last told. */
    void refresh(VirtualRouter router) {
        if (!sockets.isAttached(router)) {
            // Another interface, or none, has the name now, or adverts go another way. The machine leaves an old
            // interface while its socket is still there.
            if (router.state().interfaceUp() && !sockets.staysOnItsInterface(router)) {
                router.on(new Event.InterfaceDown("interface " + spoken(router) + " is gone"));
            }
            attach(router);
        }
        boolean up = own.canSpeak(router);
        InetAddress primary = own.source(router);
        InstanceState state = router.state();
        if (!up) {
            if (state.interfaceUp()) {
                router.on(new Event.InterfaceDown("interface " + spoken(router) + " is down"));
            }
        } else if (!state.interfaceUp()) {
            router.on(new Event.InterfaceUp(primary));
        } else if (primary == null) {
            if (state.source() != null) {
                router.on(new Event.InterfaceUp(null));
            }
        } else if (!primary.equals(state.source())) {
            router.on(
                    state.source() == null ? new Event.InterfaceUp(primary) : new Event.PrimaryAddressChanged(primary));
        }
    }

    /** The interface that adverts leave by, which may be a virtual one of the instance's. */
    private static String spoken(VirtualRouter router) {
        Segment segment = router.segment();
        return segment == null ? String.valueOf(router.config().interfaceName()) : segment.interfaceName();
    }

    /** Whether an address of an instance is where it belongs. */
    boolean isPresent(VirtualRouter router, VirtualAddress address) {
        Link link = places.linkOf(router, address);
        return link != null && interfaces.has(link.index(), address.address());
    }

    private boolean isAmong(List<InterfaceAddress> removed, VirtualRouter router, VirtualAddress address) {
        Link link = places.linkOf(router, address);
        return link != null
                && removed.stream()
                        .anyMatch(one ->
                                one.ifIndex() == link.index() && one.address().equals(address.address()));
    }
}
