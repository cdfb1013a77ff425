package dev.holdfast.controller.config.lvs;

import dev.holdfast.controller.config.global.Checked;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a checker connects to, and from where.
 *
 * @param address {@code connect_ip}, the real server's address unless given
 * @param port {@code connect_port}, the real server's port unless given; 0 only where a checker needs none
 * @param bindAddress {@code bindto}, of the same family, or null
 * @param bindInterface {@code bind_if}, or null
 * @param bindPort {@code bind_port}, or 0 for any
 * @param firewallMark {@code fwmark} of its packets, 0..4294967295, 0 for none
 * @param virtualAddress {@code probe_vip}, which keepalived does not have: the address asked for by way of this server; null for its own
 */
public record CheckerConnection(
        InetAddress address,
        int port,
        @Nullable InetAddress bindAddress,
        @Nullable String bindInterface,
        int bindPort,
        long firewallMark,
        @Nullable InetAddress virtualAddress) {
    /** Checks the ranges. */
    public CheckerConnection {
        Checked.range("connect_port", port, 0, 65_535);
        Checked.range("bind_port", bindPort, 0, 65_535);
        Checked.range("fwmark", firewallMark, 0, 0xffff_ffffL);
    }
}
