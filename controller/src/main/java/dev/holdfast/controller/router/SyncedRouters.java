package dev.holdfast.controller.router;

import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.SyncGroupMachine;
import dev.holdfast.vrrp.state.SyncGroupState;
import dev.holdfast.vrrp.state.SyncGroupTransition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A running sync group: its instances' events go through the coordinator, and what follows for each is carried out in order. */
final class SyncedRouters {
    private record Pending(VirtualRouter router, Event event) {}

    private final SyncGroup config;
    private final List<VirtualRouter> members;
    private final EventBus bus;
    private final RouterListener listener;
    private final LongSupplier nanoClock;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private Role role;
    private boolean stepping;

    /**
     * A group of instances that may run already; {@link #form} brings them together.
     *
     * @param role where the group stood before a reload, Initialize for a new one
     */
    SyncedRouters(
            SyncGroup config,
            Role role,
            List<VirtualRouter> members,
            EventBus bus,
            RouterListener listener,
            LongSupplier nanoClock) {
        this.config = config;
        this.listener = listener;
        this.role = role;
        this.members = List.copyOf(members);
        this.bus = bus;
        this.nanoClock = nanoClock;
        members.forEach(member -> member.join(this));
    }

    SyncGroup config() {
        return config;
    }

    String name() {
        return config.name();
    }

    /** Where the group stands. */
    Role role() {
        return role;
    }

    List<VirtualRouter> members() {
        return members;
    }

    /** Makes instances that run already agree. */
    void form() {
        stepping = true;
        try {
            take(SyncGroupMachine.form(name(), role, states(), nanoClock.getAsLong()));
        } finally {
            stepping = false;
        }
        drain();
    }

    /** An instance has an event. */
    void on(VirtualRouter router, Event event) {
        pending.add(new Pending(router, event));
        if (!stepping) {
            drain();
        }
    }

    private void drain() {
        stepping = true;
        try {
            for (Pending next = pending.poll(); next != null; next = pending.poll()) {
                SyncGroupState state = new SyncGroupState(name(), role, states());
                take(SyncGroupMachine.step(state, members.indexOf(next.router()), next.event(), nanoClock.getAsLong()));
            }
        } finally {
            stepping = false;
        }
        members.forEach(VirtualRouter::settle);
    }

    private List<InstanceState> states() {
        return members.stream().map(VirtualRouter::state).toList();
    }

    private void take(SyncGroupTransition transition) {
        role = transition.state().role();
        for (int i = 0; i < members.size(); i++) {
            members.get(i).take(transition.state().members().get(i));
        }
        SyncGroupTransition.GroupEntered untold = null;
        for (SyncGroupTransition.Output output : transition.effects()) {
            if (output instanceof SyncGroupTransition.GroupEntered entered) {
                tell(untold);
                untold = entered;
                bus.publish(new DirectorEvent.SyncGroupEntered(name(), entered.from(), entered.to()));
            } else if (output instanceof SyncGroupTransition.OfMember one) {
                VirtualRouter member = members.get(one.member());
                member.carryOut(one.effect()).ifPresent(failed -> pending.add(new Pending(member, failed)));
            }
        }
        tell(untold);
    }

    /** Those who act on a group's role are told of it when all its instances have it. */
    private void tell(SyncGroupTransition.@Nullable GroupEntered entered) {
        if (entered != null) {
            boolean waits = states().stream()
                    .allMatch(state -> state.interfaceUp()
                            && state.source() != null
                            && state.tally().faults().isEmpty());
            listener.groupEntered(config, entered.from(), entered.to(), waits && entered.to() == Role.FAULT);
        }
    }
}
