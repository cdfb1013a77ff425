package dev.holdfast.controller.config;

import dev.holdfast.vrrp.InstanceConfig;
import java.util.List;

/**
 * A whole configuration. Two equal ones ask for the same.
 *
 * @param globals the global_defs block
 * @param instances the vrrp_instance blocks that can run, in order; no name twice
 * @param virtualServers the virtual_server blocks that can run, in order
 */
public record Configuration(
        GlobalDefs globals, List<InstanceConfig> instances, List<VirtualServerConfig> virtualServers) {
    /** Copies the lists. */
    public Configuration {
        instances = List.copyOf(instances);
        virtualServers = List.copyOf(virtualServers);
    }
}
