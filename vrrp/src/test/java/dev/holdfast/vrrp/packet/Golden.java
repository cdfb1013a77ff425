package dev.holdfast.vrrp.packet;

import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.packet.WireConfig.ChecksumRule;
import dev.holdfast.vrrp.packet.WireConfig.Peer;
import dev.holdfast.vrrp.packet.WireConfig.Seal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The captures of keepalived, each with the configuration that a peer of it has. */
// Its fields are records and lists that nobody changes.
@SuppressWarnings("ImmutableEnumChecker")
enum Golden {
    V2_IPV4_NOAUTH(WireConfig.multicast(AddressFamily.IPV4)),
    V2_IPV4_PASS(WireConfig.multicast(AddressFamily.IPV4)),
    V2_IPV4_AH(WireConfig.multicast(Ipv4Packets.GROUP, Seal.header(key("1111")))),
    V2_IPV4_HMAC(WireConfig.multicast(Ipv4Packets.GROUP, Seal.hmac(hmac()))),
    V3_IPV4(WireConfig.multicast(AddressFamily.IPV4)),
    V3_IPV4_HMAC(WireConfig.multicast(Ipv4Packets.GROUP, Seal.hmac(hmac()))),
    V3_IPV4_UNICAST(unicast(Seal.NONE)),
    V3_IPV4_UNICAST_HMAC(unicast(Seal.hmac(hmac()))),
    V3_IPV6(WireConfig.multicast(AddressFamily.IPV6)),
    V3_IPV6_HMAC(WireConfig.multicast(WireConfig.group(AddressFamily.IPV6), Seal.hmac(hmac())));

    final WireConfig config;
    private final List<byte[]> packets;

    Golden(WireConfig config) {
        this.config = config;
        packets = Ipv4Packets.golden(name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The captured packets, IP header included; not to be changed. */
    List<byte[]> packets() {
        return packets;
    }

    boolean isIpv6() {
        return config.family() == AddressFamily.IPV6;
    }

    /** Where the IP header ends. */
    int ipHeader() {
        return isIpv6() ? 40 : 20;
    }

    /** Where the PDU begins. */
    int pdu() {
        return ipHeader() + (config.seal().header() == null ? 0 : AuthenticationHeader.LENGTH);
    }

    /** Where the HMAC's trailer begins, or the packet ends. */
    int trailer(byte[] packet) {
        return packet.length - (config.seal().hmac() == null ? 0 : HmacTrailer.LENGTH);
    }

    /** The sequence in the HMAC's trailer. */
    long sequence(byte[] packet) {
        return ByteBuffer.wrap(packet).getLong(trailer(packet) + 4);
    }

    /** The time of day at which the packet was sent, as near as its sequence has it. */
    long unixNanos(byte[] packet) {
        if (config.seal().hmac() == null) {
            return 0;
        }
        long sequence = sequence(packet);
        long fraction = sequence >>> 16 & 0xffff;
        return (sequence >>> 32) * 1_000_000_000L + (fraction * 1_000_000_000L + 65_535) / 65_536;
    }

    /** Makes the VRRP checksum right again. */
    void mendChecksum(byte[] packet) {
        int end = isIpv6() ? packet.length : trailer(packet);
        ByteBuffer covered = ByteBuffer.wrap(packet, pdu(), end - pdu()).slice();
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        int at = isIpv6() ? 8 : 12;
        int length = config.family().addressBytes();
        int checksum = !isIpv6() && name().startsWith("V2")
                ? Checksum.plain(covered)
                : Checksum.withPseudoHeader(
                        covered, IpPacket.address(bytes, at, length), IpPacket.address(bytes, at + length, length));
        bytes.putShort(pdu() + Checksum.VRRP_FIELD, (short) checksum);
    }

    /** What a peer makes of such a packet when it is sent. */
    AdvertWire.Opened open(WireState state, byte[] packet) {
        return open(config, state, packet, unixNanos(packet));
    }

    AdvertWire.Opened open(WireConfig with, WireState state, byte[] packet, long unixNanos) {
        return isIpv6()
                ? AdvertWire.open(with, state, Ipv4Packets.ipv6(packet), unixNanos)
                : IpPacket.ipv4(
                        ByteBuffer.wrap(packet),
                        read -> AdvertWire.open(with, state, read, unixNanos),
                        rejected -> new AdvertWire.Opened(rejected, state));
    }

    private static WireConfig unicast(Seal seal) {
        return new WireConfig(
                Ipv4Packets.GROUP,
                true,
                List.of(Peer.of(Ipv4Packets.address("10.77.0.1")), Peer.of(Ipv4Packets.address("10.77.0.2"))),
                true,
                255,
                ChecksumRule.DETECT,
                seal);
    }

    static HmacConfig hmac() {
        return new HmacConfig(
                Map.of(
                        1,
                        new SecretKey(HexFormat.of()
                                .parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"))),
                1,
                HmacConfig.AntiReplay.TIME,
                5,
                HmacConfig.Mode.ENFORCE);
    }

    static SecretKey key(String text) {
        return new SecretKey(text.getBytes(StandardCharsets.US_ASCII));
    }
}
