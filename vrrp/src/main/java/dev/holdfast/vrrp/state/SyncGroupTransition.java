package dev.holdfast.vrrp.state;

import java.util.List;

/**
 * What one step of a sync group leads to.
 *
 * @param state the state to keep
 * @param effects what to do now, in this order
 */
public record SyncGroupTransition(SyncGroupState state, List<Output> effects) {
    /** Copies the list. */
    public SyncGroupTransition {
        effects = List.copyOf(effects);
    }

    /** One thing to do. */
    public sealed interface Output {}

    /**
     * An instance's effect; of each instance they are in the order that {@link Effect} promises.
     *
     * @param member the instance's place in the group
     * @param effect what to do
     */
    public record OfMember(int member, Effect effect) implements Output {}

    /**
     * The group changed its role; stands before what follows from it for the instances.
     *
     * @param from the role left
     * @param to the role entered
     */
    public record GroupEntered(Role from, Role to) implements Output {}
}
