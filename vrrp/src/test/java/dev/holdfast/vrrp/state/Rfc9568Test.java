package dev.holdfast.vrrp.state;

import static dev.holdfast.vrrp.packet.Ipv4Packets.GROUP;
import static dev.holdfast.vrrp.packet.Ipv4Packets.address;
import static dev.holdfast.vrrp.state.Router.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.Decoded;
import dev.holdfast.vrrp.packet.Ipv4Packets;
import dev.holdfast.vrrp.packet.VrrpCodec;
import dev.holdfast.vrrp.state.Effect.RemoveAddresses;
import dev.holdfast.vrrp.state.Effect.SendAdvert;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** RFC 9568, VRRP version 3. The checks of section 7.1 on the packet itself are in RejectReasonTest. */
class Rfc9568Test {
    private static final long CENTI = SECOND / 100;

    @Test
    void section5_2_6_theReservedBitsAreIgnored() {
        byte[] packet = Ipv4Packets.golden("v3-ipv4").get(0);
        packet[24] = 0x50;
        int checksum = (((packet[26] & 0xff) << 8) | (packet[27] & 0xff)) - 0x5000;
        checksum = (checksum & 0xffff) - (checksum < 0 ? 1 : 0);
        packet[26] = (byte) (checksum >> 8);
        packet[27] = (byte) checksum;

        assertThat(Ipv4Packets.decode(ByteBuffer.wrap(packet)))
                .isInstanceOfSatisfying(
                        Decoded.Accepted.class,
                        accepted -> assertThat(accepted.advert().advert().advertIntervalCentis())
                                .isEqualTo(10));
    }

    @Test
    void section5_2_7_theIntervalHasTwelveBits() {
        Advert longest = new Advert(VrrpVersion.V3, 51, 100, 4095, List.of(), Authentication.NONE);
        byte[] pdu = VrrpCodec.encode(longest, address("192.0.2.1"), GROUP);

        assertThat(pdu).startsWith(0x31, 51, 100, 0, 0x0f, 0xff);
        assertThatThrownBy(() -> v3(100, builder -> builder.advertIntervalCentis(4096)))
                .hasMessageContaining("4096 (expected 1..4095)");
    }

    @Test
    void section5_2_8_theChecksumCoversTheAddressesOfTheIpHeader() {
        Advert advert = new Advert(VrrpVersion.V3, 51, 100, 10, List.of(), Authentication.NONE);
        byte[] pdu = VrrpCodec.encode(advert, address("192.0.2.1"), GROUP);

        assertThat(Ipv4Packets.decode(ByteBuffer.wrap(Ipv4Packets.packet(pdu, address("192.0.2.1"), GROUP, 255))))
                .isInstanceOf(Decoded.Accepted.class);
        assertThat(Ipv4Packets.decode(ByteBuffer.wrap(Ipv4Packets.packet(pdu, address("192.0.2.2"), GROUP, 255))))
                .isInstanceOf(Decoded.Rejected.class);
    }

    @Test
    void section6_1_skewTimeIsAFractionOfTheMastersInterval() {
        assertThat(ProtocolTimes.skewNanos(VrrpVersion.V3, 100, 100)).isEqualTo(609_375_000L);
        assertThat(ProtocolTimes.skewNanos(VrrpVersion.V3, 100, 1)).isEqualTo(6_093_750L);
        assertThat(ProtocolTimes.skewNanos(VrrpVersion.V3, 254, 1)).isEqualTo(78_125L);
        assertThat(ProtocolTimes.skewNanos(VrrpVersion.V3, 1, 4095)).isEqualTo(40_790_039_062L);
    }

    @Test
    void section6_1_masterDownIntervalIsThreeIntervalsAndTheSkew() {
        assertThat(v3(200, builder -> builder.advertIntervalCentis(1)).start().untilDeadline())
                .isEqualTo(3 * CENTI + 2_187_500L);
    }

    @Test
    void section6_4_1_ownerBecomesMasterAtOnce() {
        Router owner = v3(255).start();

        assertThat(owner.state.role()).isEqualTo(Role.MASTER);
        assertThat(owner.sentPriorities()).containsExactly(255);
    }

