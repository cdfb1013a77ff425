package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives whole Ethernet frames: packet(7). Never blocks. Used by one thread. Sending allocates nothing.
 *
 * <pre>
 *  struct sockaddr_ll (linux/if_packet.h)
 *  0        2          4                8               10         11             12              20
 *  | family | protocol | interface index | hardware type | kind | address length | address (8) |
 * </pre>
 */
public final class PacketSocket implements Pollable {

    private static final int AF_PACKET = 17;
    private static final int ADDRESS_LENGTH = 20;
    private static final int PROTOCOL_AT = 2;
    private static final int IF_INDEX_AT = 4;
    private static final int FRAME_AT = 32;
    /** {@code ETH_FRAME_LEN} of linux/if_ether.h and a VLAN tag; larger frames are not for this socket. */
    private static final int LARGEST_FRAME = 1518;

    private final SocketDescriptor descriptor;
    private final NativeBuffer outgoing = NativeBuffer.allocate(FRAME_AT + LARGEST_FRAME);

    private PacketSocket(SocketDescriptor descriptor) {
        this.descriptor = descriptor;
        outgoing.bytes().putShort(0, (short) AF_PACKET);
    }

    /**
     * Opens a socket that only sends, on any interface.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_RAW}
     */
    public static PacketSocket open() throws LinuxException {
        return new PacketSocket(SocketDescriptor.open("packet socket", AF_PACKET, 0, 1));
    }

    /**
     * Opens a socket that also receives the frames of one type on one interface.
     *
     * @param ifIndex the interface's index
     * @param etherType for instance 0x0806, ARP
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_RAW}; {@code ENODEV} when there is no such interface
     */
    public static PacketSocket open(int ifIndex, int etherType) throws LinuxException {
        String name = String.format("packet socket for type 0x%04x on interface %d", etherType, ifIndex);
        // Protocol 0 at first: nothing is queued before it is bound to the interface.
        SocketDescriptor descriptor = SocketDescriptor.open(name, AF_PACKET, 0, LARGEST_FRAME);
        try {
            NativeBuffer address = NativeBuffer.allocate(ADDRESS_LENGTH);
            address.bytes().putShort(0, (short) AF_PACKET).putInt(IF_INDEX_AT, ifIndex);
            address.bytes()
                    .order(ByteOrder.BIG_ENDIAN)
                    .putShort(PROTOCOL_AT, (short) etherType)
                    .order(ByteOrder.nativeOrder());
            int result = Libc.bind(descriptor.fd(), address, ADDRESS_LENGTH);
            if (result < 0) {
                throw descriptor.failed("bind ", result);
            }
            return new PacketSocket(descriptor);
        } catch (LinuxException e) {
            descriptor.close();
            throw e;
        }
    }

    /**
     * Sends a frame.
     *
     * @param ifIndex the interface to send it on
     * @param frame the whole frame with its Ethernet header, without a checksum, at most 1518 bytes
     * @throws LinuxException when the kernel does not take it, for instance {@code ENETDOWN}, {@code ENXIO} (no such
     *     interface), {@code ENOBUFS}
     */
    public void sendTo(int ifIndex, byte[] frame) throws LinuxException {
        if (frame.length > LARGEST_FRAME) {
            throw new IllegalArgumentException(
                    "frame of " + frame.length + " bytes (expected at most " + LARGEST_FRAME + ")");
        }
        outgoing.bytes().putInt(IF_INDEX_AT, ifIndex).put(FRAME_AT, frame);
        int result = transmit(frame.length);
        for (int i = 0; result == -Errno.EINTR && i < 16; i++) {
            result = transmit(frame.length);
        }
        if (result < 0) {
            throw descriptor.failed("send on interface " + ifIndex + " with ", result);
        }
    }

    /**
     * Receives a frame without waiting.
     *
     * @return the frame with its Ethernet header, from position 0 to the limit, in network order, valid until the next call; null
     *     when there is none
     * @throws LinuxException when the socket cannot be read, for instance {@code ENETDOWN}
     */
    public @Nullable ByteBuffer receive() throws LinuxException {
        return descriptor.receive();
    }

    @Override
    public int fd() {
        return descriptor.fd();
    }

    @Override
    public void close() {
        descriptor.close();
    }

    private int transmit(int length) {
        int fd = descriptor.fd();
        return fd < 0 ? -Errno.EBADF : Libc.sendto(fd, outgoing, FRAME_AT, length, 0, 0, ADDRESS_LENGTH);
    }
}
