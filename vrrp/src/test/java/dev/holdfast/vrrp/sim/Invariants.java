package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.SyncGroupState;
import dev.holdfast.vrrp.state.SyncGroupTransition;
import dev.holdfast.vrrp.state.Transition;
import java.util.ArrayList;
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

    /** What one step of a group may do: each instance's part is as for an instance by itself, and all have one role. */
    static void ofGroupStep(SyncGroupState before, Event event, SyncGroupTransition transition, long now) {
        SyncGroupState after = transition.state();
        for (int i = 0; i < after.members().size(); i++) {
            InstanceState was = before.members().get(i);
            InstanceState is = after.members().get(i);
            List<Effect> effects = new ArrayList<>();
            for (SyncGroupTransition.Output output : transition.effects()) {
                if (output instanceof SyncGroupTransition.OfMember one && one.member() == i) {
                    effects.add(one.effect());
                }
            }
            require(
                    (is.role() != Role.BACKUP && is.role() != Role.MASTER)
                            || is.timers().protocol().isSet(),
                    "Backup and Master always have a protocol deadline");
            if (event instanceof Event.TimerFired && is.hasDeadline()) {
                require(is.deadlineNanos() - now > 0 || is.equals(was), "a timer that fired leads to a later deadline");
            }
            order(effects);
            boolean left = was.role() == Role.MASTER && is.role() == Role.FAULT;
            require(!left || count(effects, Effect.SendAdvert.class) == 1, "a master that leaves says so");
        }
        boolean started = after.members().stream().noneMatch(state -> state.role() == Role.INITIALIZE);
        require(
                !started || after.members().stream().allMatch(state -> state.role() == after.role()),
                "a sync group is never split");
        require(
                started || after.members().stream().noneMatch(state -> state.role() == Role.MASTER),
                "nobody is master before all of its group have started");
        require(
                after.role() == Role.FAULT
                        || !started
                        || after.members().stream().allMatch(InstanceState::isReady),
                "a fault of one is a fault of all");
    }

    /** As {@link #ofAddresses}, for each of a host's instances. */
    static void ofGroupAddresses(SimulatedHost host) {
        for (int i = 0; i < host.kernels.size(); i++) {
            InstanceState state = host.state.members().get(i);
            if (state.role() == Role.MASTER) {
                require(
                        host.kernels.get(i).equals(new HashSet<>(state.config().allAddresses())),
                        "a master holds its addresses and no others");
            } else if (state.role() != Role.INITIALIZE) {
                require(
                        state.holdsAddresses() || host.kernels.get(i).isEmpty(),
                        "who is not master holds none, but for adoption");
            }
        }
    }

    /** What holds once all segments have been whole for the protocol's bound. */
    static void ofSegments(List<SimulatedHost> hosts, int segments) {
        List<SimulatedHost> masters =
                hosts.stream().filter(host -> host.isMaster(0)).toList();
        require(masters.size() == 1, "exactly one master of all segments: " + hosts);
        for (int i = 0; i < segments; i++) {
            int segment = i;
            List<SimulatedHost> ofSegment =
                    hosts.stream().filter(host -> host.isMaster(segment)).toList();
            require(ofSegment.equals(masters), "exactly one master of all segments: " + hosts);
            for (SimulatedHost host : hosts) {
                require(
                        masters.contains(host) || host.kernels.get(segment).isEmpty(),
                        "only the master holds the addresses: " + hosts);
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
