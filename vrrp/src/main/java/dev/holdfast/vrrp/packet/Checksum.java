package dev.holdfast.vrrp.packet;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** RFC 1071's checksum. Everything summed is in network order and of an even length. */
final class Checksum {
    /** Where a VRRP PDU has its checksum, which counts as zero. */
    static final int VRRP_FIELD = 6;

    /** Where an IPv4 header has its checksum, which counts as zero. */
    static final int IPV4_FIELD = 10;

    private static final int NO_FIELD = -1;

    private Checksum() {}

    /** Over a PDU alone: VRRPv2 (RFC 3768 section 5.3.8). */
    static int plain(ByteBuffer pdu) {
        return fold(sum(pdu, VRRP_FIELD));
    }

    /**
     * Over a PDU and a pseudo-header of source, destination, protocol and length: VRRPv3 (RFC 9568 section 5.2.8), and whatever goes
     * by IPv6 (RFC 8200 section 8.1, whose wider length and protocol fields add up to the same).
     */
    static int withPseudoHeader(ByteBuffer pdu, InetAddress source, InetAddress destination) {
        return fold(sum(pdu, VRRP_FIELD)
                + sum(ByteBuffer.wrap(source.getAddress()), NO_FIELD)
                + sum(ByteBuffer.wrap(destination.getAddress()), NO_FIELD)
                + IpPacket.VRRP
                + pdu.limit());
    }

    /** Over an IPv4 header. */
    static int ofIpv4Header(ByteBuffer header) {
        return fold(sum(header, IPV4_FIELD));
    }

    private static long sum(ByteBuffer bytes, int field) {
        long sum = 0;
        for (int i = 0; i < bytes.limit(); i += 2) {
            sum += i == field ? 0 : bytes.getShort(i) & 0xffff;
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >> 16 != 0) {
            folded = (folded & 0xffff) + (folded >> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
