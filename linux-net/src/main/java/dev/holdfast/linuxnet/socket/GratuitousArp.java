package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.HardwareAddress;
import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * The frame that tells a segment which hardware address an IPv4 address now belongs to.
 *
 * <p>An ARP request, broadcast, whose sender and target are both the address (RFC 5227 section 1.2, RFC 826). The target's hardware
 * address, which receivers of a request do not look at, is the broadcast address as keepalived writes it.
 *
 * <pre>
 *  0             6          12       14      16       18     19     20     22            28          32            38
 *  | destination | source   | 0x0806 | hw: 1 | 0x0800 | len 6| len 4| op 1 | sender's hw | sender ip | target's hw | target ip |
 * </pre>
 */
public final class GratuitousArp {

    /** How many bytes the frame has, without the padding that Ethernet adds. */
    public static final int LENGTH = 42;

    /** {@code ETH_P_ARP} of linux/if_ether.h. */
    public static final int ETHER_TYPE = 0x0806;

    private static final int BROADCAST = -1;
    private static final int HARDWARE_ETHERNET = 1;
    private static final int PROTOCOL_IPV4 = 0x0800;
    private static final int REQUEST = 1;

    private GratuitousArp() {}

    /**
     * The frame. It can be kept and sent again.
     *
     * @param mac the interface's address, six bytes
     * @param ip the address that is now there
     * @throws IllegalArgumentException when {@code mac} has not six bytes
     */
    public static byte[] frame(HardwareAddress mac, Inet4Address ip) {
        byte[] hardware = mac.toBytes();
        if (hardware.length != 6) {
            throw new IllegalArgumentException("hardware address of " + hardware.length + " bytes (expected 6)");
        }
        byte[] address = ip.getAddress();
        byte[] frame = new byte[LENGTH];
        ByteBuffer.wrap(frame)
                .putInt(BROADCAST)
                .putShort((short) BROADCAST)
                .put(hardware)
                .putShort((short) ETHER_TYPE)
                .putShort((short) HARDWARE_ETHERNET)
                .putShort((short) PROTOCOL_IPV4)
                .put((byte) hardware.length)
                .put((byte) address.length)
                .putShort((short) REQUEST)
                .put(hardware)
                .put(address)
                .putInt(BROADCAST)
                .putShort((short) BROADCAST)
                .put(address);
        return frame;
    }
}
