package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;

/**
 * A netlink socket's descriptor: what {@link NetlinkSocket} and {@link NetlinkListener} have in common.
 *
 * <pre>
 *  struct sockaddr_nl (linux/netlink.h)
 *  0        2     4         8              12
 *  | family | pad | port id | multicast groups |
 * </pre>
 */
final class NetlinkDescriptor {

    // bits/socket.h, asm-generic/socket.h, linux/netlink.h
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    private static final int ADDRESS_LENGTH = 12;
    private static final int ADDRESS_FAMILY_AT = 0;
    private static final int ADDRESS_PORT_ID_AT = 4;
    private static final int ADDRESS_GROUPS_AT = 8;

    private final NativeBuffer address;
    private int fd;
    private int portId;

    private NetlinkDescriptor(int fd, NativeBuffer address) {
        this.fd = fd;
        this.address = address;
    }

    /**
     * Opens and binds a socket.
     *
     * @param typeFlags or-ed into the socket type, for instance {@code SOCK_NONBLOCK}
     * @param groups the legacy bit mask of multicast groups to join
     */
    static NetlinkDescriptor open(int protocol, int typeFlags, int groups) throws LinuxException {
        String operation = "open netlink socket of protocol " + protocol;
        // The length of an address follows the address: see Libc.recvfrom.
        NativeBuffer address = NativeBuffer.allocate(ADDRESS_LENGTH + Integer.BYTES);
        int fd =
                LinuxException.check(Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | typeFlags, protocol), operation);
        NetlinkDescriptor descriptor = new NetlinkDescriptor(fd, address);
        try {
            // Kernels before 4.3 and 4.12 do not know these two; without them errors are longer and have no words.
            Libc.setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
            Libc.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
            address.bytes().putShort(ADDRESS_FAMILY_AT, (short) AF_NETLINK).putInt(ADDRESS_GROUPS_AT, groups);
            LinuxException.check(Libc.bind(fd, address, ADDRESS_LENGTH), operation + ", bind");
            LinuxException.check(Libc.getsockname(fd, address), operation + ", getsockname");
            descriptor.portId = address.bytes().getInt(ADDRESS_PORT_ID_AT);
            return descriptor;
        } catch (LinuxException e) {
            descriptor.close();
            throw e;
        }
    }

    /** The descriptor, or -1 when it is closed. */
    int fd() {
        return fd;
    }

    /** The port the kernel gave this socket. */
    int portId() {
        return portId;
    }

    /** Makes {@link #receive} wait for so long and no longer. */
    void limitWaiting(int seconds) throws LinuxException {
        // struct timeval of 64-bit systems: seconds and microseconds, 8 bytes each.
        NativeBuffer timeval = NativeBuffer.allocate(2 * Long.BYTES);
        timeval.bytes().putLong(0, seconds);
        LinuxException.check(
                Libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval, 2 * Long.BYTES),
                "limit the wait for netlink answers to " + seconds + " s");
    }

    /**
     * Asks for room for messages that are not read yet.
     *
     * @return how many bytes there are, counted with the kernel's bookkeeping
     */
    int setReceiveRoom(ReceiveRoom room) throws LinuxException {
        if (!room.beyondLimit() || Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, room.bytes()) < 0) {
            LinuxException.check(
                    Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, room.bytes()),
                    "set netlink receive buffer to " + room.bytes() + " bytes");
        }
        return LinuxException.check(Libc.getsockopt(fd, SOL_SOCKET, SO_RCVBUF), "read netlink receive buffer's size");
    }

    /**
     * Receives a datagram of the kernel's; those of other processes, who may send to anyone's netlink port, are dropped.
     *
     * @return its true length, even where the buffer is smaller; or a negated error number
     */
    int receive(NativeBuffer buffer, boolean wait) {
        if (fd < 0) {
            return -Errno.EBADF;
        }
        int length;
        do {
            length = Libc.recvfrom(fd, buffer, buffer.capacity(), MSG_TRUNC | (wait ? 0 : MSG_DONTWAIT), address);
        } while (length >= 0 && address.bytes().getInt(ADDRESS_PORT_ID_AT) != 0);
        return length;
    }

    void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
