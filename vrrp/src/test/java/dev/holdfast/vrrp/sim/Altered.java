package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.state.Candidacy;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.Timers;

/** States in which one thing is not what the machine made of it, for machines with a defect. */
final class Altered {
    private Altered() {}

    static InstanceState timers(InstanceState state, Timers timers) {
        return of(state, state.role(), state.interfaceUp(), state.holdsAddresses(), state.candidacy(), timers);
    }

    static InstanceState candidacy(InstanceState state, Candidacy candidacy) {
        return of(state, state.role(), state.interfaceUp(), state.holdsAddresses(), candidacy, state.timers());
    }

    static InstanceState role(InstanceState state, Role role) {
        return of(state, role, state.interfaceUp(), state.holdsAddresses(), state.candidacy(), state.timers());
    }

    static InstanceState interfaceDown(InstanceState state) {
        return of(state, state.role(), false, state.holdsAddresses(), state.candidacy(), state.timers());
    }

    static InstanceState holding(InstanceState state) {
        return of(state, state.role(), state.interfaceUp(), true, state.candidacy(), state.timers());
    }

    private static InstanceState of(
            InstanceState state, Role role, boolean interfaceUp, boolean holds, Candidacy candidacy, Timers timers) {
        return new InstanceState(
                state.config(),
                role,
                state.source(),
                interfaceUp,
                state.statuses(),
                state.priority(),
                state.masterIntervalCentis(),
                state.lastMaster(),
                holds,
                state.failedAttempts(),
                state.toldAgainUntil(),
                candidacy,
                timers);
    }
}
