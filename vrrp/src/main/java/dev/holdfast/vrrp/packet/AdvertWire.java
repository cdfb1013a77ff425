package dev.holdfast.vrrp.packet;

import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Adverts onto the wire and off it: who may send them and from how far, the checksum, the authentication header and the HMAC. Pure:
 * the time and what is remembered are arguments, and what to remember next comes back. A packet that is rejected changes nothing
 * that is remembered.
 */
public final class AdvertWire {
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;

    private AdvertWire() {}

    /**
     * What became of a packet.
     *
     * @param decoded the advert, or why there is none
     * @param state what to remember; the very same object when the packet was rejected
     */
    public record Opened(Decoded decoded, WireState state) {}

    /**
     * What to send.
     *
     * @param bytes with an authentication header the whole IPv4 packet, otherwise what follows the IP header
     * @param state what to remember
     */
    // The array is new and nobody else has it.
    @SuppressWarnings("ArrayRecordComponent")
    public record Sealed(byte[] bytes, WireState state) {}

    /**
     * Makes an advert ready to send.
     *
     * @param destination one of {@link WireConfig#destinations}
     * @param unixNanos the time of day, in nanoseconds since 1970; only an HMAC needs it
     */
    public static Sealed seal(
            WireConfig config,
            WireState state,
            Advert advert,
            InetAddress source,
            InetAddress destination,
            long unixNanos) {
        byte[] pdu = VrrpCodec.encodeWithoutChecksum(advert, config.family());
        HmacConfig hmac = config.seal().hmac();
        boolean signs = hmac != null && hmac.mode() != HmacConfig.Mode.RECEIVE_ONLY;
        WireState next = state;
        byte[] bytes = pdu;
        if (hmac != null && signs) {
            long sequence = nextSequence(state, hmac, unixNanos);
            next = state.withHmacSequence(sequence);
            SecretKey key = hmac.keys().get(hmac.activeKey());
            if (key == null) {
                throw new IllegalStateException("the active key is among the keys");
            }
            bytes = HmacTrailer.sealed(pdu, source, sequence, hmac.activeKey(), key);
        }
        // The checksum of IPv6 covers all that follows the header; that of IPv4 the PDU.
        ByteBuffer covered = ByteBuffer.wrap(
                        bytes, 0, config.family() == AddressFamily.IPV6 ? bytes.length : pdu.length)
                .slice();
        ChecksumKind kind = kind(config, state.oldChecksum());
        VrrpCodec.putChecksum(bytes, checksum(kind, advert.version(), config, covered, source, destination));
        SecretKey header = config.seal().header();
        if (header == null) {
            return new Sealed(bytes, next);
        }
        long sequence = state.headerSequence() == 0xffff_ffffL ? 1 : state.headerSequence() + 1;
        return new Sealed(
                AuthenticationHeader.packet(bytes, source, destination, config.ttl(), sequence, header),
                next.withHeaderSent(sequence));
    }

    /** How long the IP packet of an advert is, in bytes, its header and what proves it genuine included. */
    public static int packetLength(WireConfig config, Advert advert) {
        int pdu = VrrpCodec.encodeWithoutChecksum(advert, config.family()).length;
        int ipHeader = config.family() == AddressFamily.IPV4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
        int header = config.seal().header() == null ? 0 : AuthenticationHeader.LENGTH;
        int trailer = config.seal().hmac() == null ? 0 : HmacTrailer.LENGTH;
        return ipHeader + header + pdu + trailer;
    }

    /** The time, but always later than the last: of two sends at one time, or when the clock was set back a little. */
    private static long nextSequence(WireState state, HmacConfig hmac, long unixNanos) {
        long now = HmacTrailer.sequenceAt(unixNanos);
        long last = state.hmacSequence();
        if (last == 0 || now - last > 0) {
            return now;
        }
        // Set back by more than receivers bear with, the last one is no longer believed either: the time must be right.
        boolean farBack = (last >>> 32) - (now >>> 32) > hmac.windowSeconds();
        return hmac.antiReplay() == HmacConfig.AntiReplay.TIME && farBack ? now : last + 1;
    }

