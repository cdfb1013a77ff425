package dev.holdfast.vrrp.packet;

import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * VRRP advertisements to bytes and back: what follows the IP header, and the authentication header where there is one.
 * Everything is in network byte order. Checksums of received ones are the business of {@link AdvertWire}.
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
 * <p>The v2 checksum covers the whole of that. keepalived also speaks v2 over IPv6, which no RFC has: 16-byte addresses, a
 * checksum over the pseudo-header, and no authentication data, so that a password shows in the auth type only.
 *
 * <p>VRRPv3, RFC 9568 section 5.2:
 *
 * <pre>
 * +-------+-------+---------------+---------------+---------------+
 * | ver 3 | type 1|      VRID     |    priority   | count of addr |
 * +-------+-------+---------------+---------------+---------------+
 * |reservd| max advert int (centi)|           checksum            |
 * +-------+-----------------------+-------------------------------+
 * |              IPv4 or IPv6 address, count times                |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The v3 checksum also covers a pseudo-header: source, destination, a zero byte, the protocol (112) and the PDU's
 * length. The four reserved bits are sent as zero and ignored on receipt (section 5.2.6).
 */
public final class VrrpCodec {
    /** The only packet type, ADVERTISEMENT. */
    public static final int TYPE_ADVERTISEMENT = 1;

    private static final int VERSION_AND_TYPE = 0;
    private static final int VRID = 1;
    private static final int PRIORITY = 2;
    private static final int ADDRESS_COUNT = 3;
    private static final int V2_AUTH_TYPE = 4;
    private static final int V2_INTERVAL = 5;
    private static final int V3_INTERVAL = 4;
    private static final int ADDRESSES = 8;
    private static final int V2_AUTH_BYTES = 8;
    private static final int V3_INTERVAL_MASK = 0x0fff;

    private VrrpCodec() {}

    /** The PDU of an advert, as the RFCs have it: the addresses count in the checksum of v3 and of IPv6. */
    public static byte[] encode(Advert advert, InetAddress source, InetAddress destination) {
        byte[] pdu = encodeWithoutChecksum(advert, AddressFamily.of(source));
        ByteBuffer bytes = ByteBuffer.wrap(pdu);
        putChecksum(
                pdu,
                advert.version() == VrrpVersion.V3 || AddressFamily.IPV6.has(source)
                        ? Checksum.withPseudoHeader(bytes, source, destination)
                        : Checksum.plain(bytes));
        return pdu;
    }

    static byte[] encodeWithoutChecksum(Advert advert, AddressFamily family) {
        byte[] pdu =
                new byte[length(advert.version(), family, advert.addresses().size())];
        pdu[VERSION_AND_TYPE] = (byte) (advert.version().number() << 4 | TYPE_ADVERTISEMENT);
        pdu[VRID] = (byte) advert.vrid();
        pdu[PRIORITY] = (byte) advert.priority();
        pdu[ADDRESS_COUNT] = (byte) advert.addresses().size();
        int at = ADDRESSES;
        for (InetAddress address : advert.addresses()) {
            if (!family.has(address)) {
                throw new IllegalArgumentException("address " + address.getHostAddress() + " (expected " + family.text()
                        + ", by which the advert goes)");
            }
            System.arraycopy(address.getAddress(), 0, pdu, at, family.addressBytes());
            at += family.addressBytes();
        }
        switch (advert.version()) {
            case V2 -> {
                pdu[V2_AUTH_TYPE] = (byte) advert.authentication().type();
                pdu[V2_INTERVAL] = (byte) (advert.advertIntervalCentis() / 100);
                if (advert.authentication() instanceof Authentication.SimplePassword simple
                        && family == AddressFamily.IPV4) {
                    byte[] password = simple.password();
                    System.arraycopy(password, 0, pdu, at, password.length);
                }
            }
            case V3 -> {
                pdu[V3_INTERVAL] = (byte) (advert.advertIntervalCentis() >> 8);
                pdu[V3_INTERVAL + 1] = (byte) advert.advertIntervalCentis();
            }
        }
        return pdu;
    }

    static void putChecksum(byte[] pdu, int checksum) {
        pdu[Checksum.VRRP_FIELD] = (byte) (checksum >> 8);
        pdu[Checksum.VRRP_FIELD + 1] = (byte) checksum;
    }

