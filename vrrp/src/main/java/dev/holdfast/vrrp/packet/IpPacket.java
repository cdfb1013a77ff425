package dev.holdfast.vrrp.packet;

import dev.holdfast.vrrp.AddressFamily;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/**
 * A packet as a raw socket delivers it. The buffers are views of the socket's own and are valid until it reads again.
 *
 * @param source the sender's address
 * @param destination where it was sent to: a multicast group or one of our addresses
 * @param ttl the time to live or hop limit it arrived with, 0..255
 * @param protocol what follows the IP header: {@link #VRRP} or {@link #AUTHENTICATION_HEADER}
 * @param header the IPv4 header; empty for IPv6, whose header the kernel keeps to itself
 * @param payload what follows the IP header
 */
public record IpPacket(
        InetAddress source, InetAddress destination, int ttl, int protocol, ByteBuffer header, ByteBuffer payload) {
    /** VRRP's IP protocol number. */
    public static final int VRRP = 112;

    /** The IP protocol number of the authentication header (RFC 2402). */
    public static final int AUTHENTICATION_HEADER = 51;

    /** The time to live of every multicast VRRP packet: it crosses no router (RFC 3768 5.2.3, RFC 9568 5.1.1.3 and 5.1.2.3). */
    public static final int TTL = 255;

    static final int IPV4_HEADER = 20;

    private static final int TOTAL_LENGTH = 2;
    private static final int TTL_FIELD = 8;
    private static final int PROTOCOL_FIELD = 9;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;

    /** Which IP it came by. */
    public AddressFamily family() {
        return AddressFamily.of(source);
    }

    /** The VRID it is for, or -1 when there is none in it. Nothing else is looked at. */
    public int vrid() {
        int at = protocol == AUTHENTICATION_HEADER ? AuthenticationHeader.LENGTH + 1 : 1;
        return payload.limit() > at ? payload.get(at) & 0xff : -1;
    }

    /** How many bytes it has for people who compare with keepalived's log: there, IPv4 counts its header. */
    int lengthInLog() {
        return header.limit() + payload.limit();
    }

    /** An IPv6 packet: what follows its header, and what the kernel says of the header. */
    public static IpPacket ipv6(InetAddress source, InetAddress destination, int hopLimit, ByteBuffer payload) {
        return new IpPacket(
                source,
                destination,
                hopLimit,
                VRRP,
                ByteBuffer.allocate(0),
                payload.slice().order(ByteOrder.BIG_ENDIAN));
    }

    /**
     * Reads an IPv4 packet, header included; the kernel has already verified the header's checksum and put fragments together.
     * The buffer's position and limit stay as they are. Never throws.
     */
    public static <R> R ipv4(
            ByteBuffer packet, Function<IpPacket, R> whenRead, Function<Decoded.Rejected, R> otherwise) {
        ByteBuffer ip = packet.slice().order(ByteOrder.BIG_ENDIAN);
        if (ip.limit() < IPV4_HEADER) {
            return otherwise.apply(
                    rejected(RejectReason.TRUNCATED, "IP packet of " + ip.limit() + " bytes (expected 20 or more)"));
        }
        int versionAndLength = ip.get(0) & 0xff;
        int headerLength = (versionAndLength & 0x0f) * 4;
        int totalLength = ip.getShort(TOTAL_LENGTH) & 0xffff;
        int protocol = ip.get(PROTOCOL_FIELD) & 0xff;
        if (versionAndLength >> 4 != 4) {
            return otherwise.apply(
                    rejected(RejectReason.IP_HEADER, "IP version " + (versionAndLength >> 4) + " (expected 4)"));
        }
        if (headerLength < IPV4_HEADER || headerLength > totalLength) {
            return otherwise.apply(rejected(
                    RejectReason.IP_HEADER,
                    "IP header length " + headerLength + " (expected 20.." + totalLength + ", the total length)"));
        }
        if (totalLength > ip.limit()) {
            return otherwise.apply(rejected(
                    RejectReason.TRUNCATED, "IP packet of " + ip.limit() + " bytes (expected " + totalLength + ")"));
        }
        if (protocol != VRRP && protocol != AUTHENTICATION_HEADER) {
            return otherwise.apply(
                    rejected(RejectReason.NOT_VRRP, "IP protocol " + protocol + " (expected 112, or 51 with AH)"));
        }
        return whenRead.apply(new IpPacket(
                address(ip, SOURCE, 4),
                address(ip, DESTINATION, 4),
                ip.get(TTL_FIELD) & 0xff,
                protocol,
                ip.slice(0, headerLength).order(ByteOrder.BIG_ENDIAN),
                ip.slice(headerLength, totalLength - headerLength).order(ByteOrder.BIG_ENDIAN)));
    }

    /** The address of that many bytes, 4 or 16, at that place. Sixteen bytes are IPv6, whatever is in them. */
    static InetAddress address(ByteBuffer buffer, int index, int length) {
        byte[] bytes = new byte[length];
        buffer.get(index, bytes);
        try {
            return length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new AssertionError("four or sixteen bytes are an address", e);
        }
    }

    private static Decoded.Rejected rejected(RejectReason reason, String detail) {
        return new Decoded.Rejected(reason, detail);
    }
}
