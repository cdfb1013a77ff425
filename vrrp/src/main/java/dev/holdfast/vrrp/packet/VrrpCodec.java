package dev.holdfast.vrrp.packet;

import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * VRRP advertisements to bytes and back, over IPv4. Everything is in network byte order.
 *
 * <p>VRRPv2, RFC 3768 section 5.1:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+---------------+---------------+
 * | ver 2 | type 1|      VRID     |    priority   | count of addr |
 * +-------+-------+---------------+---------------+---------------+
 * |   auth type   |  adver int s  |           checksum            |
 * +---------------+---------------+-------------------------------+
 * |                     IPv4 address, count times                 |
 * +---------------------------------------------------------------+
 * |             authentication data, 8 bytes, always there        |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The v2 checksum covers the whole of that. VRRPv3, RFC 9568 section 5.2:
 *
 * <pre>
 * +-------+-------+---------------+---------------+---------------+
 * | ver 3 | type 1|      VRID     |    priority   | count of addr |
 * +-------+-------+---------------+---------------+---------------+
 * |reservd| max advert int (centi)|           checksum            |
 * +-------+-----------------------+-------------------------------+
 * |                     IPv4 address, count times                 |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The v3 checksum also covers a pseudo-header: source, destination, a zero byte, the protocol (112) and the PDU's
 * length in 16 bits. The four reserved bits are sent as zero and ignored on receipt (section 5.2.6).
 */
public final class VrrpCodec {
    /** VRRP's IP protocol number. */
    public static final int IP_PROTOCOL = 112;

    /** The only packet type, ADVERTISEMENT. */
    public static final int TYPE_ADVERTISEMENT = 1;

    /** The time to live of every VRRP packet. */
    public static final int TTL = 255;

    private static final int IP_TOTAL_LENGTH = 2;
    private static final int IP_TTL = 8;
    private static final int IP_PROTOCOL_FIELD = 9;
    private static final int IP_SOURCE = 12;
    private static final int IP_DESTINATION = 16;
    private static final int IP_MIN_HEADER = 20;

    private static final int VERSION_AND_TYPE = 0;
    private static final int VRID = 1;
    private static final int PRIORITY = 2;
    private static final int ADDRESS_COUNT = 3;
    private static final int V2_AUTH_TYPE = 4;
    private static final int V2_INTERVAL = 5;
    private static final int V3_INTERVAL = 4;
    private static final int CHECKSUM = 6;
    private static final int ADDRESSES = 8;
    private static final int ADDRESS_BYTES = 4;
    private static final int V2_AUTH_BYTES = 8;
    private static final int V3_INTERVAL_MASK = 0x0fff;

    private VrrpCodec() {}

    /** The PDU of an advert, without IP header; the addresses count in the v3 checksum. */
    public static byte[] encode(Advert advert, InetAddress source, InetAddress destination) {
        byte[] pdu = new byte[length(advert.version(), advert.addresses().size())];
        pdu[VERSION_AND_TYPE] = (byte) (advert.version().number() << 4 | TYPE_ADVERTISEMENT);
        pdu[VRID] = (byte) advert.vrid();
        pdu[PRIORITY] = (byte) advert.priority();
        pdu[ADDRESS_COUNT] = (byte) advert.addresses().size();
        int at = ADDRESSES;
        for (InetAddress address : advert.addresses()) {
            System.arraycopy(address.getAddress(), 0, pdu, at, ADDRESS_BYTES);
            at += ADDRESS_BYTES;
        }
        switch (advert.version()) {
            case V2 -> {
                pdu[V2_AUTH_TYPE] = (byte) advert.authentication().type();
                pdu[V2_INTERVAL] = (byte) (advert.advertIntervalCentis() / 100);
                if (advert.authentication() instanceof Authentication.SimplePassword simple) {
                    byte[] password = simple.password();
                    System.arraycopy(password, 0, pdu, at, password.length);
                }
            }
            case V3 -> {
                pdu[V3_INTERVAL] = (byte) (advert.advertIntervalCentis() >> 8);
                pdu[V3_INTERVAL + 1] = (byte) advert.advertIntervalCentis();
            }
        }
        int checksum = checksum(advert.version(), ByteBuffer.wrap(pdu), source.getAddress(), destination.getAddress());
        pdu[CHECKSUM] = (byte) (checksum >> 8);
        pdu[CHECKSUM + 1] = (byte) checksum;
        return pdu;
    }

    /**
     * Reads an IPv4 packet, header included, as a raw socket delivers it; the kernel has already verified the header's
     * checksum and put fragments together. The buffer's position and limit stay as they are. Never throws.
     */
    public static Decoded decode(ByteBuffer ipv4Packet) {
        ByteBuffer ip = ipv4Packet.slice().order(ByteOrder.BIG_ENDIAN);
        if (ip.limit() < IP_MIN_HEADER) {
            return rejected(RejectReason.TRUNCATED, "IP packet of " + ip.limit() + " bytes (expected 20 or more)");
        }
        int versionAndLength = unsigned(ip, 0);
        int headerLength = (versionAndLength & 0x0f) * 4;
        int totalLength = ip.getShort(IP_TOTAL_LENGTH) & 0xffff;
        if (versionAndLength >> 4 != 4) {
            return rejected(RejectReason.IP_HEADER, "IP version " + (versionAndLength >> 4) + " (expected 4)");
        }
        if (headerLength < IP_MIN_HEADER || headerLength > totalLength) {
            return rejected(
                    RejectReason.IP_HEADER,
                    "IP header length " + headerLength + " (expected 20.." + totalLength + ", the total length)");
        }
        if (totalLength > ip.limit()) {
            return rejected(
                    RejectReason.TRUNCATED, "IP packet of " + ip.limit() + " bytes (expected " + totalLength + ")");
        }
        if (unsigned(ip, IP_PROTOCOL_FIELD) != IP_PROTOCOL) {
            return rejected(
                    RejectReason.NOT_VRRP, "IP protocol " + unsigned(ip, IP_PROTOCOL_FIELD) + " (expected 112)");
        }
        int ttl = unsigned(ip, IP_TTL);
        if (ttl != TTL) {
            return rejected(RejectReason.TTL, "invalid TTL/HL. Received " + ttl + " and expect " + TTL);
        }
        return decodePdu(
                ip.slice(headerLength, totalLength - headerLength).order(ByteOrder.BIG_ENDIAN),
                bytes(ip, IP_SOURCE),
                bytes(ip, IP_DESTINATION));
    }

