package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A socket for one protocol over IPv6, on one interface or on any, as routing protocols use it: packets leave with hop limit 255
 * and traffic class 0xc0, are not looped back, and have the source address that each send asks for. The kernel leaves checksums
 * alone, both ways.
 *
 * <p>The kernel gives it what comes for any group that the host has joined, not only here. Never blocks. Used by one thread. An interface that is removed and
 * made again is another one: open another socket. Sending allocates nothing.
 *
 * <p>One block of memory holds all that recvmsg(2) fills in:
 *
 * <pre>
 *  0                56         72                 104                           232
 *  | struct msghdr  | iovec    | sockaddr_in6     | cmsghdrs with what is asked | payload …
 * </pre>
 */
public final class RawIpv6Socket implements RawSocket<Inet6Address> {

    /** The longest payload that {@link #send} takes, in bytes. */
    public static final int LARGEST_PAYLOAD = 65_535;

    // bits/socket.h, asm-generic/socket.h, linux/in6.h
    private static final int AF_INET6 = 10;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PRIORITY = 12;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_UNICAST_HOPS = 16;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int IPV6_ADD_MEMBERSHIP = 20;
    private static final int IPV6_RECVPKTINFO = 49;
    private static final int IPV6_PKTINFO = 50;
    private static final int IPV6_RECVHOPLIMIT = 51;
    private static final int IPV6_HOPLIMIT = 52;
    private static final int IPV6_TCLASS = 67;
    private static final int IPV6_TRANSPARENT = 75;
    private static final int MSG_DONTWAIT = 0x40;

    /** The only hop limit that a VRRP receiver accepts of multicast (RFC 9568 section 5.1.2.3). */
    private static final int HOP_LIMIT = 255;
    /** Precedence 6, "internetwork control". */
    private static final int TRAFFIC_CLASS = 0xc0;
    /** {@code TC_PRIO_CONTROL} of linux/pkt_sched.h: ahead of bulk traffic in the interface's queue. */
    private static final int PRIORITY = 6;
    /** The largest VRRP packet there is, 255 addresses, with room to spare. */
    private static final int RECEIVE_BUFFER = 8192;

    private static final int IOVEC_AT = 56;
    private static final int NAME_AT = 72;
    private static final int NAME_LENGTH = 28;
    private static final int CONTROL_AT = 104;
    private static final int CONTROL_HEADER = 16;
    private static final int RECEIVE_CONTROL_LENGTH = 128;
    private static final int RECEIVE_PAYLOAD_AT = CONTROL_AT + RECEIVE_CONTROL_LENGTH;

    private static final int SOURCE_AT = NAME_AT + 8;

    /**
     * A packet that came in.
     *
     * @param source the sender's address, without a scope
     * @param destination the group or address it was sent to, without a scope
     * @param hopLimit what was left of it, 0 to 255
     * @param payload what follows the IPv6 header, from position 0 to the limit, in network order, valid until the next call
     */
    public record Received(Inet6Address source, Inet6Address destination, int hopLimit, ByteBuffer payload) {}

    private final SocketDescriptor descriptor;
    private final int ifIndex;
    private final NativeBuffer incoming = newBlock();
    private final ByteBuffer payloads =
            incoming.bytes().slice(RECEIVE_PAYLOAD_AT, RECEIVE_BUFFER).order(ByteOrder.BIG_ENDIAN);
    private final OutgoingMessage outgoing;

    private RawIpv6Socket(SocketDescriptor descriptor, int ifIndex) {
        this.descriptor = descriptor;
        this.ifIndex = ifIndex;
        this.outgoing = new OutgoingMessage(OutgoingMessage.Layout.IPV6, ifIndex, LARGEST_PAYLOAD);
    }

    /**
     * Opens a socket; it has joined no multicast group yet.
     *
     * @param ifName the interface to send and receive on, or null for whichever leads there
     * @param ifIndex its index, or 0
     * @param protocol the protocol, 1 to 255; 112 is VRRP
     * @param hopLimit the hop limit of unicast, 0 to 255
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_RAW}; {@code ENODEV} when there is no such interface; {@code
     *     EAFNOSUPPORT} on a machine without IPv6
     */
    public static RawIpv6Socket open(@Nullable String ifName, int ifIndex, int protocol, int hopLimit)
            throws LinuxException {
        String name = "raw IPv6 socket for protocol " + protocol + (ifName == null ? "" : " on " + ifName);
        SocketDescriptor descriptor = SocketDescriptor.open(name, AF_INET6, protocol, 1);
        try {
            if (ifName != null) {
                descriptor.setDevice(ifName);
                descriptor.set(IPPROTO_IPV6, IPV6_MULTICAST_IF, "IPV6_MULTICAST_IF", ifIndex);
            }
            descriptor.setReceiveRoom(RawIpv4Socket.RECEIVE_ROOM);
            descriptor.set(IPPROTO_IPV6, IPV6_UNICAST_HOPS, "IPV6_UNICAST_HOPS", hopLimit);
            descriptor.set(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, "IPV6_MULTICAST_HOPS", HOP_LIMIT);
            descriptor.set(IPPROTO_IPV6, IPV6_MULTICAST_LOOP, "IPV6_MULTICAST_LOOP", 0);
            descriptor.set(IPPROTO_IPV6, IPV6_TCLASS, "IPV6_TCLASS", TRAFFIC_CLASS);
            descriptor.set(SOL_SOCKET, SO_PRIORITY, "SO_PRIORITY", PRIORITY);
            // The source may be an address this host does not have (yet, or any more).
            descriptor.set(IPPROTO_IPV6, IPV6_TRANSPARENT, "IPV6_TRANSPARENT", 1);
            descriptor.set(IPPROTO_IPV6, IPV6_RECVPKTINFO, "IPV6_RECVPKTINFO", 1);
            descriptor.set(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, "IPV6_RECVHOPLIMIT", 1);
            return new RawIpv6Socket(descriptor, ifIndex);
        } catch (LinuxException e) {
            descriptor.close();
            throw e;
        }
    }

