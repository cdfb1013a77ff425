package dev.holdfast.controller.config;

import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.Tunnel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual_server block, keepalived.conf(5) "Virtual server(s)".
 *
 * @param service what IPVS is told of it
 * @param forwardingMethod {@code lvs_method}, that of real servers which give none
 * @param tunnel the encapsulation where the method is a tunnel, otherwise null
 * @param realServers in order; no address and port twice, at least one
 * @param sorryServer {@code sorry_server}, used while the quorum is lost, or null
 * @param sorryServerInhibit {@code sorry_server_inhibit}: the sorry server stays, with weight 0, while it is not used
 * @param alpha {@code alpha}: servers are down until a check passes
 * @param omega {@code omega}: at the end, quorum and server notifications are made
 * @param quorum {@code quorum}: the weight of live servers that makes it up, 0 or more (0 only when no server has a weight)
 * @param hysteresis {@code hysteresis}: how much the weight must pass the quorum by before it changes, below the quorum
 */
public record VirtualServerConfig(
        Service service,
        ForwardingMethod forwardingMethod,
        @Nullable Tunnel tunnel,
        List<RealServerConfig> realServers,
        @Nullable Destination sorryServer,
        boolean sorryServerInhibit,
        boolean alpha,
        boolean omega,
        long quorum,
        long hysteresis) {
    /** Copies the list. */
    public VirtualServerConfig {
        realServers = List.copyOf(realServers);
    }
}
