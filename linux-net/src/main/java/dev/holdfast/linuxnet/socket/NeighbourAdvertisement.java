package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.HardwareAddress;
import java.net.Inet6Address;
import java.nio.ByteBuffer;

/**
 * The frame that tells a segment which hardware address an IPv6 address now belongs to: an unsolicited neighbour advertisement (RFC
 * 4861 sections 4.4 and 7.2.6) to all nodes, from the address itself, which overrides what neighbours know.
 *
 * <pre>
 *  0             6        12       14                54     55     56         58              62       78       80
 *  | destination | source | 0x86dd | IPv6 header (40)| 136  | 0    | checksum | flags R S O … | target | 2 | 1  | sender's hw |
 * </pre>
 */
public final class NeighbourAdvertisement {

    /** How many bytes the frame has. */
    public static final int LENGTH = 86;

    private static final int ETHER_TYPE = 0x86dd;
    private static final int ICMPV6 = 58;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int PAYLOAD = 32;
    private static final int PAYLOAD_AT = 54;
    private static final int CHECKSUM_AT = 56;
    private static final int ADDRESSES_AT = 22;
    private static final int ROUTER = 0x8000_0000;
    private static final int OVERRIDE = 0x2000_0000;
    private static final int TARGET_LINK_LAYER_ADDRESS = 2;

    /** ff02::1, which Ethernet carries to 33:33:00:00:00:01 (RFC 2464 section 7). */
    private static final byte[] ALL_NODES = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private NeighbourAdvertisement() {}

    /**
     * The frame. It can be kept and sent again.
     *
     * @param mac the interface's address, six bytes
     * @param ip the address that is now there
     * @param router whether this host forwards packets of the interface
     * @throws IllegalArgumentException when {@code mac} has not six bytes
     */
    public static byte[] frame(HardwareAddress mac, Inet6Address ip, boolean router) {
        byte[] hardware = mac.toBytes();
        if (hardware.length != 6) {
            throw new IllegalArgumentException("hardware address of " + hardware.length + " bytes (expected 6)");
        }
        byte[] address = ip.getAddress();
        byte[] frame = new byte[LENGTH];
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        bytes.putShort((short) 0x3333)
                .putInt(1)
                .put(hardware)
                .putShort((short) ETHER_TYPE)
                .putInt(0x6000_0000)
                .putShort((short) PAYLOAD)
                .put((byte) ICMPV6)
                .put((byte) 255)
                .put(address)
                .put(ALL_NODES)
                .put((byte) NEIGHBOUR_ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(OVERRIDE | (router ? ROUTER : 0))
                .put(address)
                .put((byte) TARGET_LINK_LAYER_ADDRESS)
                .put((byte) 1)
                .put(hardware);
        bytes.putShort(CHECKSUM_AT, checksum(bytes));
        return frame;
    }

    /** RFC 4443 section 2.3: over the message and a pseudo-header of both addresses, the length and the protocol. */
    private static short checksum(ByteBuffer frame) {
        int sum = PAYLOAD + ICMPV6;
        for (int at = ADDRESSES_AT; at < PAYLOAD_AT + PAYLOAD; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~((sum & 0xffff) + (sum >>> 16));
    }
}