    /**
     * Takes an advert from a packet.
     *
     * @param unixNanos the time of day, in nanoseconds since 1970; only an HMAC needs it
     */
    public static Opened open(WireConfig config, WireState state, IpPacket packet, long unixNanos) {
        Decoded.Rejected envelope = checkEnvelope(config, packet);
        if (envelope != null) {
            return new Opened(envelope, state);
        }
        SecretKey header = config.seal().header();
        if ((header != null) != (packet.protocol() == IpPacket.AUTHENTICATION_HEADER)) {
            return rejected(
                    state,
                    RejectReason.AUTH_TYPE,
                    header == null
                            ? "an authentication header, expecting none!"
                            : "no authentication header, expecting one!");
        }
        if (header == null) {
            return openPdu(config, state, packet, packet.payload(), 0, unixNanos);
        }
        Decoded.Rejected wrong = AuthenticationHeader.check(packet, header);
        if (wrong != null) {
            return new Opened(wrong, state);
        }
        long sequence = AuthenticationHeader.sequence(packet);
        if (sequence <= state.headerHeard()) {
            return rejected(
                    state,
                    RejectReason.AH_REPLAY,
                    "IPSEC-AH : sequence number " + sequence + " already processed. Packet dropped. Local("
                            + state.headerHeard() + ")");
        }
        Opened opened = openPdu(
                config, state, packet, AuthenticationHeader.pdu(packet), AuthenticationHeader.LENGTH, unixNanos);
        return opened.decoded() instanceof Decoded.Accepted
                ? new Opened(opened.decoded(), opened.state().withHeaderHeard(sequence))
                : new Opened(opened.decoded(), state);
    }

    private static Decoded.@Nullable Rejected checkEnvelope(WireConfig config, IpPacket packet) {
        InetAddress destination = packet.destination();
        if (config.unicast() ? destination.isMulticastAddress() : !destination.equals(config.group())) {
            return new Decoded.Rejected(
                    RejectReason.DESTINATION,
                    "sent to " + destination.getHostAddress() + " (expected "
                            + (config.unicast() ? "our address" : config.group().getHostAddress()) + ")");
        }
        if (!config.unicast()) {
            return packet.ttl() == IpPacket.TTL
                    ? null
                    : new Decoded.Rejected(
                            RejectReason.TTL, "invalid TTL/HL. Received " + packet.ttl() + " and expect 255");
        }
        WireConfig.Peer peer = config.peer(packet.source());
        if (peer == null) {
            return config.checkSource()
                    ? new Decoded.Rejected(
                            RejectReason.UNICAST_SOURCE,
                            "unicast source address " + packet.source().getHostAddress() + " not a unicast peer")
                    : null;
        }
        return packet.ttl() >= peer.leastTtl() && packet.ttl() <= peer.mostTtl()
                ? null
                : new Decoded.Rejected(
                        RejectReason.TTL,
                        "TTL/HL " + packet.ttl() + " not in range " + peer.leastTtl() + " - " + peer.mostTtl());
    }

    private static Opened openPdu(
            WireConfig config, WireState state, IpPacket packet, ByteBuffer bytes, int inFront, long unixNanos) {
        HmacConfig hmac = config.seal().hmac();
        int trailer = hmac == null ? 0 : HmacTrailer.LENGTH;
        Decoded.Rejected misshapen = VrrpCodec.misshapen(
                bytes, packet.family(), trailer, packet.header().limit() + inFront);
        if (misshapen != null) {
            return new Opened(misshapen, state);
        }
        int length = VrrpCodec.lengthOf(bytes, packet.family());
        ByteBuffer pdu = bytes.slice(0, length);
        Boolean old = checksumIsOld(config, packet, packet.family() == AddressFamily.IPV6 ? bytes : pdu);
        if (old == null) {
            return rejected(
                    state,
                    RejectReason.CHECKSUM,
                    "Invalid VRRPv" + VrrpCodec.version(bytes).number() + " checksum");
        }
        WireState next = state.withOldChecksum(old);
        if (hmac != null) {
            if (bytes.limit() > length) {
                Opened seal = checkSeal(config, hmac, next, packet, bytes, length, unixNanos);
                if (seal.decoded() instanceof Decoded.Rejected wrong) {
                    return new Opened(wrong, state);
                }
                return seal;
            }
            if (hmac.mode() == HmacConfig.Mode.ENFORCE) {
                return rejected(state, RejectReason.HMAC_MISSING, "an advert without an HMAC (expected one)");
            }
        }
        return opened(VrrpCodec.decode(pdu, packet), next, state);
    }

