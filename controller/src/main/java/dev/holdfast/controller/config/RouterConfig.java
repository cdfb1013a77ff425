package dev.holdfast.controller.config;

import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.packet.WireConfig;

/**
 * A VRRP instance that runs: what the protocol needs, and all that the file says of it, for those who carry out what the
 * protocol asks for.
 *
 * @param protocol made of {@code settings}
 * @param wire how its adverts travel and what proves them genuine, made of {@code settings}
 * @param settings the instance's block, with what it has from global_defs
 */
public record RouterConfig(InstanceConfig protocol, WireConfig wire, VrrpInstanceSettings settings) {}
