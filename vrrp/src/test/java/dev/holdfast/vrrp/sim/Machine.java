package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Transition;

/** What the simulation runs: the real machine, or one with a defect that the invariants must catch. */
@FunctionalInterface
interface Machine {
    Transition step(InstanceState state, Event event, long nowNanos);
}
