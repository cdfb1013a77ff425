package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an instance's adverts travel.
 *
 * @param source {@code mcast_src_ip} or {@code unicast_src_ip}, or null for the interface's first address
 * @param trackSource {@code track_src_ip}: a fault while the interface has no such address
 * @param multicastGroup {@code mcast_dst_ip}, or null for the one of global_defs
 * @param peers {@code unicast_peer}; none for multicast
 * @param unicastTtl {@code unicast_ttl}, 0..255, or null for 255
 * @param checkSource {@code check_unicast_src}: adverts count only from peers
 * @param faultWithoutPeers {@code unicast_fault_no_peer}: a fault instead of multicast where there are no peers
 * @param oldChecksum {@code old_unicast_checksum}
 * @param v3ChecksumAsV2 {@code v3_checksum_as_v2} (keepalived 2.4)
 */
public record Transport(
        @Nullable InetAddress source,
        boolean trackSource,
        @Nullable InetAddress multicastGroup,
        List<Peer> peers,
        @Nullable Integer unicastTtl,
        boolean checkSource,
        boolean faultWithoutPeers,
        OldChecksum oldChecksum,
        boolean v3ChecksumAsV2) {
    /** Whether a unicast VRRPv3 advert's checksum is worked out as before keepalived 1.3.7. */
    public enum OldChecksum {
        /** As soon as a peer does so. */
        DETECT,
        /** Always. */
        ALWAYS,
        /** Never. */
        NEVER
    }

    /**
     * A line of unicast_peer.
     *
     * @param address the peer
     * @param leastTtl {@code min_ttl}, 0..255, or null for no limit
     * @param mostTtl {@code max_ttl}, 0..255, or null for no limit
     */
    public record Peer(
            InetAddress address,
            @Nullable Integer leastTtl,
            @Nullable Integer mostTtl) {
        /** Checks the ranges. */
        public Peer {
            if (leastTtl != null) {
                Checked.range("min_ttl of " + address.getHostAddress(), leastTtl, 0, 255);
            }
            if (mostTtl != null) {
                Checked.range("max_ttl of " + address.getHostAddress(), mostTtl, 0, 255);
            }
        }
    }

    /** Checks the range and copies the list. */
    public Transport {
        peers = List.copyOf(peers);
        if (unicastTtl != null) {
            Checked.range("unicast_ttl", unicastTtl, 0, 255);
        }
    }

    /** Whether adverts go to peers instead of a group. */
    public boolean isUnicast() {
        return !peers.isEmpty() || faultWithoutPeers;
    }
}
