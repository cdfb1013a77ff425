package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.InstanceConfig;
import java.util.Map;

/**
 * The VRRP state machine: {@link #initial} makes a state, {@link #step} leads from it to the next.
 *
 * <p>The caller carries out the effects in order, keeps the state, and calls again with {@link Event.TimerFired} no earlier
 * than {@link InstanceState#deadlineNanos}. Adverts that have already arrived should be handed in before a timer that is
 * late, so that a stall of this machine is not taken for the death of the master.
 */
public final class VrrpMachine {
    private VrrpMachine() {}

    /** The state before {@link Event.Started}. */
    public static InstanceState initial(InstanceConfig config) {
        return new InstanceState(
                config,
                Role.INITIALIZE,
                null,
                false,
                Map.of(),
                config.basePriority(),
                config.advertIntervalCentis(),
                null,
                false,
                0,
                Deadline.NONE,
                Candidacy.NEW,
                Timers.NONE);
    }

    /**
     * One step. An event that means nothing in the present role changes nothing.
     *
     * @param nowNanos the present on {@link System#nanoTime}'s scale
     * @throws IllegalArgumentException if {@link Event.Reconfigured} changes the name, interface, VRID, version or address family
     */
    public static Transition step(InstanceState state, Event event, long nowNanos) {
        return event.match(new EventRules(new Step(state, nowNanos)));
    }
}
