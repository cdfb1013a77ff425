package dev.holdfast.controller.config;

import dev.holdfast.healthcheck.ServerCondition;
import dev.holdfast.ipvs.Destination;
import java.util.List;

/**
 * A real_server block, keepalived.conf(5) "Virtual server(s)".
 *
 * @param destination what IPVS is told of it while it is up; its weight is the configured one
 * @param inhibitOnFailure {@code inhibit_on_failure}: a failed server stays, with weight 0
 * @param checks what its checkers ask for, in order; none means it is always up
 */
public record RealServerConfig(Destination destination, boolean inhibitOnFailure, List<ServerCondition> checks) {
    /** Copies the list. */
    public RealServerConfig {
        checks = List.copyOf(checks);
    }

    /** The configured weight, 0 or more. */
    public int weight() {
        return destination.weight();
    }
}
