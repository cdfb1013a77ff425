package dev.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What real keepalived sends: all of it is believed, made again to the same bytes, and nothing changed is believed. */
class GoldenWireTest {
    @ParameterizedTest
    @EnumSource
    void everyPacketIsAnAdvert(Golden golden) {
        WireState state = WireState.INITIAL;
        List<byte[]> packets = golden.packets();
        for (int i = 0; i < packets.size(); i++) {
            AdvertWire.Opened opened = golden.open(state, packets.get(i));
            assertThat(opened.decoded()).isInstanceOf(Decoded.Accepted.class);
            ReceivedAdvert received = ((Decoded.Accepted) opened.decoded()).advert();
            assertThat(received.source())
                    .isEqualTo(golden.isIpv6() ? Ipv4Packets.ipv6("fe80::a") : Ipv4Packets.address("10.77.0.1"));
            assertThat(received.ttl()).isEqualTo(255);
            assertThat(received.advert())
                    .isEqualTo(new Advert(
                            golden.name().startsWith("V2") ? VrrpVersion.V2 : VrrpVersion.V3,
                            51,
                            isGoodbye(golden, i) ? 0 : 200,
                            golden.name().startsWith("V2") ? 100 : 10,
                            addresses(golden),
                            authentication(golden)));
            state = opened.state();
        }
    }

    /** A capture has thirty frames, in which a VRRPv3 master at ten adverts a second does not come to its last. */
    private static boolean isGoodbye(Golden golden, int index) {
        return golden.name().startsWith("V2") && index == golden.packets().size() - 1;
    }

    private static List<InetAddress> addresses(Golden golden) {
        if (golden.isIpv6()) {
            return List.of(Ipv4Packets.ipv6("fe80::100"), Ipv4Packets.ipv6("2001:db8::100"));
        }
        return golden == Golden.V2_IPV4_PASS
                ? List.of(Ipv4Packets.address("10.77.0.100"), Ipv4Packets.address("10.77.0.101"))
                : List.of(Ipv4Packets.address("10.77.0.100"));
    }

    private static Authentication authentication(Golden golden) {
        return golden == Golden.V2_IPV4_AH
                ? Authentication.HEADER
                : golden == Golden.V2_IPV4_PASS
                        ? new Authentication.SimplePassword(new byte[] {'1', '1', '1', '1'})
                        : Authentication.NONE;
    }

