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
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.state.Effect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out what an instance's machine asks for, on the kernel. */
final class RouterEffects implements VirtualRouter.EffectRunner {
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
    private final AddressPlaces places;
    private final Announcer announcer;
    private final EventBus bus;
    private final Collection<VirtualRouter> all;
    private final RouterListener listener;
    private final Surroundings surroundings;

    RouterEffects(
            InterfaceTable interfaces,
            Rtnetlink rtnetlink,
            AddressPlaces places,
            Announcer announcer,
            EventBus bus,
            Collection<VirtualRouter> all,
            RouterListener listener,
            Surroundings surroundings) {
        this.surroundings = surroundings;
        this.interfaces = interfaces;
        this.rtnetlink = rtnetlink;
        this.places = places;
        this.announcer = announcer;
        this.bus = bus;
        this.all = all;
        this.listener = listener;
    }

    @Override
    public void settled(VirtualRouter router) {
        surroundings.settle(router);
        announcer.settle(router);
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
                return announcer.announce(router, send.addresses(), send.count());
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
            Link link = places.linkOf(router, address);
            if (link == null) {
                failure = "add " + address.text() + ": no interface " + AddressPlaces.device(router, address);
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
            Link link = places.linkOf(router, address);
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
                            && link.equals(places.linkOf(other, theirs))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static InterfaceAddress onLink(VirtualAddress address, Link link) {
        return KernelAddress.of(address, link.index());
    }
}
