package dev.holdfast.controller.router;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.socket.RawIpv4Socket;
import dev.holdfast.linuxnet.socket.RawIpv6Socket;
import dev.holdfast.linuxnet.socket.RawSocket;
import dev.holdfast.vrrp.packet.Decoded;
import dev.holdfast.vrrp.packet.IpPacket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A raw socket of either family.
 *
 * @param <A> the family's addresses
 */
abstract class AdvertSocket<A extends InetAddress> implements AutoCloseable {
    private final RawSocket<A> raw;
    private final Class<A> family;

    private AdvertSocket(RawSocket<A> raw, Class<A> family) {
        this.raw = raw;
        this.family = family;
    }

    /** Opens one, and joins its group. */
    static AdvertSocket<?> open(Segment.Key key) throws LinuxException {
        AdvertSocket<?> socket = switch (key.family()) {
            case IPV4 -> overIpv4(key);
            case IPV6 -> overIpv6(key);
        };
        try {
            socket.join(key.group());
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    private static OverIpv4 overIpv4(Segment.Key key) throws LinuxException {
        return new OverIpv4(RawIpv4Socket.open(
                key.interfaceName(),
                key.index(),
                key.header() ? IpPacket.AUTHENTICATION_HEADER : IpPacket.VRRP,
                key.ttl(),
                key.header()));
    }

    private static OverIpv6 overIpv6(Segment.Key key) throws LinuxException {
        return new OverIpv6(RawIpv6Socket.open(key.interfaceName(), key.index(), IpPacket.VRRP, key.ttl()));
    }

    private void join(@Nullable InetAddress group) throws LinuxException {
        if (group != null) {
            raw.join(family.cast(group));
        }
    }

    /** What the event loop watches. */
    Pollable pollable() {
        return raw;
    }

    /** Sends what {@code AdvertWire} made. */
    void send(byte[] bytes, InetAddress source, InetAddress destination) throws LinuxException {
        raw.send(bytes, family.cast(source), family.cast(destination));
    }

    /** Reads one packet, whose buffer is the socket's; false when there is none. */
    abstract boolean receive(Consumer<IpPacket> whenRead, Consumer<Decoded.Rejected> otherwise) throws LinuxException;

    /** Sets how many bytes of packets wait to be read. */
    void setReceiveRoom(int bytes) throws LinuxException {
        raw.setReceiveRoom(bytes);
    }

    @Override
    public void close() {
        raw.close();
    }

    private static final class OverIpv4 extends AdvertSocket<Inet4Address> {
        private final RawIpv4Socket socket;

        private OverIpv4(RawIpv4Socket socket) {
            super(socket, Inet4Address.class);
            this.socket = socket;
        }

        @Override
        boolean receive(Consumer<IpPacket> whenRead, Consumer<Decoded.Rejected> otherwise) throws LinuxException {
            ByteBuffer packet = socket.receive();
            if (packet == null) {
                return false;
            }
            return IpPacket.ipv4(
                    packet,
                    read -> {
                        whenRead.accept(read);
                        return true;
                    },
                    rejected -> {
                        otherwise.accept(rejected);
                        return true;
                    });
        }
    }

    private static final class OverIpv6 extends AdvertSocket<Inet6Address> {
        private final RawIpv6Socket socket;

        private OverIpv6(RawIpv6Socket socket) {
            super(socket, Inet6Address.class);
            this.socket = socket;
        }

        @Override
        boolean receive(Consumer<IpPacket> whenRead, Consumer<Decoded.Rejected> otherwise) throws LinuxException {
            RawIpv6Socket.Received packet = socket.receive();
            if (packet == null) {
                return false;
            }
            whenRead.accept(IpPacket.ipv6(packet.source(), packet.destination(), packet.hopLimit(), packet.payload()));
            return true;
        }
    }
}