    @ParameterizedTest
    @EnumSource
    void everyPacketIsMadeAgainToTheSameBytes(Golden golden) {
        WireState receiver = WireState.INITIAL;
        WireState sender = WireState.INITIAL;
        for (byte[] packet : golden.packets()) {
            AdvertWire.Opened opened = golden.open(receiver, packet);
            receiver = opened.state();
            ReceivedAdvert received = ((Decoded.Accepted) opened.decoded()).advert();
            AdvertWire.Sealed sealed = AdvertWire.seal(
                    golden.config,
                    sender,
                    received.advert(),
                    received.source(),
                    received.destination(),
                    golden.unixNanos(packet));
            assertThat(sealed.bytes())
                    .isEqualTo(
                            golden.config.seal().header() == null
                                    ? Arrays.copyOfRange(packet, golden.ipHeader(), packet.length)
                                    : packet);
            sender = sealed.state();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noPacketIsBelievedTwiceWhereItIsNumbered(Golden golden) {
        byte[] packet = golden.packets().get(0);
        WireState once = golden.open(WireState.INITIAL, packet).state();
        AdvertWire.Opened twice = golden.open(once, packet);
        RejectReason expected = golden == Golden.V2_IPV4_AH
                ? RejectReason.AH_REPLAY
                : golden.config.seal().hmac() != null ? RejectReason.HMAC_REPLAY : null;
        assertThat(reason(twice.decoded())).isEqualTo(expected);
        assertThat(twice.state()).isSameAs(once);
    }

    @ParameterizedTest
    @EnumSource
    void everyFlippedBitIsNoticed(Golden golden) {
        byte[] packet = golden.packets().get(0);
        for (int bit = 0; bit < packet.length * 8; bit++) {
            byte[] flipped = packet.clone();
            flipped[bit / 8] ^= (byte) (0x80 >> bit % 8);
            AdvertWire.Opened opened = golden.open(golden.config, WireState.INITIAL, flipped, golden.unixNanos(packet));
            if (bit < 8 && hasHeaderThatFits(flipped) && !golden.isIpv6()) {
                // What stands further on is read as VRRP.
                assertThat(reason(opened.decoded())).isNotNull();
                continue;
            }
            boolean ofTheKernel = isForTheKernel(golden, bit / 8);
            assertThat(reason(opened.decoded()))
                    .as("%s, bit %d of byte %d", golden, bit % 8, bit / 8)
                    .isEqualTo(ofTheKernel ? null : expected(golden, packet, flipped, bit));
            if (!ofTheKernel) {
                assertThat(opened.state()).isSameAs(WireState.INITIAL);
            }
        }
    }

    /**
     * Bits that only the IPv4 header's checksum covers, which the kernel verifies before a raw socket sees the packet; of IPv6,
     * where nothing covers them, those that a socket does not see.
     */
    private static boolean isForTheKernel(Golden golden, int at) {
        if (golden.isIpv6()) {
            return at < 7;
        }
        boolean sourceCounts = golden != Golden.V2_IPV4_NOAUTH && golden != Golden.V2_IPV4_PASS;
        boolean identificationCounts = golden == Golden.V2_IPV4_AH;
        return at == 1
                || (!identificationCounts && (at == 4 || at == 5))
                || at == 6
                || at == 7
                || at == 10
                || at == 11
                || (!sourceCounts && at >= 12 && at < 16)
                || (golden.config.unicast() && at == 8);
    }

    private static RejectReason expected(Golden golden, byte[] packet, byte[] flipped, int bit) {
        int at = bit / 8;
        if (at < golden.ipHeader()) {
            return golden.isIpv6() ? inIpv6Header(at) : inIpv4Header(golden, flipped, at);
        }
        if (at < golden.pdu()) {
            int inside = at - golden.ipHeader();
            return inside < 4 ? RejectReason.AH_HEADER : inside < 8 ? RejectReason.AH_SPI : RejectReason.AH_VALUE;
        }
        if (at < golden.trailer(packet)) {
            return golden == Golden.V2_IPV4_AH ? RejectReason.AH_VALUE : inPdu(golden, flipped, bit, at - golden.pdu());
        }
        if (golden.isIpv6()) {
            return RejectReason.CHECKSUM;
        }
        int inside = at - golden.trailer(packet);
        return inside == 0 || inside == 2 || inside == 3
                ? RejectReason.HMAC_MALFORMED
                : inside == 1
                        ? RejectReason.HMAC_UNKNOWN_KEY
                        : inside < 7 || (inside == 7 && bit % 8 < 5)
                                ? RejectReason.HMAC_STALE
                                : RejectReason.HMAC_WRONG;
    }

    private static RejectReason inIpv6Header(int at) {
        // The group and the hop limit are looked at; the source counts in the checksum.
        return at == 7 ? RejectReason.TTL : at < 24 ? RejectReason.CHECKSUM : RejectReason.DESTINATION;
    }

    private static RejectReason inIpv4Header(Golden golden, byte[] flipped, int at) {
        boolean ah = golden == Golden.V2_IPV4_AH;
        int total = ByteBuffer.wrap(flipped).getShort(2) & 0xffff;
        return switch (at) {
            case 0 -> RejectReason.IP_HEADER;
            case 2, 3 ->
                total > flipped.length
                        ? RejectReason.TRUNCATED
                        : total < 20
                                ? RejectReason.IP_HEADER
                                : ah && total < 44
                                        ? RejectReason.TRUNCATED
                                        : ah
                                                ? RejectReason.AH_VALUE
                                                : total < golden.pdu() + 8
                                                        ? RejectReason.TRUNCATED
                                                        : RejectReason.LENGTH;
            case 4, 5 -> RejectReason.AH_VALUE;
            case 8 -> RejectReason.TTL;
            case 9 -> RejectReason.NOT_VRRP;
            case 12, 13, 14, 15 ->
                golden.config.unicast()
                        ? RejectReason.UNICAST_SOURCE
                        : ah
                                ? RejectReason.AH_SPI
                                : golden == Golden.V2_IPV4_HMAC ? RejectReason.HMAC_WRONG : RejectReason.CHECKSUM;
            default ->
                !golden.config.unicast()
                        ? RejectReason.DESTINATION
                        : IpPacket.address(ByteBuffer.wrap(flipped), 16, 4).isMulticastAddress()
                                ? RejectReason.DESTINATION
                                : RejectReason.CHECKSUM;
        };
    }

    private static boolean hasHeaderThatFits(byte[] packet) {
        int length = (packet[0] & 0x0f) * 4;
        return packet[0] >> 4 == 4 && length >= 20 && length <= packet.length;
    }

    private static RejectReason inPdu(Golden golden, byte[] flipped, int bit, int inside) {
        int version = (flipped[golden.pdu()] & 0xff) >> 4;
        return switch (inside) {
            case 0 ->
                bit % 8 >= 4
                        ? RejectReason.TYPE
                        : version != 2 && version != 3
                                ? RejectReason.VERSION
                                : golden.isIpv6() ? RejectReason.CHECKSUM : RejectReason.LENGTH;
            case 3 -> RejectReason.LENGTH;
            default -> RejectReason.CHECKSUM;
        };
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsNoticed(Golden golden) {
        byte[] packet = golden.packets().get(0);
        int start = golden.ipHeader();
        for (int length = golden.isIpv6() ? start : 0; length < packet.length; length++) {
            byte[] shorter = Arrays.copyOf(packet, length);
            assertThat(reason(golden.open(golden.config, WireState.INITIAL, shorter, golden.unixNanos(packet))
                            .decoded()))
                    .isNotNull();
            if (length >= start && !golden.isIpv6()) {
                ByteBuffer.wrap(shorter).putShort(2, (short) length);
                // With a header that says so, what is cut off to exactly the HMAC's length is an advert without one.
                assertThat(reason(golden.open(golden.config, WireState.INITIAL, shorter, golden.unixNanos(packet))
                                .decoded()))
                        .isIn(
                                RejectReason.TRUNCATED,
                                RejectReason.LENGTH,
                                RejectReason.AH_VALUE,
                                length == golden.trailer(packet) ? RejectReason.HMAC_MISSING : RejectReason.LENGTH);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V2_IPV4_HMAC", "V3_IPV4_HMAC", "V3_IPV4_UNICAST_HMAC", "V3_IPV6_HMAC"})
    void anotherKeyBelievesNone(Golden golden) {
        HmacConfig hmac = Golden.hmac();
        HmacConfig other = new HmacConfig(
                Map.of(1, Golden.key("another key of thirty-two bytes!")),
                1,
                hmac.antiReplay(),
                hmac.windowSeconds(),
                hmac.mode());
        WireConfig config = new WireConfig(
                golden.config.group(),
                golden.config.unicast(),
                golden.config.peers(),
                golden.config.checkSource(),
                255,
                golden.config.checksum(),
                WireConfig.Seal.hmac(other));
        byte[] packet = golden.packets().get(0);
        assertThat(reason(golden.open(config, WireState.INITIAL, packet, golden.unixNanos(packet))
                        .decoded()))
                .isEqualTo(RejectReason.HMAC_WRONG);
    }

    static RejectReason reason(Decoded decoded) {
        return decoded instanceof Decoded.Rejected rejected ? rejected.reason() : null;
    }
}
