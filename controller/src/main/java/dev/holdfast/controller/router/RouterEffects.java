package dev.holdfast.controller.router;

import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.network.KernelAddress;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.Change;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.socket.GratuitousArp;
import dev.holdfast.linuxnet.socket.NeighbourAdvertisement;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.state.Effect;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out what an instance's machine asks for, on the kernel. */
final class RouterEffects implements VirtualRouter.EffectRunner {
    /** An address to announce on a link. */
    private record Announcement(Link link, InetAddress address) {}

    /** Sends Ethernet frames, as a packet socket does. */
    interface FrameSender {
        /** Sends one frame on the interface with that index. */
        void sendTo(int ifIndex, byte[] frame) throws LinuxException;
    }

    /** What else an instance has in the kernel while it has its addresses. */
    interface Surroundings {
        /** Nothing. */
        Surroundings NONE = new Surroundings() {
            @Override
            public void settle(VirtualRouter router) {}

            @Override
            public void beforeAddition(VirtualRouter router) {}

            @Override
            public void beforeRemoval(VirtualRouter router) {}

            @Override
            public @Nullable Link virtualLink(VirtualRouter router, VirtualAddress address) {
                return null;
            }
        };

        /** The instance has what addresses its role wants: brings the rest in line. */
        void settle(VirtualRouter router);

        /** Addresses of the instance are about to be put on. */
        void beforeAddition(VirtualRouter router);

        /** The interface with the virtual router's own hardware address that an address goes to; null for none. */
        @Nullable Link virtualLink(VirtualRouter router, VirtualAddress address);

        /** Addresses of the instance are about to be removed. */
        void beforeRemoval(VirtualRouter router);
    }

    private final InterfaceTable interfaces;
    private final Rtnetlink rtnetlink;
    private final FrameSender frames;
    private final EventBus bus;
    private final Collection<VirtualRouter> all;
    private final RouterListener listener;
    private final Surroundings surroundings;

    RouterEffects(
            InterfaceTable interfaces,
            Rtnetlink rtnetlink,
            FrameSender frames,
            EventBus bus,
            Collection<VirtualRouter> all,
            RouterListener listener,
            Surroundings surroundings) {
        this.surroundings = surroundings;
        this.interfaces = interfaces;
        this.rtnetlink = rtnetlink;
        this.frames = frames;
        this.bus = bus;
        this.all = all;
        this.listener = listener;
    }

    /**
     * The interface an address is on or goes to: where it was put, otherwise the instance's own or the one it names; null when
     * there is none such.
     */
    @Nullable Link linkOf(VirtualRouter router, VirtualAddress address) {
        Integer place = router.placeOf(address);
        if (place != null) {
            return interfaces.link(place);
        }
        Link virtual = surroundings.virtualLink(router, address);
        if (virtual != null) {
            return virtual;
        }
        Integer base = router.baseIndex();
        return address.device() == null && base != null
                ? interfaces.link(base)
                : interfaces.link(deviceOf(router.config(), address));
    }

    /** An instance without an interface has only addresses that name theirs. */
    private static String deviceOf(InstanceConfig config, VirtualAddress address) {
        String device = address.device() == null ? config.interfaceName() : address.device();
        return device == null ? "" : device;
    }

    @Override
    public void settled(VirtualRouter router) {
        surroundings.settle(router);
    }

    /** Carries out one effect; empty when done, otherwise why not. */
    @Override
    public Optional<String> run(VirtualRouter router, Effect effect) {
        return effect.match(new Effect.Visitor<Optional<String>>() {
            @Override
            public Optional<String> sendAdvert(Effect.SendAdvert send) {
                return send(router, send);
            }

            @Override
            public Optional<String> addAddresses(Effect.AddAddresses add) {
                surroundings.beforeAddition(router);
                Optional<String> failure = add(router, add.addresses());
                surroundings.settle(router);
                return failure;
            }

            @Override
            public Optional<String> removeAddresses(Effect.RemoveAddresses remove) {
                surroundings.beforeRemoval(router);
                return remove(router, remove.addresses());
            }

            @Override
            public Optional<String> sendGratuitousArps(Effect.SendGratuitousArps send) {
                return announce(router, send);
            }

            @Override
            public Optional<String> report(Effect.Report report) {
                bus.publish(new DirectorEvent.RouterNotice(router.config().name(), report.notice()));
                listener.noticed(router.wanted(), router.state(), report.notice());
                return Optional.empty();
            }
        });
    }

