package dev.holdfast.controller.realserver;

import java.util.List;

/** How the director hands packets over, and so on which interface a VIP is. */
enum Forwarding {
    /** LVS-DR: packets arrive as they are, only their Ethernet frame is new. The VIP is on {@code lo}. */
    DIRECT_ROUTING,
    /**
     * LVS-TUN: packets arrive inside packets to the server's own address. The VIP is on the tunnel's own device, because with
     * {@code rp_filter} 1 or 2 the kernel drops what comes in on an IPv4 interface without an address.
     */
    TUNNEL;

    static final String LOOPBACK = "lo";
    /** Takes every IPv4-in-IPv4 packet that no other tunnel is for; there as soon as module ipip is. */
    static final String IPV4_TUNNEL = "tunl0";
    /** Takes every IPv6-in-IPv6 packet that no other tunnel is for; there as soon as module ip6_tunnel is. */
    static final String IPV6_TUNNEL = "ip6tnl0";

    /** Where VIPs are. */
    static final List<String> PLACES = List.of(LOOPBACK, IPV4_TUNNEL, IPV6_TUNNEL);

    /** The interface a VIP is on. */
    String interfaceOf(Vip vip) {
        return switch (this) {
            case DIRECT_ROUTING -> LOOPBACK;
            case TUNNEL -> vip.ipv4() ? IPV4_TUNNEL : IPV6_TUNNEL;
        };
    }

    /** The kernel module that brings a tunnel's device. */
    static String moduleOf(String ifName) {
        return ifName.equals(IPV6_TUNNEL) ? "ip6_tunnel" : "ipip";
    }
}
