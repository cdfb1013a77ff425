package dev.holdfast.controller.status;

import dev.holdfast.vrrp.state.Role;

/**
 * How a sync group stands.
 *
 * @param name its name
 * @param role the role of all its instances
 */
public record GroupStatus(String name, Role role) {}
