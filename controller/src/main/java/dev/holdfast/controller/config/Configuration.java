package dev.holdfast.controller.config;

import java.util.List;

/**
 * A whole configuration. Two equal ones ask for the same.
 *
 * @param globals the global_defs block
 * @param blocks everything else the file says, whether it runs yet or not
 * @param instances the VRRP instances that can run, in order, made of {@code blocks}; no name twice
 * @param virtualServers the virtual servers that can run, in order, made of {@code blocks}
 */
public record Configuration(
        GlobalDefs globals, Blocks blocks, List<RouterConfig> instances, List<VirtualServerConfig> virtualServers) {
    /** Copies the lists. */
    public Configuration {
        instances = List.copyOf(instances);
        virtualServers = List.copyOf(virtualServers);
    }
}
