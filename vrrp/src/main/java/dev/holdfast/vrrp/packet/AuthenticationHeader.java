package dev.holdfast.vrrp.packet;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The authentication header of VRRPv2 over IPv4 (RFC 2338 section 10.3) with HMAC-MD5-96 (RFC 2402, RFC 2403).
 *
 * <pre>
 *  0              1              2              4                8                12                        24
 *  | next: 112    | length: 4    | reserved: 0  | SPI            | sequence       | integrity value         | PDU …
 * </pre>
 *
 * <p>As keepalived has it, the SPI is the sender's address and the key the password. The value covers the IP header with TOS,
 * fragment and checksum as zero, the authentication header with itself as zero, and the PDU. RFC 2402 takes the time to live as
 * zero, too; keepalived does so for unicast only, and for multicast, where no router may touch it, counts it as it is.
 */
final class AuthenticationHeader {
    static final int LENGTH = 24;

    private static final int SPI = 4;
    private static final int SEQUENCE = 8;
    private static final int INTEGRITY_VALUE = 12;
    private static final int INTEGRITY_BYTES = 12;

    private static final int IP_TOS = 1;
    private static final int IP_TOTAL_LENGTH = 2;
    private static final int IP_IDENTIFICATION = 4;
    private static final int IP_FRAGMENT = 6;
    private static final int IP_TTL = 8;
    private static final int IP_PROTOCOL = 9;
    private static final int IP_SOURCE = 12;
    private static final int IP_DESTINATION = 16;
    private static final byte INTERNETWORK_CONTROL = (byte) 0xc0;

    private AuthenticationHeader() {}

    /** The whole IPv4 packet around a PDU. */
    static byte[] packet(
            byte[] pdu, InetAddress source, InetAddress destination, int ttl, long sequence, SecretKey key) {
        int headers = IpPacket.IPV4_HEADER + LENGTH;
        byte[] packet = new byte[headers + pdu.length];
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        // The kernel fills in an identification of zero, which would break the value.
        int identification = (sequence & 0xffff) == 0 ? 1 : (int) (sequence & 0xffff);
        bytes.put(0, (byte) 0x45)
                .put(IP_TOS, INTERNETWORK_CONTROL)
                .putShort(IP_TOTAL_LENGTH, (short) packet.length)
                .putShort(IP_IDENTIFICATION, (short) identification)
                .put(IP_TTL, (byte) ttl)
                .put(IP_PROTOCOL, (byte) IpPacket.AUTHENTICATION_HEADER)
                .put(IP_SOURCE, source.getAddress())
                .put(IP_DESTINATION, destination.getAddress());
        int at = IpPacket.IPV4_HEADER;
        bytes.put(at, (byte) IpPacket.VRRP)
                .put(at + 1, (byte) (LENGTH / Integer.BYTES - 2))
                .put(at + SPI, source.getAddress())
                .putInt(at + SEQUENCE, (int) sequence)
                .put(headers, pdu);
        byte[] value = value(packet, IpPacket.IPV4_HEADER, destination.isMulticastAddress(), key);
        bytes.put(at + INTEGRITY_VALUE, value);
        bytes.putShort(Checksum.IPV4_FIELD, (short) Checksum.ofIpv4Header(bytes.slice(0, IpPacket.IPV4_HEADER)));
        return packet;
    }

    /** What is wrong with the header and its value; null when nothing is. */
    static Decoded.@Nullable Rejected check(IpPacket packet, SecretKey key) {
        ByteBuffer ah = packet.payload();
        if (ah.limit() < LENGTH) {
            return new Decoded.Rejected(
                    RejectReason.TRUNCATED,
                    "vrrp packet too short, length " + packet.lengthInLog() + " and expect at least "
                            + (packet.header().limit() + LENGTH));
        }
        if (ah.get(0) != IpPacket.VRRP || ah.get(1) != LENGTH / Integer.BYTES - 2 || ah.getShort(2) != 0) {
            return new Decoded.Rejected(
                    RejectReason.AH_HEADER,
                    "IPSEC-AH : next header " + (ah.get(0) & 0xff) + ", length " + (ah.get(1) & 0xff) + ", reserved "
                            + (ah.getShort(2) & 0xffff) + " (expected 112, 4, 0)");
        }
        int sender = ByteBuffer.wrap(packet.source().getAddress()).getInt();
        if (ah.getInt(SPI) != sender) {
            return new Decoded.Rejected(
                    RejectReason.AH_SPI,
                    "IPSEC AH : invalid IPSEC SPI value. " + Integer.toUnsignedString(ah.getInt(SPI)) + " and expect "
                            + Integer.toUnsignedString(sender));
        }
        byte[] whole = new byte[packet.header().limit() + ah.limit()];
        packet.header().get(0, whole, 0, packet.header().limit());
        ah.get(0, whole, packet.header().limit(), ah.limit());
        byte[] expected =
                value(whole, packet.header().limit(), packet.destination().isMulticastAddress(), key);
        byte[] found = new byte[INTEGRITY_BYTES];
        ah.get(INTEGRITY_VALUE, found);
        if (!MessageDigest.isEqual(expected, found)) {
            return new Decoded.Rejected(
                    RejectReason.AH_VALUE,
                    "IPSEC-AH : invalid IPSEC HMAC-MD5 value. Due to fields mutation or bad password !");
        }
        return null;
    }

    /** The sequence number of a header that {@link #check} found nothing wrong with. */
    static long sequence(IpPacket packet) {
        return packet.payload().getInt(SEQUENCE) & 0xffff_ffffL;
    }

    /** The PDU behind such a header. */
    static ByteBuffer pdu(IpPacket packet) {
        return packet.payload().slice(LENGTH, packet.payload().limit() - LENGTH);
    }

    private static byte[] value(byte[] packet, int headerLength, boolean multicast, SecretKey key) {
        byte[] covered = packet.clone();
        ByteBuffer bytes = ByteBuffer.wrap(covered);
        bytes.put(IP_TOS, (byte) 0).putShort(IP_FRAGMENT, (short) 0).putShort(Checksum.IPV4_FIELD, (short) 0);
        if (!multicast) {
            bytes.put(IP_TTL, (byte) 0);
        }
        bytes.put(headerLength + INTEGRITY_VALUE, new byte[INTEGRITY_BYTES]);
        return key.hmac("HmacMD5", INTEGRITY_BYTES, covered);
    }
}
