package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.Transition;
import java.util.HashSet;
import java.util.List;

/** What must hold after every event; a violation is an {@link AssertionError} that says which. */
final class Invariants {
    private Invariants() {}

    /** What one step may do, whatever the other routers do. */
    static void ofStep(InstanceState before, Event event, Transition transition, long now) {
        InstanceState after = transition.state();
        List<Effect> effects = transition.effects();
        boolean takesPart = after.role() == Role.BACKUP || after.role() == Role.MASTER;
        require(!takesPart || after.timers().protocol().isSet(), "Backup and Master always have a protocol deadline");
        if (event instanceof Event.TimerFired && after.hasDeadline()) {
            require(after.deadlineNanos() - now > 0, "a timer that fired leads to a later deadline");
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.Report report && report.notice() instanceof Notice.AdvertRejected) {
                require(after.equals(before), "a rejected advert changes nothing");
                require(effects.size() == 1, "a rejected advert is only reported");
            }
            if (effect instanceof Effect.SendAdvert sent) {
                boolean leaving = sent.advert().priority() == 0;
                require(
                        leaving == (after.role() != Role.MASTER),
                        "a master advertises, one that leaves says priority 0");
                require(sent.source().equals(leaving ? before.source() : after.source()), "the source is the primary");
            }
        }
        require(count(effects, Effect.SendAdvert.class) <= 1, "at most one advert a step");
        order(effects);
        if (before.role() == Role.MASTER && (after.role() == Role.FAULT || after.role() == Role.INITIALIZE)) {
            require(count(effects, Effect.SendAdvert.class) == 1, "a master that leaves says so");
        }
    }

    private static void order(List<Effect> effects) {
        int advert = first(effects, Effect.SendAdvert.class);
        int remove = first(effects, Effect.RemoveAddresses.class);
        int add = first(effects, Effect.AddAddresses.class);
        int arp = first(effects, Effect.SendGratuitousArps.class);
        boolean priorityZero = advert >= 0
                && ((Effect.SendAdvert) effects.get(advert)).advert().priority() == 0;
        require(add < 0 || advert < 0 || advert < add, "the advert comes before the addresses are added");
        require(!priorityZero || remove < 0 || advert < remove, "priority 0 comes before the addresses are removed");
        require(remove < 0 || add < 0 || remove < add, "addresses are removed before others are added");
        require(arp < 0 || add < 0 || add < arp, "addresses are added before gratuitous ARP");
    }

    /** The addresses a host has are those of its role, but for adoption and for what is being tried again. */
    static void ofAddresses(SimulatedRouter router) {
        if (!router.running || router.state.timers().retry().isSet()) {
            return;
        }
        InstanceState state = router.state;
        if (state.role() == Role.MASTER) {
            require(
                    router.kernel.equals(new HashSet<>(state.config().allAddresses())),
                    "a master holds its addresses and no others");
        } else {
            require(
                    state.holdsAddresses() || router.kernel.isEmpty(),
                    "who is not master holds none, but for adoption");
        }
        require(
                !state.holdsAddresses() || state.role() == Role.MASTER || state.role() == Role.BACKUP,
                "adoption is for Backup");
    }

    /** What holds once the segment has been whole for the protocol's bound. */
    static void ofSegment(List<SimulatedRouter> routers) {
        List<SimulatedRouter> masters =
                routers.stream().filter(SimulatedRouter::isMaster).toList();
        boolean anybody = routers.stream().anyMatch(router -> router.running);
        require(masters.size() == (anybody ? 1 : 0), "exactly one master: " + routers);
        for (SimulatedRouter master : masters) {
            for (SimulatedRouter router : routers) {
                require(
                        !router.isBackup()
                                || router.state.config().nopreempt()
                                || router.state.priority() <= master.state.priority(),
                        "no preempting backup is better than the master: " + routers);
                require(
                        router == master
                                || router.kernel.isEmpty()
                                || !router.running
                                || router.state.timers().retry().isSet(),
                        "only the master holds the addresses: " + routers);
            }
        }
    }

    private static long count(List<Effect> effects, Class<? extends Effect> kind) {
        return effects.stream().filter(kind::isInstance).count();
    }

    private static int first(List<Effect> effects, Class<? extends Effect> kind) {
        for (int i = 0; i < effects.size(); i++) {
            if (kind.isInstance(effects.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
