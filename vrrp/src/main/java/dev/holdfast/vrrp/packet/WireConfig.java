package dev.holdfast.vrrp.packet;

import dev.holdfast.vrrp.AddressFamily;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the adverts of an instance travel and what is asked of those that arrive, beyond what the protocol asks.
 *
 * @param group the multicast group, of the family that adverts go by
 * @param unicast whether adverts go to {@code peers} instead of the group
 * @param peers the peers; none where there is a group
 * @param checkSource whether unicast adverts count only from peers
 * @param ttl the time to live or hop limit of what is sent, 0..255; multicast has 255
 * @param checksum how the checksum of VRRPv3 over IPv4 is worked out
 * @param seal what proves adverts genuine
 */
public record WireConfig(
        InetAddress group,
        boolean unicast,
        List<Peer> peers,
        boolean checkSource,
        int ttl,
        ChecksumRule checksum,
        Seal seal) {
    /** The group of RFC 9568 section 5.1.1.2, and VRRP's in RFC 3768 section 5.2.2. */
    private static final byte[] GROUP4 = {(byte) 224, 0, 0, 18};

    /** The group of RFC 9568 section 5.1.2.2. */
    private static final byte[] GROUP6 = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12};

    /** How the checksum of VRRPv3 over IPv4 is worked out. */
    public enum ChecksumRule {
        /** As RFC 9568 section 5.2.8 has it; of unicast, both that and {@link #OLD} are believed, and sent as the last one was. */
        DETECT,
        /** As RFC 9568 section 5.2.8 has it. */
        STANDARD,
        /** As keepalived before 1.3.7 did for unicast: the pseudo-header has the group for a destination. */
        OLD,
        /** Without a pseudo-header, as VRRPv2 ({@code v3_checksum_as_v2} of keepalived 2.4). */
        AS_V2
    }

    /**
     * A unicast peer.
     *
     * @param address its address
     * @param leastTtl the least time to live its adverts may arrive with, 0..255
     * @param mostTtl the most, 0..255
     */
    public record Peer(InetAddress address, int leastTtl, int mostTtl) {
        /** Checks the ranges. */
        public Peer {
            range("least TTL of " + address.getHostAddress(), leastTtl);
            range("most TTL of " + address.getHostAddress(), mostTtl);
        }

        /** A peer whose adverts may have any time to live. */
        public static Peer of(InetAddress address) {
            return new Peer(address, 0, 255);
        }
    }

    /** What proves adverts genuine; at most one of them is there. */
    public record Seal(@Nullable SecretKey header, @Nullable HmacConfig hmac) {
        /** Nothing does. */
        public static final Seal NONE = new Seal(null, null);

        /** An authentication header with this key (VRRPv2 over IPv4). */
        public static Seal header(SecretKey key) {
            return new Seal(key, null);
        }

        /** An HMAC behind the PDU. */
        public static Seal hmac(HmacConfig config) {
            return new Seal(null, config);
        }
    }

    /** Checks the values and copies the list. */
    public WireConfig {
        peers = List.copyOf(peers);
        range("TTL", ttl);
        for (Peer peer : peers) {
            if (!family(group).has(peer.address())) {
                throw new IllegalArgumentException("peer " + peer.address().getHostAddress() + " (expected "
                        + family(group).text() + ")");
            }
        }
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException("group " + group.getHostAddress() + " (expected a multicast address)");
        }
        if (seal.header() != null && family(group) != AddressFamily.IPV4) {
            throw new IllegalArgumentException("authentication header over IPv6 (expected over IPv4 only)");
        }
    }

    /** Multicast to the group everybody uses, without any seal. */
    public static WireConfig multicast(AddressFamily family) {
        return multicast(group(family), Seal.NONE);
    }

    /** Multicast. */
    public static WireConfig multicast(InetAddress group, Seal seal) {
        return new WireConfig(group, false, List.of(), false, IpPacket.TTL, ChecksumRule.STANDARD, seal);
    }

    /** The group everybody uses: 224.0.0.18 or ff02::12. */
    public static InetAddress group(AddressFamily family) {
        byte[] bytes = family == AddressFamily.IPV4 ? GROUP4 : GROUP6;
        return IpPacket.address(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    /** Which IP adverts go by. */
    public AddressFamily family() {
        return family(group);
    }

    /** Where adverts are sent: the group, or every peer. */
    public List<InetAddress> destinations() {
        return unicast ? peers.stream().map(Peer::address).toList() : List.of(group);
    }

    /** The peer of that address, or null. */
    @Nullable Peer peer(InetAddress address) {
        for (Peer peer : peers) {
            if (peer.address().equals(address)) {
                return peer;
            }
        }
        return null;
    }

    private static AddressFamily family(InetAddress group) {
        return AddressFamily.of(group);
    }

    private static void range(String what, int value) {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException(what + " " + value + " (expected 0..255)");
        }
    }
}
