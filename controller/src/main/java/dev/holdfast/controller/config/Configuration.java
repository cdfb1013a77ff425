package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.SystemFacts;
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

    /**
     * Whether a director starts with it on a host: it wants the interfaces of all instances, unless {@code dynamic_interfaces} says
     * that they may come later.
     */
    public boolean startsOn(SystemFacts facts) {
        return globals.vrrp().dynamicInterfaces()
                || instances.stream()
                        .map(instance -> instance.protocol().interfaceName())
                        .allMatch(name -> name == null || facts.interfaceExists(name));
    }
}
