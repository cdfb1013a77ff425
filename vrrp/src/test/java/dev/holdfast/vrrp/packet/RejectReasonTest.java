package dev.holdfast.vrrp.packet;

import static dev.holdfast.vrrp.packet.Ipv4Packets.GROUP;
import static dev.holdfast.vrrp.packet.Ipv4Packets.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every reason but those of seals and peers, with the packet that causes it and the words that say so. */
class RejectReasonTest {
    private static final Inet4Address PEER = address("192.0.2.2");
    private static final InstanceConfig CONFIG = InstanceConfig.builder("VI_1", "eth0", 51)
            .authentication(password("1111"))
            .addresses(List.of(
                    VirtualAddress.of(address("192.0.2.100"), 24), VirtualAddress.of(address("192.0.2.101"), 24)))
            .build();
    private static final Advert GOOD = new Advert(
            VrrpVersion.V2, 51, 100, 100, List.of(address("192.0.2.100"), address("192.0.2.101")), password("1111"));

    private final Set<RejectReason> seen = EnumSet.noneOf(RejectReason.class);

    @Test
    void everyReasonHasAPacket() {
        assertThat(check(packet(GOOD))).isInstanceOf(Decoded.Accepted.class);

        malformed(p -> p[0] = 0x65, RejectReason.IP_HEADER, "IP version 6 (expected 4)");
        malformed(p -> p[0] = 0x44, RejectReason.IP_HEADER, "IP header length 16 (expected 20..44, the total length)");
        malformed(p -> p[3] = 45, RejectReason.TRUNCATED, "IP packet of 44 bytes (expected 45)");
        malformed(p -> p[9] = 17, RejectReason.NOT_VRRP, "IP protocol 17 (expected 112, or 51 with AH)");
        malformed(p -> p[8] = (byte) 254, RejectReason.TTL, "invalid TTL/HL. Received 254 and expect 255");
        malformed(p -> p[20] = 0x41, RejectReason.VERSION, "wrong version. Received 4 and expect 2 or 3");
        malformed(p -> p[20] = 0x22, RejectReason.TYPE, "Invalid packet type. 2 and expect 1");
        malformed(p -> p[23] = 3, RejectReason.LENGTH, "vrrp packet too short, length 44 and expect 48");
        malformed(p -> p[23] = 1, RejectReason.LENGTH, "vrrp packet too long, length 44 and expect 40");
        malformed(p -> p[22] = 101, RejectReason.CHECKSUM, "Invalid VRRPv2 checksum");
        malformed(
                p -> {
                    p[24] = 2;
                    p[26]--;
                },
                RejectReason.AUTH_TYPE,
                "received a 2 auth, expecting 1!");
        malformed(
                p -> {
                    p[24] = 9;
                    p[26] = (byte) (p[26] - 8);
                },
                RejectReason.AUTH_TYPE,
                "Invalid auth type: 9");
        unfit(GOOD, 0, RejectReason.VRID, "VRID 0 (expected 1..255)");
        unfit(GOOD, 52, RejectReason.VRID, "VRID 52 and expect 51");
        unfit(
                new Advert(VrrpVersion.V3, 51, 100, 100, GOOD.addresses(), Authentication.NONE),
                RejectReason.VERSION,
                "wrong version. Received 3 and expect 2");
        unfit(
                new Advert(VrrpVersion.V3, 51, 100, 0, GOOD.addresses(), Authentication.NONE),
                RejectReason.ADVERT_INTERVAL,
                "advertisement interval 0 (expected 1..4095)");
        unfit(
                new Advert(VrrpVersion.V2, 51, 100, 200, GOOD.addresses(), password("1111")),
                RejectReason.ADVERT_INTERVAL,
                "advertisement interval mismatch mine=1 sec rcv'd=2 sec");
        unfit(
                new Advert(VrrpVersion.V2, 51, 100, 100, GOOD.addresses(), Authentication.NONE),
                RejectReason.AUTH_TYPE,
                "received a 0 auth, expecting 1!");
        unfit(
                new Advert(VrrpVersion.V2, 51, 100, 100, GOOD.addresses(), password("1112")),
                RejectReason.AUTH_DATA,
                "received an invalid passwd!");
        unfit(
                new Advert(VrrpVersion.V2, 51, 100, 100, List.of(address("192.0.2.100")), password("1111")),
                RejectReason.ADDRESS_COUNT,
                "received an unexpected ip number count 1, expected 2!");
        unfit(
                new Advert(
                        VrrpVersion.V2,
                        51,
                        100,
                        100,
                        List.of(address("192.0.2.100"), address("192.0.2.100")),
                        password("1111")),
                RejectReason.ADDRESS_LIST,
                "ip address associated with VRID 51 not present in MASTER advert: 192.0.2.101");

        malformed(p -> p[19] = 17, RejectReason.DESTINATION, "sent to 224.0.0.17 (expected 224.0.0.18)");

        assertThat(seen)
                .isEqualTo(EnumSet.complementOf(EnumSet.of(
                        RejectReason.UNICAST_SOURCE,
                        RejectReason.AH_HEADER,
                        RejectReason.AH_SPI,
                        RejectReason.AH_VALUE,
                        RejectReason.AH_REPLAY,
                        RejectReason.HMAC_MISSING,
                        RejectReason.HMAC_MALFORMED,
                        RejectReason.HMAC_STALE,
                        RejectReason.HMAC_UNKNOWN_KEY,
                        RejectReason.HMAC_WRONG,
                        RejectReason.HMAC_REPLAY)));
    }

