package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket for one IP protocol on one interface, as routing protocols use it: packets leave with TTL 255 and TOS 0xc0, are not
 * looped back, and have the source address that each send asks for.
 *
 * <p>Only packets that arrive on the interface are received, and of multicast groups only those joined here. Never blocks. Used by
 * one thread. An interface that is removed and made again is another one: open another socket.
 */
public final class RawIpv4Socket implements RawSocket<Inet4Address> {

    /** The longest payload that {@link #send} takes, in bytes. */
    public static final int LARGEST_PAYLOAD = 65_515;

    // bits/socket.h, asm-generic/socket.h, linux/in.h
    private static final int AF_INET = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PRIORITY = 12;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IP_TTL = 2;
    private static final int IP_HDRINCL = 3;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_TRANSPARENT = 19;
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IP_MULTICAST_ALL = 49;
    private static final int IP_PMTUDISC_DONT = 0;

    /** The only TTL a VRRP receiver accepts: the packet crossed no router (RFC 9568 section 5.1.1.3). */
    private static final int TTL = 255;
    /** Precedence 6, "internetwork control" (RFC 791). */
    private static final int TOS = 0xc0;
    /** {@code TC_PRIO_CONTROL} of linux/pkt_sched.h: ahead of bulk traffic in the interface's queue. */
    private static final int PRIORITY = 6;
    /** So that a pause of the reader loses nothing: a thousand adverts with the kernel's bookkeeping. */
    static final int RECEIVE_ROOM = 512 * 1024;
    /** An IPv4 header with options and the largest VRRP packet there is, 255 addresses and authentication, with room to spare. */
    private static final int RECEIVE_BUFFER = 4096;

    private final SocketDescriptor descriptor;
    private final int ifIndex;
    private final OutgoingMessage outgoing;

    private RawIpv4Socket(SocketDescriptor descriptor, int ifIndex) {
        this.descriptor = descriptor;
        this.ifIndex = ifIndex;
        this.outgoing = new OutgoingMessage(OutgoingMessage.Layout.IPV4, ifIndex, LARGEST_PAYLOAD);
    }

    /**
     * Opens a socket; it has joined no multicast group yet.
     *
     * @param ifName the interface to send and receive on
     * @param ifIndex its index
     * @param protocol the IP protocol, 1 to 255; 112 is VRRP
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_RAW}; {@code ENODEV} when there is no such interface
     */
    public static RawIpv4Socket open(String ifName, int ifIndex, int protocol) throws LinuxException {
        return open(ifName, ifIndex, protocol, TTL, false);
    }

    /**
     * Opens a socket; it has joined no multicast group yet.
     *
     * @param ifName the interface to send and receive on, or null for whichever leads there
     * @param ifIndex its index, or 0
     * @param protocol the IP protocol, 1 to 255; 112 is VRRP, 51 the authentication header
     * @param ttl the time to live of unicast, 0 to 255; 0 is the system's own
     * @param withHeader whether what is sent begins with its IPv4 header, of which the kernel fills in the checksum, and the
     *     identification where it is zero
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_RAW}; {@code ENODEV} when there is no such interface
     */
    public static RawIpv4Socket open(@Nullable String ifName, int ifIndex, int protocol, int ttl, boolean withHeader)
            throws LinuxException {
        String name = "raw IPv4 socket for protocol " + protocol + (ifName == null ? "" : " on " + ifName);
        SocketDescriptor descriptor = SocketDescriptor.open(name, AF_INET, protocol, RECEIVE_BUFFER);
        try {
            if (ifName != null) {
                descriptor.setDevice(ifName);
            }
            descriptor.setReceiveRoom(RECEIVE_ROOM);
            if (ttl > 0) {
                descriptor.set(IPPROTO_IP, IP_TTL, "IP_TTL", ttl);
            }
            descriptor.set(IPPROTO_IP, IP_HDRINCL, "IP_HDRINCL", withHeader ? 1 : 0);
            descriptor.set(IPPROTO_IP, IP_TOS, "IP_TOS", TOS);
            // After IP_TOS, which sets a priority of its own.
            descriptor.set(SOL_SOCKET, SO_PRIORITY, "SO_PRIORITY", PRIORITY);
            descriptor.set(IPPROTO_IP, IP_MTU_DISCOVER, "IP_MTU_DISCOVER", IP_PMTUDISC_DONT);
            // The source may be an address this host does not have (yet, or any more).
            descriptor.set(IPPROTO_IP, IP_TRANSPARENT, "IP_TRANSPARENT", 1);
            descriptor.set(IPPROTO_IP, IP_MULTICAST_TTL, "IP_MULTICAST_TTL", TTL);
            descriptor.set(IPPROTO_IP, IP_MULTICAST_LOOP, "IP_MULTICAST_LOOP", 0);
            descriptor.set(IPPROTO_IP, IP_MULTICAST_ALL, "IP_MULTICAST_ALL", 0);
            if (ifName != null) {
                NativeBuffer onInterface = multicastRequest(null, ifIndex);
                descriptor.set(IPPROTO_IP, IP_MULTICAST_IF, "IP_MULTICAST_IF", onInterface, onInterface.capacity());
            }
            return new RawIpv4Socket(descriptor, ifIndex);
        } catch (LinuxException e) {
            descriptor.close();
            throw e;
        }
    }

    @Override
    public void join(Inet4Address group) throws LinuxException {
        NativeBuffer request = multicastRequest(group, ifIndex);
        int result = Libc.setsockopt(descriptor.fd(), IPPROTO_IP, IP_ADD_MEMBERSHIP, request, request.capacity());
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

    /**
     * Sends a packet.
     *
     * @param payload what follows the IP header, or begins with it in a socket opened so, from its position to its limit, at most {@link #LARGEST_PAYLOAD} bytes; not
     *     changed
     * @param from the source address, which need not be the interface's first one, nor one it has
     * @param to the destination, a multicast group or a host
     * @throws LinuxException when the kernel does not take it, for instance {@code ENETDOWN}, {@code ENETUNREACH},
     *     {@code ENOBUFS}
     */
    public void send(ByteBuffer payload, Inet4Address from, Inet4Address to) throws LinuxException {
        outgoing.send(descriptor, payload, from, to);
    }

    @Override
    public void send(byte[] payload, Inet4Address from, Inet4Address to) throws LinuxException {
        outgoing.send(descriptor, payload, from, to);
    }

    /**
     * Receives a packet without waiting.
     *
     * @return the whole IPv4 packet with its header, from position 0 to the limit, in network order, valid until the next call;
     *     null when there is none. Of a packet longer than 4096 bytes only those are there.
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

    /** {@code struct ip_mreqn} (linux/in.h): group@0, address@4, interface index@8. */
    private static NativeBuffer multicastRequest(@Nullable Inet4Address group, int ifIndex) {
        NativeBuffer request = NativeBuffer.allocate(12);
        if (group != null) {
            request.bytes().put(0, group.getAddress());
        }
        request.bytes().putInt(8, ifIndex);
        return request;
    }
}
