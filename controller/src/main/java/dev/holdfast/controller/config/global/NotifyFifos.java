package dev.holdfast.controller.config.global;

import org.jspecify.annotations.Nullable;

/**
 * The pipes of global_defs; a null is a pipe that is not wanted.
 *
 * @param all {@code notify_fifo}: every event
 * @param vrrp {@code vrrp_notify_fifo}: what happens to VRRP instances and sync groups
 * @param lvs {@code lvs_notify_fifo}: what happens to virtual and real servers
 * @param vrrpStatesOnReload {@code fifo_write_vrrp_states_on_reload}: a reload writes the states too
 * @param priorityChanges {@code vrrp_notify_priority_changes}: changes of an instance's priority are events
 */
public record NotifyFifos(
        @Nullable NotifyFifo all,
        @Nullable NotifyFifo vrrp,
        @Nullable NotifyFifo lvs,
        boolean vrrpStatesOnReload,
        boolean priorityChanges) {}
