package dev.holdfast.healthcheck;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a checker connects to, and from where: keepalived.conf(5) connect_ip and connect_port (the real server's own
 * address and port where the file gives none), bindto and bind_port.
 *
 * @param address an address, never resolved from a name
 * @param port 1..65535
 * @param bindTo source address and port, port 0 for any; null lets the kernel choose both. A source port without a
 *     source address is the wildcard address with that port
 */
public record CheckTarget(
        InetAddress address, int port, @Nullable InetSocketAddress bindTo) {
    public CheckTarget {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " (expected 1..65535)");
        }
        if (bindTo != null) {
            if (bindTo.isUnresolved()) {
                throw new IllegalArgumentException("bindto " + bindTo.getHostString() + " (expected an address)");
            }
            if (!bindTo.getAddress().isAnyLocalAddress()
                    && !bindTo.getAddress().getClass().equals(address.getClass())) {
                throw new IllegalArgumentException(
                        "bindto " + bindTo.getAddress().getHostAddress() + " (expected the address family of "
                                + address.getHostAddress() + ")");
            }
        }
    }

    /** A target whose source the kernel chooses. */
    public static CheckTarget of(InetAddress address, int port) {
        return new CheckTarget(address, port, null);
    }

    /** The address to connect to as a socket address; makes no name lookup. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }
}
