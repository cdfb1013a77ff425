package dev.holdfast.vrrp;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address an instance holds while it is master, as keepalived.conf's virtual_ipaddress gives it.
 *
 * @param address the address itself
 * @param prefixLength 0..32 for IPv4, 0..128 for IPv6
 * @param device the interface to put it on, or null for the instance's own
 * @param label the IPv4 interface label ({@code eth0:1}), or null for none
 * @param scope the kernel's scope number, 0..255 (0 global, 253 link, 254 host), or null for the kernel's default
 * @param broadcast the broadcast address ({@code brd +} and {@code brd -} are already worked out), or null for none
 */
public record VirtualAddress(
        InetAddress address,
        int prefixLength,
        @Nullable String device,
        @Nullable String label,
        @Nullable Integer scope,
        @Nullable InetAddress broadcast) {
    /** Checks the ranges. */
    public VirtualAddress {
        Require.range(
                "prefix length of " + address.getHostAddress(), prefixLength, 0, address.getAddress().length * 8L);
        if (scope != null) {
            Require.range("scope of " + address.getHostAddress(), scope, 0, 255);
        }
        if (broadcast != null) {
            Require.that(
                    broadcast.getClass() == address.getClass(),
                    "broadcast address",
                    broadcast.getHostAddress(),
                    "the family of " + address.getHostAddress());
        }
    }

    /** An address on the instance's own interface with neither label, scope nor broadcast address. */
    public static VirtualAddress of(InetAddress address, int prefixLength) {
        return new VirtualAddress(address, prefixLength, null, null, null, null);
    }

    /** Whether this is an IPv4 address. */
    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** The address and its prefix length: {@code 192.0.2.10/24}. */
    public String text() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
