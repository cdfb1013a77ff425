package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.SyncGroupState;
import dev.holdfast.vrrp.state.SyncGroupTransition;

/** What the simulation of groups runs: the real coordinator, or one with a defect that the invariants must catch. */
@FunctionalInterface
interface GroupMachine {
    SyncGroupTransition step(SyncGroupState state, int member, Event event, long nowNanos);
}