    private static Decoded decodePdu(ByteBuffer pdu, byte[] source, byte[] destination) {
        if (pdu.limit() < ADDRESSES) {
            return rejected(
                    RejectReason.TRUNCATED, "vrrp packet too short, length " + pdu.limit() + " and expect at least 8");
        }
        int versionNumber = unsigned(pdu, VERSION_AND_TYPE) >> 4;
        if (versionNumber != 2 && versionNumber != 3) {
            return rejected(RejectReason.VERSION, "wrong version. Received " + versionNumber + " and expect 2 or 3");
        }
        VrrpVersion version = versionNumber == 2 ? VrrpVersion.V2 : VrrpVersion.V3;
        int type = unsigned(pdu, VERSION_AND_TYPE) & 0x0f;
        if (type != TYPE_ADVERTISEMENT) {
            return rejected(RejectReason.TYPE, "Invalid packet type. " + type + " and expect 1");
        }
        int count = unsigned(pdu, ADDRESS_COUNT);
        int length = length(version, count);
        if (pdu.limit() != length) {
            return rejected(
                    RejectReason.LENGTH,
                    "vrrp packet too " + (pdu.limit() < length ? "short" : "long") + ", length " + pdu.limit()
                            + " and expect " + length + " with " + count + " addresses");
        }
        int found = pdu.getShort(CHECKSUM) & 0xffff;
        int expected = checksum(version, pdu, source, destination);
        if (found != expected) {
            return rejected(
                    RejectReason.CHECKSUM,
                    String.format(
                            "Invalid VRRPv%d checksum. Received 0x%04x and expect 0x%04x",
                            versionNumber, found, expected));
        }
        if (unsigned(pdu, VRID) == 0) {
            return rejected(RejectReason.VRID, "VRID 0 (expected 1..255)");
        }
        return decodeFields(version, pdu, count, address(source), address(destination));
    }

    private static Decoded decodeFields(
            VrrpVersion version, ByteBuffer pdu, int count, Inet4Address source, Inet4Address destination) {
        List<InetAddress> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(address(bytes(pdu, ADDRESSES + i * ADDRESS_BYTES)));
        }
        Authentication authentication = Authentication.NONE;
        int centis;
        if (version == VrrpVersion.V2) {
            centis = unsigned(pdu, V2_INTERVAL) * 100;
            int authType = unsigned(pdu, V2_AUTH_TYPE);
            if (authType > 1) {
                return rejected(RejectReason.AUTH_TYPE, "received a " + authType + " auth, expecting 0 or 1!");
            }
            if (authType == 1) {
                byte[] password = new byte[V2_AUTH_BYTES];
                pdu.get(pdu.limit() - V2_AUTH_BYTES, password);
                authentication = new Authentication.SimplePassword(password);
            }
        } else {
            centis = pdu.getShort(V3_INTERVAL) & V3_INTERVAL_MASK;
            if (centis == 0) {
                // Three intervals of nothing would make a backup master at once; keepalived 2.2.7 does just that.
                return rejected(RejectReason.ADVERT_INTERVAL, "advertisement interval 0 (expected 1..4095)");
            }
        }
        Advert advert =
                new Advert(version, unsigned(pdu, VRID), unsigned(pdu, PRIORITY), centis, addresses, authentication);
        return new Decoded.Accepted(new ReceivedAdvert(advert, source, destination, TTL));
    }

    private static int length(VrrpVersion version, int addresses) {
        return ADDRESSES + addresses * ADDRESS_BYTES + (version == VrrpVersion.V2 ? V2_AUTH_BYTES : 0);
    }

    /** RFC 1071's sum with the checksum field taken as zero, complemented. */
    private static int checksum(VrrpVersion version, ByteBuffer pdu, byte[] source, byte[] destination) {
        long sum = 0;
        if (version == VrrpVersion.V3) {
            ByteBuffer pseudo = ByteBuffer.allocate(12)
                    .put(source)
                    .put(destination)
                    .putShort((short) IP_PROTOCOL)
                    .putShort((short) pdu.limit());
            for (int i = 0; i < pseudo.limit(); i += 2) {
                sum += pseudo.getShort(i) & 0xffff;
            }
        }
        for (int i = 0; i < pdu.limit(); i += 2) {
            sum += i == CHECKSUM ? 0 : pdu.getShort(i) & 0xffff;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) ~sum & 0xffff;
    }

    private static int unsigned(ByteBuffer buffer, int index) {
        return buffer.get(index) & 0xff;
    }

    private static byte[] bytes(ByteBuffer buffer, int index) {
        byte[] four = new byte[ADDRESS_BYTES];
        buffer.get(index, four);
        return four;
    }

    private static Inet4Address address(byte[] four) {
        try {
            return (Inet4Address) InetAddress.getByAddress(four);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an IPv4 address", e);
        }
    }

    private static Decoded rejected(RejectReason reason, String detail) {
        return new Decoded.Rejected(reason, detail);
    }
}
