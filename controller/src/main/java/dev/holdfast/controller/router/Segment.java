package dev.holdfast.controller.router;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.socket.RawIpv4Socket;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.Decoded;
import dev.holdfast.vrrp.packet.VrrpCodec;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The VRRP socket of one interface, shared by the instances on it. */
final class Segment implements AutoCloseable {
    /** The IPv4 multicast group (RFC 9568 section 5.1.1.2). */
    private static final Inet4Address GROUP = group();
    /** How many packets are read before other work gets its turn. */
    private static final int PACKETS_PER_TURN = 64;

    private final String interfaceName;
    private final int index;
    private final RawIpv4Socket socket;
    private final Map<Integer, VirtualRouter> byVrid = new HashMap<>();

    private Segment(String interfaceName, int index, RawIpv4Socket socket) {
        this.interfaceName = interfaceName;
        this.index = index;
        this.socket = socket;
    }

    static Segment open(String interfaceName, int index) throws LinuxException {
        RawIpv4Socket socket = RawIpv4Socket.open(interfaceName, index, VrrpCodec.IP_PROTOCOL);
        try {
            socket.join(GROUP);
            return new Segment(interfaceName, index, socket);
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    String interfaceName() {
        return interfaceName;
    }

    int index() {
        return index;
    }

    RawIpv4Socket socket() {
        return socket;
    }

    /** Lets an instance hear the adverts of its VRID. */
    void join(VirtualRouter router) {
        byVrid.put(router.config().vrid(), router);
    }

    /** Ends {@link #join}; true when no instance is left. */
    boolean leave(VirtualRouter router) {
        byVrid.remove(router.config().vrid(), router);
        return byVrid.isEmpty();
    }

    /** The instance with that VRID, or null. */
    @Nullable VirtualRouter router(int vrid) {
        return byVrid.get(vrid);
    }

    void send(Advert advert, InetAddress source) throws LinuxException {
        socket.send(VrrpCodec.encode(advert, source, GROUP), (Inet4Address) source, GROUP);
    }

    /** Reads what has arrived, a bounded number of packets. */
    void receive(Consumer<Decoded> whenDecoded) throws LinuxException {
        for (int i = 0; i < PACKETS_PER_TURN; i++) {
            ByteBuffer packet = socket.receive();
            if (packet == null) {
                return;
            }
            whenDecoded.accept(VrrpCodec.decode(packet));
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    private static Inet4Address group() {
        try {
            return (Inet4Address) InetAddress.getByAddress(new byte[] {(byte) 224, 0, 0, 18});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }
}
