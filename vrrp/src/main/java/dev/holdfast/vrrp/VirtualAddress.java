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
 * @param options how else it is put on; the protocol does not look at it
 */
public record VirtualAddress(
        InetAddress address,
        int prefixLength,
        @Nullable String device,
        @Nullable String label,
        @Nullable Integer scope,
        @Nullable InetAddress broadcast,
        Options options) {
    /**
     * How else an address is put on its interface.
     *
     * @param peer the other end's address of a point-to-point link, or null for none
     * @param kernelFlags the {@code IFA_F_} flags of linux/if_addr.h
     * @param preferredSeconds how long it is preferred, 0..4294967295, or null for ever
     * @param onVirtualInterface whether it goes onto an interface with the virtual router's MAC address over {@code device}
     * @param tracked whether it is put back when somebody else removes it
     */
    public record Options(
            @Nullable InetAddress peer,
            int kernelFlags,
            @Nullable Long preferredSeconds,
            boolean onVirtualInterface,
            boolean tracked) {
        /** Nothing of these, and tracked. */
        public static final Options NONE = new Options(null, 0, null, false, true);
    }

    /** An address without further options. */
    public VirtualAddress(
            InetAddress address,
            int prefixLength,
            @Nullable String device,
            @Nullable String label,
            @Nullable Integer scope,
            @Nullable InetAddress broadcast) {
        this(address, prefixLength, device, label, scope, broadcast, Options.NONE);
    }

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
