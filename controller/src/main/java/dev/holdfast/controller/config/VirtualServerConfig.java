package dev.holdfast.controller.config;

import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual_server block, keepalived.conf(5) "Virtual server(s)".
 *
 * @param id which one it is, and what it is called
 * @param parts what IPVS is told of it: one part, or one for each line of its virtual_server_group; at least one
 * @param realServers in order; no address and port twice, at least one
 * @param sorryServer {@code sorry_server}, used while the quorum is lost, or null
 * @param sorryServerInhibit {@code sorry_server_inhibit}: the sorry server stays, with weight 0, while it is not used
 * @param suspends {@code ha_suspend}: its checks rest while its address is not on this host
 * @param omega {@code omega}: at the end, quorum and server notifications are made
 * @param quorum {@code quorum}: the weight of live servers that makes it up, 0 or more (0 only when no server has a weight)
 * @param hysteresis {@code hysteresis}: how much the weight must pass the quorum by before it changes, below the quorum
 */
public record VirtualServerConfig(
        VirtualServerId id,
        List<Part> parts,
        List<RealServerConfig> realServers,
        @Nullable Destination sorryServer,
        boolean sorryServerInhibit,
        boolean suspends,
        boolean omega,
        long quorum,
        long hysteresis) {
    /**
     * A line of a group, or the whole of what is no group.
     *
     * @param name what log lines call it, in its group: {@code [192.0.2.1]:tcp:80-192.0.2.9}
     * @param services one for each address; none twice, at least one
     */
    public record Part(String name, List<Service> services) {
        /** Copies the list. */
        public Part {
            services = List.copyOf(services);
        }
    }

    /** Copies the lists. */
    public VirtualServerConfig {
        parts = List.copyOf(parts);
        realServers = List.copyOf(realServers);
    }

    /** What IPVS is told of it, in order; lines of a group may have some twice. */
    public List<Service> services() {
        return parts.stream().flatMap(part -> part.services().stream()).toList();
    }
}