    @Test
    void theOrderOfTheAddressesDoesNotMatter() {
        assertThat(check(packet(new Advert(
                        VrrpVersion.V2,
                        51,
                        100,
                        100,
                        List.of(address("192.0.2.101"), address("192.0.2.100")),
                        password("1111")))))
                .isInstanceOf(Decoded.Accepted.class);
    }

    @Test
    void skipCheckAdvAddrTrustsOnlyTheMasterThatPassed() {
        InstanceConfig trusting =
                CONFIG.toBuilder().skipCheckAdvertAddresses(true).build();
        ReceivedAdvert other = new ReceivedAdvert(
                new Advert(VrrpVersion.V2, 51, 100, 100, List.of(), password("1111")), PEER, GROUP, 255);

        assertThat(AdvertRules.check(trusting, other, PEER)).isInstanceOf(Decoded.Accepted.class);
        assertThat(AdvertRules.check(trusting, other, address("192.0.2.3"))).isInstanceOf(Decoded.Rejected.class);
        assertThat(AdvertRules.check(trusting, other)).isInstanceOf(Decoded.Rejected.class);
        assertThat(AdvertRules.check(CONFIG, other, PEER)).isInstanceOf(Decoded.Rejected.class);
    }

    private void malformed(Consumer<byte[]> change, RejectReason reason, String detail) {
        byte[] packet = packet(GOOD);
        change.accept(packet);
        expect(check(packet), reason, detail);
    }

    private void unfit(Advert advert, RejectReason reason, String detail) {
        expect(check(packet(advert)), reason, detail);
    }

    private void unfit(Advert like, int vrid, RejectReason reason, String detail) {
        unfit(
                new Advert(
                        like.version(),
                        vrid,
                        like.priority(),
                        like.advertIntervalCentis(),
                        like.addresses(),
                        like.authentication()),
                reason,
                detail);
    }

    private void expect(Decoded decoded, RejectReason reason, String detail) {
        assertThat(decoded).isInstanceOfSatisfying(Decoded.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(reason);
            assertThat(rejected.detail()).startsWith(detail);
        });
        seen.add(reason);
    }

    private static byte[] packet(Advert advert) {
        return Ipv4Packets.packet(VrrpCodec.encode(advert, PEER, GROUP), PEER, GROUP, 255);
    }

    private static Decoded check(byte[] packet) {
        return Ipv4Packets.decode(ByteBuffer.wrap(packet)).match(new Decoded.Visitor<>() {
            @Override
            public Decoded accepted(Decoded.Accepted accepted) {
                return AdvertRules.check(CONFIG, accepted.advert());
            }

            @Override
            public Decoded rejected(Decoded.Rejected rejected) {
                return rejected;
            }
        });
    }

    private static Authentication password(String text) {
        return new Authentication.SimplePassword(text.getBytes(StandardCharsets.US_ASCII));
    }
}