    /**
     * Looks whether these bytes are an advert by their form: version, type and length.
     *
     * @param bytes what follows the IP header, and the authentication header where there is one
     * @param trailer how many bytes may follow the PDU: all of them or none
     * @param inFront how many bytes of the packet came before, for people who compare with keepalived's log
     * @return null when they are
     */
    static Decoded.@Nullable Rejected misshapen(ByteBuffer bytes, AddressFamily family, int trailer, int inFront) {
        if (bytes.limit() < ADDRESSES) {
            return new Decoded.Rejected(
                    RejectReason.TRUNCATED,
                    "vrrp packet too short, length " + (bytes.limit() + inFront) + " and expect at least "
                            + (ADDRESSES + inFront));
        }
        int version = unsigned(bytes, VERSION_AND_TYPE) >> 4;
        if (version != 2 && version != 3) {
            return new Decoded.Rejected(
                    RejectReason.VERSION, "wrong version. Received " + version + " and expect 2 or 3");
        }
        int type = unsigned(bytes, VERSION_AND_TYPE) & 0x0f;
        if (type != TYPE_ADVERTISEMENT) {
            return new Decoded.Rejected(RejectReason.TYPE, "Invalid packet type. " + type + " and expect 1");
        }
        int length = lengthOf(bytes, family);
        if (bytes.limit() != length && bytes.limit() != length + trailer) {
            return new Decoded.Rejected(
                    RejectReason.LENGTH,
                    "vrrp packet too " + (bytes.limit() < length ? "short" : "long") + ", length "
                            + (bytes.limit() + inFront) + " and expect " + (length + inFront));
        }
        return null;
    }

    /** The length of the PDU at the start of these bytes, which are not {@link #misshapen}. */
    static int lengthOf(ByteBuffer bytes, AddressFamily family) {
        return length(version(bytes), family, unsigned(bytes, ADDRESS_COUNT));
    }

    /** The version of the PDU at the start of these bytes, which are not {@link #misshapen}. */
    static VrrpVersion version(ByteBuffer bytes) {
        return unsigned(bytes, VERSION_AND_TYPE) >> 4 == 2 ? VrrpVersion.V2 : VrrpVersion.V3;
    }

    /** The checksum that the PDU at the start of these bytes says it has. */
    static int checksumOf(ByteBuffer bytes) {
        return bytes.getShort(Checksum.VRRP_FIELD) & 0xffff;
    }

    /** Reads a PDU which is not {@link #misshapen} and whose checksum is right. */
    static Decoded decode(ByteBuffer pdu, IpPacket packet) {
        AddressFamily family = packet.family();
        VrrpVersion version = version(pdu);
        if (unsigned(pdu, VRID) == 0) {
            return new Decoded.Rejected(RejectReason.VRID, "VRID 0 (expected 1..255)");
        }
        int count = unsigned(pdu, ADDRESS_COUNT);
        List<InetAddress> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(IpPacket.address(pdu, ADDRESSES + i * family.addressBytes(), family.addressBytes()));
        }
        Authentication authentication = Authentication.NONE;
        int centis;
        if (version == VrrpVersion.V2) {
            centis = unsigned(pdu, V2_INTERVAL) * 100;
            int authType = unsigned(pdu, V2_AUTH_TYPE);
            if (authType == Authentication.SimplePassword.TYPE) {
                authentication = password(pdu, family);
            } else if (authType == Authentication.Header.TYPE) {
                // Whether there is one was the business of whoever took it off.
                authentication = Authentication.HEADER;
            } else if (authType != 0) {
                return new Decoded.Rejected(RejectReason.AUTH_TYPE, "Invalid auth type: " + authType);
            }
        } else {
            centis = pdu.getShort(V3_INTERVAL) & V3_INTERVAL_MASK;
            if (centis == 0) {
                // Three intervals of nothing would make a backup master at once; keepalived 2.2.7 does just that.
                return new Decoded.Rejected(
                        RejectReason.ADVERT_INTERVAL, "advertisement interval 0 (expected 1..4095)");
            }
        }
        Advert advert =
                new Advert(version, unsigned(pdu, VRID), unsigned(pdu, PRIORITY), centis, addresses, authentication);
        return new Decoded.Accepted(new ReceivedAdvert(advert, packet.source(), packet.destination(), packet.ttl()));
    }

    private static Authentication password(ByteBuffer pdu, AddressFamily family) {
        byte[] password = new byte[family == AddressFamily.IPV4 ? V2_AUTH_BYTES : 0];
        pdu.get(pdu.limit() - password.length, password);
        return new Authentication.SimplePassword(password);
    }

    private static int length(VrrpVersion version, AddressFamily family, int addresses) {
        boolean data = version == VrrpVersion.V2 && family == AddressFamily.IPV4;
        return ADDRESSES + addresses * family.addressBytes() + (data ? V2_AUTH_BYTES : 0);
    }

    private static int unsigned(ByteBuffer buffer, int index) {
        return buffer.get(index) & 0xff;
    }
}