    private Optional<String> send(VirtualRouter router, Effect.SendAdvert effect) {
        Segment segment = router.segment();
        if (segment == null) {
            return Optional.of("no interface " + router.config().interfaceName());
        }
        try {
            segment.send(router, effect.advert(), effect.source());
            return Optional.empty();
        } catch (LinuxException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private Optional<String> add(VirtualRouter router, List<VirtualAddress> addresses) {
        @Nullable String failure = null;
        List<VirtualAddress> known = new ArrayList<>(addresses.size());
        List<InterfaceAddress> toAdd = new ArrayList<>(addresses.size());
        for (VirtualAddress address : addresses) {
            Link link = linkOf(router, address);
            if (link == null) {
                failure = "add " + address.text() + ": no interface " + deviceOf(router.config(), address);
            } else {
                known.add(address);
                toAdd.add(onLink(address, link));
            }
        }
        List<Change<InterfaceAddress>> changes = rtnetlink.addAddresses(toAdd);
        for (int i = 0; i < changes.size(); i++) {
            LinuxException error = changes.get(i).error();
            if (error == null) {
                interfaces.put(toAdd.get(i));
                router.placed(known.get(i), toAdd.get(i).ifIndex());
            } else {
                failure = error.getMessage();
            }
        }
        return Optional.ofNullable(failure);
    }

    private Optional<String> remove(VirtualRouter router, List<VirtualAddress> addresses) {
        List<VirtualAddress> known = new ArrayList<>(addresses.size());
        List<InterfaceAddress> toRemove = new ArrayList<>(addresses.size());
        for (VirtualAddress address : addresses) {
            Link link = linkOf(router, address);
            // An interface that is gone took its addresses along.
            if (link != null && !isHeldByAnother(router, link, address)) {
                known.add(address);
                toRemove.add(onLink(address, link));
            } else {
                router.taken(address);
            }
        }
        List<InterfaceAddress> takenAlong = interfaces.secondariesOf(toRemove);
        @Nullable String failure = null;
        List<Change<InterfaceAddress>> changes = rtnetlink.removeAddresses(toRemove);
        for (int i = 0; i < changes.size(); i++) {
            LinuxException error = changes.get(i).error();
            // Without its interface an address is gone as well; the interface's own event is still to come.
            if (error == null || error.errno() == Errno.ENODEV) {
                interfaces.remove(toRemove.get(i));
                router.taken(known.get(i));
            } else {
                failure = error.getMessage();
            }
        }
        // Unless promote_secondaries is set, the kernel removes with a primary address its secondaries: the machine's
        // own.
        rtnetlink.addAddresses(takenAlong);
        return Optional.ofNullable(failure);
    }

    /** Whether another instance holds the address there: a reload may have moved it. */
    private boolean isHeldByAnother(VirtualRouter router, Link link, VirtualAddress address) {
        for (VirtualRouter other : all) {
            if (other != router && other.state().holdsAddresses()) {
                for (VirtualAddress theirs : other.wanted().protocol().allAddresses()) {
                    if (theirs.address().equals(address.address())
                            && theirs.prefixLength() == address.prefixLength()
                            && link.equals(linkOf(other, theirs))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private Optional<String> announce(VirtualRouter router, Effect.SendGratuitousArps effect) {
        List<Announcement> announcements = new ArrayList<>(effect.addresses().size());
        List<byte[]> packets = new ArrayList<>(effect.addresses().size());
        for (VirtualAddress address : effect.addresses()) {
            Link link = linkOf(router, address);
            if (link != null && link.usesArp() && link.hardwareAddress().isEthernet()) {
                announcements.add(new Announcement(link, address.address()));
                packets.add(frame(link, address.address()));
            }
        }
        @Nullable String failure = null;
        // Every address once before any address twice: the first one is what moves the traffic.
        for (int i = 0; i < effect.count(); i++) {
            for (int j = 0; j < packets.size(); j++) {
                try {
                    frames.sendTo(announcements.get(j).link().index(), packets.get(j));
                } catch (LinuxException e) {
                    failure = e.getMessage();
                }
            }
        }
        for (Announcement announcement : announcements) {
            bus.publish(new DirectorEvent.GratuitousArpSent(
                    router.config().name(), announcement.link().name(), announcement.address(), effect.count()));
        }
        return Optional.ofNullable(failure);
    }

    private static byte[] frame(Link link, InetAddress address) {
        return address instanceof Inet4Address ipv4
                ? GratuitousArp.frame(link.hardwareAddress(), ipv4)
                : NeighbourAdvertisement.frame(
                        link.hardwareAddress(), (Inet6Address) address, Forwarding.isOnForIpv6(link.name()));
    }

    private static InterfaceAddress onLink(VirtualAddress address, Link link) {
        return KernelAddress.of(address, link.index());
    }
}
