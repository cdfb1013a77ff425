package dev.holdfast.examples;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An Ethernet frame.
 *
 * @param nanos when it passed the switch, on the scale of {@link System#nanoTime()}
 * @param bytes from the Ethernet header on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Frame(long nanos, byte[] bytes) {

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int ARP = 0x0806;
    private static final int VRRP = 112;
    private static final int AUTHENTICATION_HEADER = 51;
    private static final int AUTHENTICATION_HEADER_BYTES = 24;
    private static final int IP_AT = 14;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int BROADCAST_BYTES = 6;
    private static final int ICMPV6 = 58;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int NEIGHBOUR_TARGET_AT = IP_AT + IPV6_HEADER_BYTES + 8;

    /** A VRRP packet of IPv4 from somebody to a group, with a right header checksum (RFC 1071). */
    static Frame vrrp(String source, String group, int ttl, byte[] pdu) {
        ByteBuffer frame = ByteBuffer.allocate(IP_AT + 20 + pdu.length);
        frame.put(HexFormat.of().parseHex("01005e000012" + "0200c0000202"))
                .putShort((short) IPV4)
                .putShort((short) 0x45c0)
                .putShort((short) (20 + pdu.length))
                .putInt(0)
                .put((byte) ttl)
                .put((byte) VRRP)
                .putShort((short) 0)
                .put(numeric(source))
                .put(numeric(group))
                .put(pdu);
        putHeaderChecksum(frame.slice(IP_AT, 20));
        return new Frame(0, frame.array());
    }

    private static byte[] numeric(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address + " (expected a numeric address)", e);
        }
    }

    /** RFC 1071. */
    private static void putHeaderChecksum(ByteBuffer header) {
        header.putShort(10, (short) 0);
        int sum = 0;
        while (header.hasRemaining()) {
            sum += header.getShort() & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        header.putShort(10, (short) ~(sum + (sum >> 16)));
    }

    /** The sender's hardware address, as ip(8) writes it. */
    String source() {
        return mac(6);
    }

    /** Whether it is an IPv4 packet of that protocol from that address. */
    boolean isFrom(String address, int protocol) {
        return number(12) == IPV4
                && at(IP_AT + 9) == protocol
                && address(IP_AT + 12).equals(address);
    }

    boolean isIpv6() {
        return number(12) == IPV6;
    }

    /** The virtual router whose advert is in it, whatever IP it goes by and whether an authentication header is in front, or -1. */
    int vrid() {
        if (isIpv6() && at(IP_AT + 6) == VRRP) {
            return at(IP_AT + IPV6_HEADER_BYTES + 1);
        }
        if (number(12) == IPV4 && at(IP_AT + 9) == VRRP) {
            return at(IP_AT + ipv4HeaderBytes() + 1);
        }
        if (number(12) == IPV4 && at(IP_AT + 9) == AUTHENTICATION_HEADER) {
            return at(IP_AT + ipv4HeaderBytes() + AUTHENTICATION_HEADER_BYTES + 1);
        }
        return -1;
    }

    /** What is in it from the IP header on, without what Ethernet filled it up with. */
    ByteBuffer ip() {
        int length = isIpv6() ? IPV6_HEADER_BYTES + number(IP_AT + 4) : number(IP_AT + 2);
        return ByteBuffer.wrap(bytes, IP_AT, length).slice();
    }

    /** The same IPv4 packet without its last bytes: with another length, and a header checksum that is right again. */
    Frame withoutEnd(int count) {
        byte[] shorter = Arrays.copyOf(bytes, IP_AT + number(IP_AT + 2) - count);
        ByteBuffer ip = ByteBuffer.wrap(shorter, IP_AT, ipv4HeaderBytes()).slice();
        ip.putShort(2, (short) (shorter.length - IP_AT));
        putHeaderChecksum(ip);
        return new Frame(nanos, shorter);
    }

    /** The advert in it, if it is one (RFC 3768 section 5, RFC 9568 section 5). */
    Optional<SeenAdvert> advert() {
        if (bytes.length < IP_AT + 28 || number(12) != IPV4 || at(IP_AT + 9) != VRRP) {
            return Optional.empty();
        }
        int vrrpAt = IP_AT + ipv4HeaderBytes();
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < at(vrrpAt + 3); i++) {
            addresses.add(address(vrrpAt + 8 + 4 * i));
        }
        return Optional.of(new SeenAdvert(
                nanos,
                source(),
                address(IP_AT + 12),
                at(vrrpAt) >> 4,
                at(vrrpAt + 1),
                at(vrrpAt + 2),
                List.copyOf(addresses)));
    }

    /** Whether that host announces the address to all: sender's and target's address are the same (RFC 5227 section 3). */
    boolean isGratuitousArp(String mac, String address) {
        if (bytes.length < IP_AT + 28 || number(12) != ARP || !mac(IP_AT + 8).equals(mac)) {
            return false;
        }
        for (int i = 0; i < BROADCAST_BYTES; i++) {
            if (at(i) != 0xff) {
                return false;
            }
        }
        return address(IP_AT + 14).equals(address) && address(IP_AT + 24).equals(address);
    }

    /** The address, of either family, that any host announces to all by this frame (RFC 5227 section 3, RFC 4861 section 7.2.6). */
    Optional<String> announced() {
        if (isGratuitousArp(mac(IP_AT + 8), address(IP_AT + 14))) {
            return Optional.of(address(IP_AT + 14));
        }
        boolean advertised = bytes.length >= NEIGHBOUR_TARGET_AT + 16
                && isIpv6()
                && at(IP_AT + 6) == ICMPV6
                && at(IP_AT + IPV6_HEADER_BYTES) == NEIGHBOUR_ADVERTISEMENT
                && at(IP_AT + 24) == 0xff;
        try {
            return advertised
                    ? Optional.of(InetAddress.getByAddress(
                                    Arrays.copyOfRange(bytes, NEIGHBOUR_TARGET_AT, NEIGHBOUR_TARGET_AT + 16))
                            .getHostAddress())
                    : Optional.empty();
        } catch (UnknownHostException e) {
            throw new AssertionError("sixteen bytes are an address", e);
        }
    }

    private int ipv4HeaderBytes() {
        return 4 * (at(IP_AT) & 0xf);
    }

    private int at(int offset) {
        return bytes[offset] & 0xff;
    }

    private int number(int offset) {
        return at(offset) << 8 | at(offset + 1);
    }

    private String address(int offset) {
        return at(offset) + "." + at(offset + 1) + "." + at(offset + 2) + "." + at(offset + 3);
    }

    private String mac(int offset) {
        return HexFormat.ofDelimiter(":").formatHex(bytes, offset, offset + 6);
    }
}