    @Test
    void section6_4_1_backupStartsWithItsOwnInterval() {
        Router router = v3(100, builder -> builder.advertIntervalCentis(50)).start();

        assertThat(router.state.masterIntervalCentis()).isEqualTo(50);
        assertThat(router.untilDeadline()).isEqualTo(150 * CENTI + 304_687_500L);
    }

    @Test
    void section6_4_2_backupLearnsTheMastersInterval() {
        Router router = v3(100).start().hear("192.0.2.9", 200, 200);

        assertThat(router.state.masterIntervalCentis()).isEqualTo(200);
        assertThat(router.untilDeadline()).isEqualTo(600 * CENTI + 1_218_750_000L);
        assertThat(router.notices()).containsExactly(new Notice.IntervalLearned(address("192.0.2.9"), 100, 200));
    }

    @Test
    void section6_4_2_aDiscardedAdvertTeachesNothing() {
        Router router = v3(100).start().hear("192.0.2.9", 50, 200);

        assertThat(router.state.masterIntervalCentis()).isEqualTo(100);
    }

    @Test
    void section6_4_2_priorityZeroSetsTheTimerToTheLearnedSkew() {
        Router router = v3(100).start().hear("192.0.2.9", 200, 200).hear("192.0.2.9", 0, 200);

        assertThat(router.untilDeadline()).isEqualTo(1_218_750_000L);
    }

    @Test
    void section6_4_2_asMasterItAdvertisesItsOwnInterval() {
        Router router = v3(100).start().hear("192.0.2.9", 200, 200).expire();

        assertThat(router.state.role()).isEqualTo(Role.MASTER);
        assertThat(router.untilDeadline()).isEqualTo(SECOND);
        assertThat(router.effects)
                .filteredOn(SendAdvert.class::isInstance)
                .allSatisfy(effect -> assertThat(((SendAdvert) effect).advert().advertIntervalCentis())
                        .isEqualTo(100));
    }

    @Test
    void section6_4_3_masterYieldsAndLearnsTheInterval() {
        Router router = v3(100).startAsMaster().hear("192.0.2.9", 100, 50);

        assertThat(router.state.role()).isEqualTo(Role.BACKUP);
        assertThat(router.actions()).containsExactly(RemoveAddresses.class);
        assertThat(router.untilDeadline()).isEqualTo(150 * CENTI + 304_687_500L);
    }

    @Test
    void section6_4_3_masterDoesNotLearnFromALesserOne() {
        Router router = v3(100).startAsMaster().hear("192.0.2.9", 99, 50);

        assertThat(router.state.role()).isEqualTo(Role.MASTER);
        assertThat(router.state.masterIntervalCentis()).isEqualTo(100);
        assertThat(router.sentPriorities()).containsExactly(100);
    }

    @Test
    void section6_4_3_ipv6AddressesCompareAsUnsignedNumbers() {
        assertThat(ipv6Master("fe80::7f").hear("fe80::80", 100).state.role()).isEqualTo(Role.BACKUP);
        assertThat(ipv6Master("fe80::80").hear("fe80::7f", 100).state.role()).isEqualTo(Role.MASTER);
        assertThat(ipv6Master("7f00::1").hear("fe80::1", 100).state.role()).isEqualTo(Role.BACKUP);
    }

    private static Router ipv6Master(String address) {
        VirtualAddress vip = VirtualAddress.of(Ipv4Packets.ipv6("2001:db8::100"), 64);
        Router router = v3(100, builder -> builder.family(AddressFamily.IPV6).addresses(List.of(vip)));
        router.on(new Event.Started(true, Ipv4Packets.ipv6(address), false));
        assertThat(router.expire().sentPriorities()).containsExactly(100);
        return router;
    }

    @Test
    void section9_thereIsNoAuthentication() {
        assertThatThrownBy(() ->
                        v3(100, builder -> builder.authentication(new Authentication.SimplePassword(new byte[] {1}))))
                .hasMessageContaining("expected none in VRRPv3");
    }

    private static Router v3(int priority) {
        return Router.with(VrrpVersion.V3, priority);
    }

    private static Router v3(int priority, UnaryOperator<InstanceConfig.Builder> more) {
        return Router.with(VrrpVersion.V3, priority, more);
    }
}
