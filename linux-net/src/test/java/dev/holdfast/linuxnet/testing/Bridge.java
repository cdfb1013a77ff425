package dev.holdfast.linuxnet.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A switch that hosts are plugged into: a bridge in a namespace of its own, which forwards multicast to every port.
 *
 * <p>Removed, with the hosts' interfaces, by {@link #close()}. Needs {@link RealKernel#requireNamespaces()}.
 */
public final class Bridge implements AutoCloseable {

    private static final String BRIDGE = "br0";

    private final NetworkNamespace namespace;
    private final Map<NetworkNamespace, String> ports = new LinkedHashMap<>();

    private Bridge(NetworkNamespace namespace) {
        this.namespace = namespace;
    }

    /** Makes one. */
    public static Bridge create() {
        NetworkNamespace namespace = NetworkNamespace.create();
        try {
            // With multicast snooping a bridge that hears no IGMP querier may stop forwarding a group.
            namespace.ip("link", "add", BRIDGE, "type", "bridge", "mcast_snooping", "0", "forward_delay", "0");
            namespace.ip("link", "set", BRIDGE, "up");
            return new Bridge(namespace);
        } catch (RuntimeException | Error e) {
            namespace.close();
            throw e;
        }
    }

    /**
     * Plugs a host in.
     *
     * @param host not plugged in yet
     * @param ifName the interface it gets, up
     * @param addresses added to the interface, for instance {@code 192.0.2.1/24}
     */
    public void attach(NetworkNamespace host, String ifName, String... addresses) {
        String port = "port" + ports.size();
        if (ports.putIfAbsent(host, port) != null) {
            throw new IllegalArgumentException(host + " is plugged in already");
        }
        NetworkNamespace.connect(namespace, port, host, ifName);
        namespace.ip("link", "set", port, "master", BRIDGE);
        for (String address : addresses) {
            host.ip("address", "add", address, "dev", ifName);
        }
    }

    /** Pulls a host's cable: its interface stays up but has no carrier. */
    public void unplug(NetworkNamespace host) {
        namespace.ip("link", "set", port(host), "down");
    }

    /** Plugs a host's cable in again. */
    public void plug(NetworkNamespace host) {
        namespace.ip("link", "set", port(host), "up");
    }

    /** The switch's own namespace, for instance to listen on {@code br0} to all that is forwarded. */
    public NetworkNamespace namespace() {
        return namespace;
    }

    /** The switch's end of a host's cable, for instance to lose or delay its packets with tc(8). */
    public String port(NetworkNamespace host) {
        String port = ports.get(host);
        if (port == null) {
            throw new IllegalArgumentException(host + " is not plugged in");
        }
        return port;
    }

    @Override
    public void close() {
        namespace.close();
    }
}
