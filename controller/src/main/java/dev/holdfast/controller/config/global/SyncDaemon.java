package dev.holdfast.controller.config.global;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * {@code lvs_sync_daemon}: IPVS tells another director of its connections. A null or 0 leaves the choice to the kernel.
 *
 * @param interfaceName the interface it speaks on
 * @param instance the VRRP instance that says whether it sends or receives; null for both at once
 * @param syncId {@code id}, 0..255; null for the instance's virtual_router_id, or 0 without one
 * @param longestPacketBytes {@code maxlen}, 1..65507, or 0
 * @param port {@code port}, 1..65535, or 0
 * @param ttl {@code ttl}, 1..255, or 0
 * @param group {@code group}: the multicast address, or null
 */
public record SyncDaemon(
        String interfaceName,
        @Nullable String instance,
        @Nullable Integer syncId,
        int longestPacketBytes,
        int port,
        int ttl,
        @Nullable InetAddress group) {
    /** The longest {@code maxlen}, in bytes. */
    public static final int MOST_PACKET_BYTES = 65_507;

    /** Checks the ranges. */
    public SyncDaemon {
        if (syncId != null) {
            Checked.range("lvs_sync_daemon id", syncId, 0, 255);
        }
        Checked.range("lvs_sync_daemon maxlen (bytes)", longestPacketBytes, 0, MOST_PACKET_BYTES);
        Checked.range("lvs_sync_daemon port", port, 0, 65_535);
        Checked.range("lvs_sync_daemon ttl", ttl, 0, 255);
    }
}