    @Override
    public void join(Inet6Address group) throws LinuxException {
        // struct ipv6_mreq (linux/in6.h): group@0, interface index@16.
        NativeBuffer request = NativeBuffer.allocate(20);
        request.bytes().put(0, group.getAddress()).putInt(16, ifIndex);
        int result = Libc.setsockopt(descriptor.fd(), IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, request, request.capacity());
        if (result < 0 && result != -Errno.EADDRINUSE) {
            throw descriptor.failed("join " + group.getHostAddress() + " with ", result);
        }
    }

    /**
     * Marks what is sent from now on.
     *
     * @param mark 1..4294967295
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_ADMIN}
     */
    public void setMark(long mark) throws LinuxException {
        descriptor.setMark(mark);
    }

    @Override
    public void setReceiveRoom(int bytes) throws LinuxException {
        descriptor.setReceiveRoom(bytes);
    }

    @Override
    public void send(byte[] payload, Inet6Address from, Inet6Address to) throws LinuxException {
        outgoing.send(descriptor, payload, from, to);
    }

    /**
     * Receives a packet without waiting.
     *
     * @return the packet, of which at most 8192 bytes are there; null when there is none
     * @throws LinuxException when the socket cannot be read, for instance {@code ENETDOWN}
     */
    public @Nullable Received receive() throws LinuxException {
        ByteBuffer block = incoming.bytes();
        block.putInt(8, NAME_LENGTH).putLong(40, RECEIVE_CONTROL_LENGTH).putInt(48, 0);
        int length = descriptor.fd() < 0 ? -Errno.EBADF : Libc.recvmsg(descriptor.fd(), incoming, MSG_DONTWAIT);
        for (int i = 0; length == -Errno.EINTR && i < 16; i++) {
            length = Libc.recvmsg(descriptor.fd(), incoming, MSG_DONTWAIT);
        }
        if (length == -Errno.EAGAIN || length == -Errno.EINTR) {
            return null;
        }
        if (length < 0) {
            throw descriptor.failed("receive from ", length);
        }
        // Both were asked for, so the kernel gives both; what it did not say is as bad as what is wrong.
        int hopLimit = 0;
        Inet6Address to = address(block, SOURCE_AT);
        int end = CONTROL_AT + (int) block.getLong(40);
        for (int at = CONTROL_AT; at + CONTROL_HEADER <= end; at = next(block, at)) {
            if (block.getInt(at + 8) == IPPROTO_IPV6 && block.getInt(at + 12) == IPV6_PKTINFO) {
                to = address(block, at + CONTROL_HEADER);
            } else if (block.getInt(at + 8) == IPPROTO_IPV6 && block.getInt(at + 12) == IPV6_HOPLIMIT) {
                hopLimit = block.getInt(at + CONTROL_HEADER);
            }
        }
        return new Received(
                address(block, SOURCE_AT), to, hopLimit, payloads.clear().limit(length));
    }

    @Override
    public int fd() {
        return descriptor.fd();
    }

    @Override
    public void close() {
        descriptor.close();
    }

    /** {@code CMSG_NXTHDR}: lengths are rounded up to whole longs. */
    private static int next(ByteBuffer block, int at) {
        long length = Math.max(CONTROL_HEADER, block.getLong(at));
        return at + (int) (length + Long.BYTES - 1 & -Long.BYTES);
    }

    private static NativeBuffer newBlock() {
        NativeBuffer block = NativeBuffer.allocate(RECEIVE_PAYLOAD_AT + RECEIVE_BUFFER);
        block.bytes()
                .putLong(0, block.addressOf(NAME_AT))
                .putLong(16, block.addressOf(IOVEC_AT))
                .putLong(24, 1)
                .putLong(32, block.addressOf(CONTROL_AT))
                .putLong(IOVEC_AT, block.addressOf(RECEIVE_PAYLOAD_AT))
                .putLong(IOVEC_AT + 8, RECEIVE_BUFFER);
        return block;
    }

    private static Inet6Address address(ByteBuffer block, int at) {
        byte[] bytes = new byte[16];
        block.get(at, bytes);
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new AssertionError("sixteen bytes are an IPv6 address", e);
        }
    }
}
