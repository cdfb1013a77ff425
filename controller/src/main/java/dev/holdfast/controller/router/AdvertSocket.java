package dev.holdfast.controller.router;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.socket.RawIpv4Socket;
import dev.holdfast.linuxnet.socket.RawIpv6Socket;
import dev.holdfast.vrrp.packet.Decoded;
import dev.holdfast.vrrp.packet.IpPacket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A raw socket of either family. */
interface AdvertSocket extends AutoCloseable {
    /** What the event loop watches. */
    Pollable pollable();

    /** Sends what {@code AdvertWire} made. */
    void send(byte[] bytes, InetAddress source, InetAddress destination) throws LinuxException;

    /** Reads one packet, whose buffer is the socket's; false when there is none. */
    boolean receive(Consumer<IpPacket> whenRead, Consumer<Decoded.Rejected> otherwise) throws LinuxException;

    /** Sets how many bytes of packets wait to be read. */
    void setReceiveRoom(int bytes) throws LinuxException;

    @Override
    void close();

    /** Opens one, and joins its group. */
    static AdvertSocket open(Segment.Key key) throws LinuxException {
        return switch (key.family()) {
            case IPV4 -> OverIpv4.open(key);
            case IPV6 -> OverIpv6.open(key);
        };
    }

    /** Over IPv4. */
    record OverIpv4(RawIpv4Socket pollable) implements AdvertSocket {
        private static AdvertSocket open(Segment.Key key) throws LinuxException {
            RawIpv4Socket socket = RawIpv4Socket.open(
                    key.interfaceName(),
                    key.index(),
                    key.header() ? IpPacket.AUTHENTICATION_HEADER : IpPacket.VRRP,
                    key.ttl(),
                    key.header());
            try {
                if (key.group() instanceof Inet4Address group) {
                    socket.join(group);
                }
                return new OverIpv4(socket);
            } catch (LinuxException e) {
                socket.close();
                throw e;
            }
        }

        @Override
        public void send(byte[] bytes, InetAddress source, InetAddress destination) throws LinuxException {
            pollable.send(bytes, (Inet4Address) source, (Inet4Address) destination);
        }

        @Override
        public boolean receive(Consumer<IpPacket> whenRead, Consumer<Decoded.Rejected> otherwise)
                throws LinuxException {
            ByteBuffer packet = pollable.receive();
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

        @Override
        public void setReceiveRoom(int bytes) throws LinuxException {
            pollable.setReceiveRoom(bytes);
        }

        @Override
        public void close() {
            pollable.close();
        }
    }

    /** Over IPv6. */
    record OverIpv6(RawIpv6Socket pollable) implements AdvertSocket {
        private static AdvertSocket open(Segment.Key key) throws LinuxException {
            RawIpv6Socket socket = RawIpv6Socket.open(key.interfaceName(), key.index(), IpPacket.VRRP, key.ttl());
            try {
                if (key.group() instanceof Inet6Address group) {
                    socket.join(group);
                }
                return new OverIpv6(socket);
            } catch (LinuxException e) {
                socket.close();
                throw e;
            }
        }

        @Override
        public void send(byte[] bytes, InetAddress source, InetAddress destination) throws LinuxException {
            pollable.send(bytes, (Inet6Address) source, (Inet6Address) destination);
        }

        @Override
        public boolean receive(Consumer<IpPacket> whenRead, Consumer<Decoded.Rejected> otherwise)
                throws LinuxException {
            RawIpv6Socket.Received packet = pollable.receive();
            if (packet == null) {
                return false;
            }
            whenRead.accept(IpPacket.ipv6(packet.source(), packet.destination(), packet.hopLimit(), packet.payload()));
            return true;
        }

        @Override
        public void setReceiveRoom(int bytes) throws LinuxException {
            pollable.setReceiveRoom(bytes);
        }

        @Override
        public void close() {
            pollable.close();
        }
    }
}
