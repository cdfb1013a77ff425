package dev.holdfast.vrrp.packet;

import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What {@code auth_hmac} of keepalived 2.4 puts behind a PDU of either version.
 *
 * <pre>
 *  0        1        2                 4                    8           10       12                      28
 *  | type=1 | key id | reserved 0 (2)  | seconds, UTC (4)   | frac (2)  | ctr(2) | HMAC-SHA256, first 16 |
 * </pre>
 *
 * <p>seconds, frac (of 1/65536 s) and ctr together are the sequence: 64 bits that only grow, compared as serial numbers (RFC
 * 1982). The HMAC covers a pseudo-header, the PDU with its checksum as zero, the trailer's first 12 bytes, and 16 zero bytes:
 *
 * <pre>
 *  0            1              2      3   4                                            20
 *  | IP: 4 or 6 | VRRP version | VRID | 0 | source address, zeros behind an IPv4 one | PDU …
 * </pre>
 */
final class HmacTrailer {
    static final int LENGTH = 28;

    private static final byte TYPE = 1;
    private static final int KEY_ID = 1;
    private static final int RESERVED = 2;
    private static final int SEQUENCE = 4;
    private static final int HMAC = 12;
    private static final int HMAC_BYTES = 16;
    private static final int PSEUDO_HEADER = 20;
    private static final int VRID = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private HmacTrailer() {}

    /** A time, in nanoseconds since 1970, as the sequence has it; its counter is 0. */
    static long sequenceAt(long unixNanos) {
        long seconds = Math.floorDiv(unixNanos, NANOS_PER_SECOND);
        long fraction = (Math.floorMod(unixNanos, NANOS_PER_SECOND) << 16) / NANOS_PER_SECOND;
        return seconds << 32 | fraction << 16;
    }

    /** The PDU and its trailer. */
    static byte[] sealed(byte[] pdu, InetAddress source, long sequence, int keyId, SecretKey key) {
        byte[] sealed = new byte[pdu.length + LENGTH];
        ByteBuffer bytes = ByteBuffer.wrap(sealed);
        bytes.put(pdu).put(TYPE).put((byte) keyId).putShort((short) 0).putLong(sequence);
        byte[] hmac = hmac(bytes.slice(0, sealed.length), pdu.length, source, key);
        bytes.put(pdu.length + HMAC, hmac);
        return sealed;
    }

    /**
     * What is wrong with a trailer; null when nothing is. Whether its sequence is new is not looked at.
     *
     * @param sealed the PDU and its trailer
     * @param pduLength how much of it is the PDU
     */
    static Decoded.@Nullable Rejected check(
            ByteBuffer sealed, int pduLength, InetAddress source, HmacConfig config, long unixNanos) {
        int type = sealed.get(pduLength) & 0xff;
        int reserved = sealed.getShort(pduLength + RESERVED) & 0xffff;
        if (type != TYPE || reserved != 0) {
            return new Decoded.Rejected(
                    RejectReason.HMAC_MALFORMED,
                    "HMAC trailer of type " + type + ", reserved " + reserved + " (expected 1, 0)");
        }
        // In 32 bits, as on the wire: the difference is right beyond 2106, too.
        int off = (int) Math.floorDiv(unixNanos, NANOS_PER_SECOND) - sealed.getInt(pduLength + SEQUENCE);
        if (config.antiReplay() == HmacConfig.AntiReplay.TIME && isBeyond(off, config.windowSeconds())) {
            return new Decoded.Rejected(
                    RejectReason.HMAC_STALE,
                    "HMAC of " + Math.abs((long) off) + " s " + (off < 0 ? "ahead" : "ago") + " (expected at most "
                            + config.windowSeconds() + " s; are the clocks set?)");
        }
        int id = sealed.get(pduLength + KEY_ID) & 0xff;
        SecretKey key = config.keys().get(id);
        if (key == null) {
            return new Decoded.Rejected(RejectReason.HMAC_UNKNOWN_KEY, "HMAC of key " + id + ", which is not here");
        }
        byte[] found = new byte[HMAC_BYTES];
        sealed.get(pduLength + HMAC, found);
        if (!MessageDigest.isEqual(hmac(sealed, pduLength, source, key), found)) {
            return new Decoded.Rejected(
                    RejectReason.HMAC_WRONG, "HMAC of key " + id + " does not fit: another key, or changed on the way");
        }
        return null;
    }

    /** The sequence of a trailer that {@link #check} found nothing wrong with. */
    static long sequence(ByteBuffer sealed, int pduLength) {
        return sealed.getLong(pduLength + SEQUENCE);
    }

    private static boolean isBeyond(int seconds, int window) {
        return seconds > window || seconds < -window;
    }

    private static byte[] hmac(ByteBuffer sealed, int pduLength, InetAddress source, SecretKey key) {
        byte[] covered = new byte[PSEUDO_HEADER + pduLength + LENGTH];
        byte[] address = source.getAddress();
        VrrpVersion version = VrrpCodec.version(sealed);
        ByteBuffer.wrap(covered)
                .put((byte) (address.length == 4 ? 4 : 6))
                .put((byte) version.number())
                .put(sealed.get(VRID))
                .put((byte) 0)
                .put(address)
                .position(PSEUDO_HEADER)
                .put(sealed.slice(0, pduLength + HMAC))
                .putShort(PSEUDO_HEADER + Checksum.VRRP_FIELD, (short) 0);
        return key.hmac("HmacSHA256", HMAC_BYTES, covered);
    }
}
