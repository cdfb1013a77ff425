package dev.holdfast.vrrp.state;

import java.util.List;

/**
 * What one step leads to.
 *
 * @param state the state to keep
 * @param effects what to do now, in this order
 */
public record Transition(InstanceState state, List<Effect> effects) {
    /** Copies the list. */
    public Transition {
        effects = List.copyOf(effects);
    }
}
