package dev.holdfast.vrrp.packet;

import static dev.holdfast.vrrp.packet.GoldenWireTest.reason;
import static dev.holdfast.vrrp.packet.Ipv4Packets.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.HmacConfig.AntiReplay;
import dev.holdfast.vrrp.packet.HmacConfig.Mode;
import dev.holdfast.vrrp.packet.WireConfig.ChecksumRule;
import dev.holdfast.vrrp.packet.WireConfig.Peer;
import dev.holdfast.vrrp.packet.WireConfig.Seal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys, modes, numbers and limits: what of the wire is believed, beyond what the captures show. */
class AdvertWireTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 1_795_187_331L * SECOND;
    private static final InetAddress OURS = address("192.0.2.1");
    private static final InetAddress PEER = address("192.0.2.2");
    private static final SecretKey OLD = Golden.key("the key of last year, long enough");
    private static final SecretKey NEW = Golden.key("the key of this year, long enough");
    private static final Advert ADVERT = advert(VrrpVersion.V3, Authentication.NONE);

    private static Advert advert(VrrpVersion version, Authentication authentication) {
        return new Advert(version, 51, 100, 100, List.of(address("192.0.2.100")), authentication);
    }

    @Test
    void aKeyChangesOneRouterAtATimeWithoutLosingAnAdvert() {
        HmacConfig before = hmac(Map.of(1, OLD), 1, Mode.ENFORCE);
        HmacConfig knowsBoth = hmac(Map.of(1, OLD, 2, NEW), 1, Mode.ENFORCE);
        HmacConfig signsWithNew = hmac(Map.of(1, OLD, 2, NEW), 2, Mode.ENFORCE);
        HmacConfig after = hmac(Map.of(2, NEW), 2, Mode.ENFORCE);

        assertThat(sent(before, knowsBoth)).isNull();
        assertThat(sent(knowsBoth, before)).isNull();
        assertThat(sent(signsWithNew, knowsBoth)).isNull();
        assertThat(sent(knowsBoth, signsWithNew)).isNull();
        assertThat(sent(after, signsWithNew)).isNull();
        assertThat(sent(signsWithNew, after)).isNull();

        assertThat(sent(signsWithNew, before)).isEqualTo(RejectReason.HMAC_UNKNOWN_KEY);
        assertThat(sent(hmac(Map.of(1, NEW), 1, Mode.ENFORCE), before)).isEqualTo(RejectReason.HMAC_WRONG);
    }

    @Test
    void modesSayWhoSealsAndWhoMust() {
        HmacConfig enforce = hmac(Map.of(1, OLD), 1, Mode.ENFORCE);
        HmacConfig permissive = hmac(Map.of(1, OLD), 1, Mode.PERMISSIVE);
        HmacConfig receiveOnly = hmac(Map.of(1, OLD), 1, Mode.RECEIVE_ONLY);

        assertThat(sent(null, enforce)).isEqualTo(RejectReason.HMAC_MISSING);
        assertThat(sent(receiveOnly, enforce)).isEqualTo(RejectReason.HMAC_MISSING);
        assertThat(sent(permissive, enforce)).isNull();
        for (HmacConfig lenient : List.of(permissive, receiveOnly)) {
            assertThat(sent(null, lenient)).isNull();
            assertThat(sent(enforce, lenient)).isNull();
            // What is there must be right, whatever the mode.
            assertThat(sent(hmac(Map.of(1, NEW), 1, Mode.ENFORCE), lenient)).isEqualTo(RejectReason.HMAC_WRONG);
        }
        // Who knows nothing of it finds bytes too many.
        assertThat(sent(enforce, null)).isEqualTo(RejectReason.LENGTH);
        assertThat(sent(receiveOnly, null)).isNull();
    }

    private static RejectReason sent(HmacConfig from, HmacConfig to) {
        WireConfig receiver = multicast(to);
        byte[] bytes = AdvertWire.seal(multicast(from), WireState.INITIAL, ADVERT, PEER, Ipv4Packets.GROUP, NOW)
                .bytes();
        return reason(open(receiver, WireState.INITIAL, bytes, PEER, Ipv4Packets.GROUP, 255, NOW)
                .decoded());
    }

    @Test
    void thePacketIsAsLongAsIsSaid() {
        for (HmacConfig hmac : new HmacConfig[] {null, hmac(Map.of(1, OLD), 1, Mode.ENFORCE)}) {
            WireConfig config = multicast(hmac);
            byte[] bytes = AdvertWire.seal(config, WireState.INITIAL, ADVERT, PEER, Ipv4Packets.GROUP, NOW)
                    .bytes();
            assertThat(AdvertWire.packetLength(config, ADVERT)).isEqualTo(20 + bytes.length);
        }
    }

    @Test
    void timeMayBeOffByTheWindowAndNoMore() {
        WireConfig config = multicast(hmac(Map.of(1, OLD), 1, Mode.ENFORCE));
        byte[] bytes = AdvertWire.seal(config, WireState.INITIAL, ADVERT, PEER, Ipv4Packets.GROUP, NOW)
                .bytes();
        for (int seconds : new int[] {-5, 0, 5}) {
            assertThat(reason(at(config, bytes, NOW + seconds * SECOND))).isNull();
        }
        for (int seconds : new int[] {-400_000, -6, 6, 400_000}) {
            assertThat(reason(at(config, bytes, NOW + seconds * SECOND))).isEqualTo(RejectReason.HMAC_STALE);
        }
        WireConfig monotonic = multicast(new HmacConfig(Map.of(1, OLD), 1, AntiReplay.MONOTONIC, 5, Mode.ENFORCE));
        assertThat(reason(at(monotonic, bytes, NOW + 400_000 * SECOND))).isNull();
    }

    private static Decoded at(WireConfig config, byte[] bytes, long unixNanos) {
        return open(config, WireState.INITIAL, bytes, PEER, Ipv4Packets.GROUP, 255, unixNanos)
                .decoded();
    }

    @Test
    void sequencesGrowWhateverTheClockDoes() {
        WireConfig config = multicast(hmac(Map.of(1, OLD), 1, Mode.ENFORCE));
        WireState sender = WireState.INITIAL;
        WireState receiver = WireState.INITIAL;
        // Twice at one time, then a little back, then on.
        for (long at : new long[] {NOW, NOW, NOW - SECOND, NOW - SECOND, NOW + SECOND}) {
            AdvertWire.Sealed sealed = AdvertWire.seal(config, sender, ADVERT, PEER, Ipv4Packets.GROUP, at);
            assertThat(sealed.state().hmacSequence() - sender.hmacSequence()).isPositive();
            sender = sealed.state();
            AdvertWire.Opened opened = open(config, receiver, sealed.bytes(), PEER, Ipv4Packets.GROUP, 255, NOW);
            assertThat(reason(opened.decoded())).isNull();
            receiver = opened.state();
        }
        // A clock that ran far ahead and was set right: the time is what receivers look at first.
        AdvertWire.Sealed right = AdvertWire.seal(config, sender, ADVERT, PEER, Ipv4Packets.GROUP, NOW - 3600 * SECOND);
        assertThat(right.state().hmacSequence() >>> 32).isEqualTo((NOW - 3600 * SECOND) / SECOND);
        // And they have forgotten by then what they heard.
        assertThat(reason(open(config, receiver, right.bytes(), PEER, Ipv4Packets.GROUP, 255, NOW - 3600 * SECOND)
                        .decoded()))
                .isNull();
    }

    @Test
    void eachSenderHasASequenceOfItsOwn() {
        WireConfig config = multicast(hmac(Map.of(1, OLD), 1, Mode.ENFORCE));
        byte[] early = AdvertWire.seal(config, WireState.INITIAL, ADVERT, PEER, Ipv4Packets.GROUP, NOW - SECOND)
                .bytes();
        byte[] late = AdvertWire.seal(config, WireState.INITIAL, ADVERT, OURS, Ipv4Packets.GROUP, NOW)
                .bytes();

        WireState heard = open(config, WireState.INITIAL, late, OURS, Ipv4Packets.GROUP, 255, NOW)
                .state();
        AdvertWire.Opened other = open(config, heard, early, PEER, Ipv4Packets.GROUP, 255, NOW);

        assertThat(reason(other.decoded())).isNull();
        assertThat(reason(open(config, other.state(), late, OURS, Ipv4Packets.GROUP, 255, NOW)
                        .decoded()))
                .isEqualTo(RejectReason.HMAC_REPLAY);
        assertThat(reason(open(config, other.state(), early, PEER, Ipv4Packets.GROUP, 255, NOW)
                        .decoded()))
                .isEqualTo(RejectReason.HMAC_REPLAY);
        // An advert cannot be passed off as another's.
        assertThat(reason(open(config, WireState.INITIAL, late, PEER, Ipv4Packets.GROUP, 255, NOW)
                        .decoded()))
                .isEqualTo(RejectReason.CHECKSUM);
    }

    @Test
    void aSegmentFullOfSendersForgetsTheOneNotHeardForLongest() {
        WireState state = WireState.INITIAL;
        for (int i = 0; i < 100; i++) {
            state = state.withSender(address("192.0.2." + i), i, 0);
        }
        assertThat(state.senders()).hasSize(16);
        assertThat(state.senders().get(0).address()).isEqualTo(address("192.0.2.99"));
    }

    @Test
    void peersHaveLimitsOfTheirOwnAndOthersAreNoPeers() {
        WireConfig config = unicast(true, ChecksumRule.DETECT, new Peer(PEER, 250, 254));
        byte[] bytes = VrrpCodec.encode(ADVERT, PEER, OURS);

        assertThat(reason(open(config, WireState.INITIAL, bytes, PEER, OURS, 252, 0)
                        .decoded()))
                .isNull();
        for (int ttl : new int[] {0, 64, 249, 255}) {
            assertThat(open(config, WireState.INITIAL, bytes, PEER, OURS, ttl, 0)
                            .decoded())
                    .isEqualTo(new Decoded.Rejected(RejectReason.TTL, "TTL/HL " + ttl + " not in range 250 - 254"));
        }
        byte[] stranger = VrrpCodec.encode(ADVERT, address("192.0.2.9"), OURS);
        assertThat(open(config, WireState.INITIAL, stranger, address("192.0.2.9"), OURS, 252, 0)
                        .decoded())
                .isEqualTo(new Decoded.Rejected(
                        RejectReason.UNICAST_SOURCE, "unicast source address 192.0.2.9 not a unicast peer"));
        WireConfig open = unicast(false, ChecksumRule.DETECT, Peer.of(PEER));
        assertThat(reason(open(open, WireState.INITIAL, stranger, address("192.0.2.9"), OURS, 3, 0)
                        .decoded()))
                .isNull();
        byte[] toAll = VrrpCodec.encode(ADVERT, PEER, Ipv4Packets.GROUP);
        assertThat(reason(open(open, WireState.INITIAL, toAll, PEER, Ipv4Packets.GROUP, 255, 0)
                        .decoded()))
                .isEqualTo(RejectReason.DESTINATION);
    }

    /** keepalived 2.2.7 with {@code old_unicast_checksum}, 10.77.0.1 to 10.77.0.2, seen by tcpdump. */
    private static final byte[] OLD_CHECKSUM = HexFormat.of().parseHex("313364010064" + "74d9" + "0a4d0064");

    @Test
    void theChecksumOfOldKeepalivedIsDetectedOrAskedFor() {
        InetAddress from = address("10.77.0.1");
        InetAddress to = address("10.77.0.2");
        WireConfig detect = unicast(true, ChecksumRule.DETECT, Peer.of(from));
        WireConfig old = unicast(true, ChecksumRule.OLD, Peer.of(from));
        Advert advert = new Advert(VrrpVersion.V3, 51, 100, 100, List.of(address("10.77.0.100")), Authentication.NONE);
        byte[] standard = VrrpCodec.encode(advert, from, to);

        assertThat(AdvertWire.seal(old, WireState.INITIAL, advert, from, to, 0).bytes())
                .isEqualTo(OLD_CHECKSUM);
        assertThat(reason(
                        open(old, WireState.INITIAL, standard, from, to, 255, 0).decoded()))
                .isEqualTo(RejectReason.CHECKSUM);
        assertThat(reason(open(
                                unicast(true, ChecksumRule.STANDARD, Peer.of(from)),
                                WireState.INITIAL,
                                OLD_CHECKSUM,
                                from,
                                to,
                                255,
                                0)
                        .decoded()))
                .isEqualTo(RejectReason.CHECKSUM);

        assertThat(AdvertWire.seal(detect, WireState.INITIAL, advert, from, to, 0)
                        .bytes())
                .isEqualTo(standard);
        AdvertWire.Opened heard = open(detect, WireState.INITIAL, OLD_CHECKSUM, from, to, 255, 0);
        assertThat(reason(heard.decoded())).isNull();
        assertThat(AdvertWire.seal(detect, heard.state(), advert, from, to, 0).bytes())
                .isEqualTo(OLD_CHECKSUM);
        // The peer was updated: so is what it gets.
        AdvertWire.Opened updated = open(detect, heard.state(), standard, from, to, 255, 0);
        assertThat(AdvertWire.seal(detect, updated.state(), advert, from, to, 0).bytes())
                .isEqualTo(standard);
    }

    @Test
    void theChecksumMayBeThatOfVersion2() {
        WireConfig config =
                new WireConfig(Ipv4Packets.GROUP, false, List.of(), false, 255, ChecksumRule.AS_V2, Seal.NONE);
        byte[] bytes = AdvertWire.seal(config, WireState.INITIAL, ADVERT, PEER, Ipv4Packets.GROUP, 0)
                .bytes();

        assertThat(bytes).isNotEqualTo(VrrpCodec.encode(ADVERT, PEER, Ipv4Packets.GROUP));
        assertThat(reason(at(config, bytes, 0))).isNull();
        assertThat(reason(at(WireConfig.multicast(AddressFamily.IPV4), bytes, 0)))
                .isEqualTo(RejectReason.CHECKSUM);
    }

    @Test
    void anAuthenticationHeaderIsNeededWhereItIsConfiguredAndNowhereElse() {
        WireConfig header = WireConfig.multicast(Ipv4Packets.GROUP, Seal.header(Golden.key("1111")));
        WireConfig plain = WireConfig.multicast(AddressFamily.IPV4);
        Advert advert = advert(VrrpVersion.V2, Authentication.HEADER);
        byte[] packet = AdvertWire.seal(header, WireState.INITIAL, advert, PEER, Ipv4Packets.GROUP, 0)
                .bytes();
        byte[] naked = Ipv4Packets.packet(
                VrrpCodec.encode(advert(VrrpVersion.V2, Authentication.NONE), PEER, Ipv4Packets.GROUP),
                address("192.0.2.2"),
                Ipv4Packets.GROUP,
                255);

        assertThat(reason(open(header, packet))).isNull();
        assertThat(reason(open(plain, packet))).isEqualTo(RejectReason.AUTH_TYPE);
        assertThat(reason(open(header, naked))).isEqualTo(RejectReason.AUTH_TYPE);
        assertThat(reason(open(WireConfig.multicast(Ipv4Packets.GROUP, Seal.header(Golden.key("1112"))), packet)))
                .isEqualTo(RejectReason.AH_VALUE);
    }

    /** Of unicast the time to live does not count in the header's value, as 2.2.7 showed, because routers change it. */
    @Test
    void anAuthenticationHeaderCrossesRoutersToAPeer() {
        WireConfig config = new WireConfig(
                Ipv4Packets.GROUP,
                true,
                List.of(Peer.of(PEER)),
                true,
                255,
                ChecksumRule.STANDARD,
                Seal.header(Golden.key("1111")));
        byte[] packet = AdvertWire.seal(
                        config, WireState.INITIAL, advert(VrrpVersion.V2, Authentication.HEADER), PEER, OURS, 0)
                .bytes();
        packet[8] = 61;

        assertThat(reason(open(config, packet))).isNull();
    }

    @Test
    void theHeadersNumbersGoOnWhereTheLastMasterEnded() {
        WireConfig config = WireConfig.multicast(Ipv4Packets.GROUP, Seal.header(Golden.key("1111")));
        Advert advert = advert(VrrpVersion.V2, Authentication.HEADER);
        WireState master = WireState.INITIAL.withHeaderSent(41);
        AdvertWire.Sealed last = AdvertWire.seal(config, master, advert, PEER, Ipv4Packets.GROUP, 0);
        WireState backup = IpPacket.ipv4(
                ByteBuffer.wrap(last.bytes()),
                read -> AdvertWire.open(config, WireState.INITIAL, read, 0).state(),
                rejected -> WireState.INITIAL);

        assertThat(backup.headerSequence()).isEqualTo(42);
        assertThat(AdvertWire.seal(config, backup, advert, OURS, Ipv4Packets.GROUP, 0)
                        .state()
                        .headerSequence())
                .isEqualTo(43);
        // An identification of zero would be filled in by the kernel, and break the value.
        byte[] packet = AdvertWire.seal(
                        config, WireState.INITIAL.withHeaderSent(0xffff), advert, PEER, Ipv4Packets.GROUP, 0)
                .bytes();
        assertThat(ByteBuffer.wrap(packet).getShort(4)).isNotZero();
        assertThat(reason(open(config, packet))).isNull();
    }

    /** Who takes over sends when the other does, which still counts for itself: neither takes the other for a replay. */
    @Test
    void twoMastersThatCountOnFromOneNumberHearEachOther() {
        WireConfig config = WireConfig.multicast(Ipv4Packets.GROUP, Seal.header(Golden.key("1111")));
        Advert advert = advert(VrrpVersion.V2, Authentication.HEADER);
        WireState bothHeard = WireState.INITIAL.withHeaderHeard(4);
        AdvertWire.Sealed ours = AdvertWire.seal(config, bothHeard, advert, OURS, Ipv4Packets.GROUP, 0);
        AdvertWire.Sealed theirs = AdvertWire.seal(config, bothHeard, advert, PEER, Ipv4Packets.GROUP, 0);

        AdvertWire.Opened heard = open(config, ours.state(), theirs.bytes());
        assertThat(reason(heard.decoded())).isNull();
        // But once.
        assertThat(reason(open(config, heard.state(), theirs.bytes()).decoded()))
                .isEqualTo(RejectReason.AH_REPLAY);
        // Whoever is behind does not make us count back.
        WireState ahead = heard.state().withHeaderSent(40);
        AdvertWire.Sealed later = AdvertWire.seal(config, theirs.state(), advert, PEER, Ipv4Packets.GROUP, 0);
        assertThat(open(config, ahead, later.bytes()).state().headerSequence()).isEqualTo(40);
    }

    /** keepalived 2.2.7 with {@code version 2} and an IPv6 address, fe80::a to ff02::12, seen by tcpdump. */
    @Test
    void version2GoesByIpv6AsKeepalivedHasIt() {
        WireConfig config = WireConfig.multicast(AddressFamily.IPV6);
        InetAddress from = Ipv4Packets.ipv6("fe80::a");
        List<InetAddress> vip = List.of(Ipv4Packets.ipv6("fe80::100"));
        byte[] none = HexFormat.of().parseHex("2133640100017d21fe800000000000000000000000000100");
        byte[] pass = HexFormat.of().parseHex("2133640101017c21fe800000000000000000000000000100");

        assertThat(VrrpCodec.encode(
                        new Advert(VrrpVersion.V2, 51, 100, 100, vip, Authentication.NONE), from, config.group()))
                .isEqualTo(none);
        Authentication password = new Authentication.SimplePassword(new byte[] {'1', '1', '1', '1'});
        assertThat(VrrpCodec.encode(new Advert(VrrpVersion.V2, 51, 100, 100, vip, password), from, config.group()))
                .isEqualTo(pass);
        for (byte[] pdu : List.of(none, pass)) {
            assertThat(reason(AdvertWire.open(
                                    config,
                                    WireState.INITIAL,
                                    IpPacket.ipv6(from, config.group(), 255, ByteBuffer.wrap(pdu)),
                                    0)
                            .decoded()))
                    .isNull();
        }
    }

    @Test
    void keysAreNeverShown() {
        WireConfig config = multicast(hmac(Map.of(1, OLD), 1, Mode.ENFORCE));
        assertThat(config.toString()).doesNotContain("last year").contains("key of 33 bytes");
        assertThat(OLD)
                .isEqualTo(Golden.key("the key of last year, long enough"))
                .isNotEqualTo(NEW);
        assertThatThrownBy(() -> new SecretKey(new byte[0])).hasMessage("key of 0 bytes (expected at least 1)");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> hmac(Map.of(1, OLD), 2, Mode.ENFORCE))
                .hasMessage("active key 2 (expected the id of a key)");
        assertThatThrownBy(() -> new HmacConfig(Map.of(1, OLD), 1, AntiReplay.TIME, 301, Mode.ENFORCE))
                .hasMessage("time window (seconds) 301 (expected 1..300)");
        assertThatThrownBy(() ->
                        WireConfig.multicast(WireConfig.group(AddressFamily.IPV6), Seal.header(Golden.key("1111"))))
                .hasMessage("authentication header over IPv6 (expected over IPv4 only)");
        assertThatThrownBy(() -> WireConfig.multicast(PEER, Seal.NONE))
                .hasMessage("group 192.0.2.2 (expected a multicast address)");
        assertThatThrownBy(() -> unicast(true, ChecksumRule.OLD, Peer.of(Ipv4Packets.ipv6("fe80::1"))))
                .hasMessageEndingWith("(expected IPv4)");
        assertThat(HmacConfig.defaultWindowSeconds(10)).isEqualTo(5);
        assertThat(HmacConfig.defaultWindowSeconds(250)).isEqualTo(8);
    }

    private static HmacConfig hmac(Map<Integer, SecretKey> keys, int active, Mode mode) {
        return new HmacConfig(keys, active, AntiReplay.TIME, 5, mode);
    }

    private static WireConfig multicast(HmacConfig hmac) {
        return WireConfig.multicast(Ipv4Packets.GROUP, hmac == null ? Seal.NONE : Seal.hmac(hmac));
    }

    private static WireConfig unicast(boolean checkSource, ChecksumRule checksum, Peer... peers) {
        return new WireConfig(Ipv4Packets.GROUP, true, List.of(peers), checkSource, 255, checksum, Seal.NONE);
    }

    private static AdvertWire.Opened open(
            WireConfig config, WireState state, byte[] pdu, InetAddress from, InetAddress to, int ttl, long unixNanos) {
        byte[] packet = Ipv4Packets.packet(pdu, (Inet4Address) from, (Inet4Address) to, ttl);
        return IpPacket.ipv4(
                ByteBuffer.wrap(packet),
                read -> AdvertWire.open(config, state, read, unixNanos),
                rejected -> new AdvertWire.Opened(rejected, state));
    }

    private static Decoded open(WireConfig config, byte[] packet) {
        return open(config, WireState.INITIAL, packet).decoded();
    }

    private static AdvertWire.Opened open(WireConfig config, WireState state, byte[] packet) {
        return IpPacket.ipv4(
                ByteBuffer.wrap(packet),
                read -> AdvertWire.open(config, state, read, 0),
                rejected -> new AdvertWire.Opened(rejected, state));
    }
}