    private static Opened checkSeal(
            WireConfig config,
            HmacConfig hmac,
            WireState state,
            IpPacket packet,
            ByteBuffer bytes,
            int length,
            long unixNanos) {
        Decoded.Rejected wrong = HmacTrailer.check(bytes, length, packet.source(), hmac, unixNanos);
        if (wrong != null) {
            return new Opened(wrong, state);
        }
        long sequence = HmacTrailer.sequence(bytes, length);
        for (WireState.Sender sender : state.senders()) {
            if (sender.address().equals(packet.source())
                    && sequence - sender.sequence() <= 0
                    && !isForgotten(sender, hmac, unixNanos)) {
                return rejected(
                        state,
                        RejectReason.HMAC_REPLAY,
                        "HMAC with a sequence that does not grow: an old advert sent again");
            }
        }
        WireState next =
                state.withSender(packet.source(), sequence, config.peers().size());
        return opened(VrrpCodec.decode(bytes.slice(0, length), packet), next, state);
    }

    /** Where time counts, a sequence older than the window stands for nothing: whatever is as old is stale anyhow. */
    private static boolean isForgotten(WireState.Sender sender, HmacConfig hmac, long unixNanos) {
        int age = (int) ((HmacTrailer.sequenceAt(unixNanos) >>> 32) - (sender.sequence() >>> 32));
        return hmac.antiReplay() == HmacConfig.AntiReplay.TIME && Math.abs((long) age) > hmac.windowSeconds();
    }

    /** Whether the checksum is that of an old keepalived; null when it is not right in any way that is believed. */
    private static @Nullable Boolean checksumIsOld(WireConfig config, IpPacket packet, ByteBuffer covered) {
        int found = VrrpCodec.checksumOf(covered);
        VrrpVersion version = VrrpCodec.version(covered);
        for (ChecksumKind kind : ChecksumKind.values()) {
            if (isBelieved(config, kind)
                    && found == checksum(kind, version, config, covered, packet.source(), packet.destination())) {
                return kind == ChecksumKind.OLD;
            }
        }
        return null;
    }

    private enum ChecksumKind {
        STANDARD,
        OLD,
        AS_V2
    }

    private static boolean isBelieved(WireConfig config, ChecksumKind kind) {
        return kind(config, false) == kind
                || (config.checksum() == WireConfig.ChecksumRule.DETECT
                        && config.unicast()
                        && kind == ChecksumKind.OLD);
    }

    private static ChecksumKind kind(WireConfig config, boolean oldChecksumHeard) {
        return switch (config.checksum()) {
            case DETECT -> config.unicast() && oldChecksumHeard ? ChecksumKind.OLD : ChecksumKind.STANDARD;
            case STANDARD -> ChecksumKind.STANDARD;
            case OLD -> ChecksumKind.OLD;
            case AS_V2 -> ChecksumKind.AS_V2;
        };
    }

    private static int checksum(
            ChecksumKind kind,
            VrrpVersion version,
            WireConfig config,
            ByteBuffer covered,
            InetAddress source,
            InetAddress destination) {
        if (config.family() == AddressFamily.IPV6) {
            return Checksum.withPseudoHeader(covered, source, destination);
        }
        if (version == VrrpVersion.V2) {
            return Checksum.plain(covered);
        }
        return switch (kind) {
            case STANDARD -> Checksum.withPseudoHeader(covered, source, destination);
            case OLD -> Checksum.withPseudoHeader(covered, source, config.group());
            case AS_V2 -> Checksum.plain(covered);
        };
    }

    private static Opened opened(Decoded decoded, WireState whenAccepted, WireState otherwise) {
        return new Opened(decoded, decoded instanceof Decoded.Accepted ? whenAccepted : otherwise);
    }

    private static Opened rejected(WireState state, RejectReason reason, String detail) {
        return new Opened(new Decoded.Rejected(reason, detail), state);
    }
}
