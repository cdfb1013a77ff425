package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.InstanceConfig;

/** The VRRP state machine. */
public final class VrrpMachine {
    private VrrpMachine() {}

    /** The state before {@link Event.Started}. */
    public static InstanceState initial(InstanceConfig config) {
        return new InstanceState(
                config,
                Role.INITIALIZE,
                null,
                false,
                config.basePriority(),
                config.advertIntervalCentis(),
                null,
                false,
                0,
                Timers.NONE);
    }
}
