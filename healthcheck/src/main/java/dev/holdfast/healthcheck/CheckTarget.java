package dev.holdfast.healthcheck;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a checker connects to, and from where: keepalived.conf(5) connect_ip and connect_port (the real server's own
 * address and port where the file gives none), bindto and bind_port, bind_if and fwmark.
 *
 * @param address an address, never resolved from a name
 * @param port 1..65535, or 0 where a checker needs none
 * @param bindTo source address and port, port 0 for any; null lets the kernel choose both. A source port without a
 *     source address is the wildcard address with that port
 * @param bindInterface the interface that packets leave by (SO_BINDTODEVICE), or null for any
 * @param firewallMark the mark on the packets (SO_MARK), 0..4294967295, 0 for none
 * @param virtualAddress {@code probe_vip}, which keepalived does not have: the virtual server's address, which the packets go to by way of
 *     the real server with the other address, as those of clients do with direct routing; null asks for the other address itself
 */
public record CheckTarget(
        InetAddress address,
        int port,
        @Nullable InetSocketAddress bindTo,
        @Nullable String bindInterface,
        long firewallMark,
        @Nullable InetAddress virtualAddress) {
    public CheckTarget {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " (expected 0..65535)");
        }
        if (firewallMark < 0 || firewallMark > 0xffff_ffffL) {
            throw new IllegalArgumentException("fwmark " + firewallMark + " (expected 0..4294967295)");
        }
        if (virtualAddress != null) {
            if (firewallMark != 0) {
                throw new IllegalArgumentException("fwmark " + firewallMark + " with probe_vip (expected one of them)");
            }
            if (!virtualAddress.getClass().equals(address.getClass())) {
                throw new IllegalArgumentException("probe_vip " + virtualAddress.getHostAddress()
                        + " (expected the address family of " + address.getHostAddress() + ")");
            }
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

    /** A target that is asked for its own address. */
    public CheckTarget(
            InetAddress address,
            int port,
            @Nullable InetSocketAddress bindTo,
            @Nullable String bindInterface,
            long firewallMark) {
        this(address, port, bindTo, bindInterface, firewallMark, null);
    }

    /** A target with neither interface nor mark. */
    public CheckTarget(InetAddress address, int port, @Nullable InetSocketAddress bindTo) {
        this(address, port, bindTo, null, 0);
    }

    /** A target whose source the kernel chooses. */
    public static CheckTarget of(InetAddress address, int port) {
        return new CheckTarget(address, port, null);
    }

    /** Whether a socket to it needs options that Java has no names for. */
    public boolean hasSocketOptions() {
        return bindInterface != null || firewallMark != 0 || virtualAddress != null;
    }

    /** The address that the server is asked for: as it is known to clients, where the check goes the way of theirs. */
    public InetAddress askedFor() {
        return virtualAddress != null ? virtualAddress : address;
    }

    /** The address to connect to as a socket address; makes no name lookup. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }
}
