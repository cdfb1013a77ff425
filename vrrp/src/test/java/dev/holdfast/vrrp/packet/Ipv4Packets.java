package dev.holdfast.vrrp.packet;

import dev.holdfast.vrrp.AddressFamily;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Packets and addresses as tests write them. */
public final class Ipv4Packets {
    public static final Inet4Address GROUP = address("224.0.0.18");

    private Ipv4Packets() {}

    /** An address from its dotted form; never looks a name up. */
    public static Inet4Address address(String dotted) {
        String[] parts = dotted.split("\\.", -1);
        byte[] four = new byte[4];
        for (int i = 0; i < 4; i++) {
            four[i] = (byte) Integer.parseInt(parts[i]);
        }
        try {
            return (Inet4Address) InetAddress.getByAddress(four);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** An IPv6 address from its text; never looks a name up. */
    public static InetAddress ipv6(String text) {
        if (!text.contains(":")) {
            throw new IllegalArgumentException(text);
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** An IPv4 packet, as a raw socket delivers it. */
    public static byte[] packet(byte[] pdu, Inet4Address source, Inet4Address destination, int ttl) {
        return ByteBuffer.allocate(20 + pdu.length)
                .put(new byte[] {0x45, (byte) 0xc0})
                .putShort((short) (20 + pdu.length))
                .putInt(0)
                .put((byte) ttl)
                .put((byte) 112)
                .putShort((short) 0)
                .put(source.getAddress())
                .put(destination.getAddress())
                .put(pdu)
                .array();
    }

    /** What an instance without any authentication, on the usual group, makes of an IPv4 packet. */
    public static Decoded decode(ByteBuffer packet) {
        return IpPacket.ipv4(
                packet,
                read -> AdvertWire.open(WireConfig.multicast(AddressFamily.IPV4), WireState.INITIAL, read, 0)
                        .decoded(),
                rejected -> rejected);
    }

    /** An IPv6 packet with its header, as captures have it, the way a socket delivers it. */
    public static IpPacket ipv6(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        return IpPacket.ipv6(
                IpPacket.address(bytes, 8, 16),
                IpPacket.address(bytes, 24, 16),
                packet[7] & 0xff,
                bytes.slice(40, packet.length - 40));
    }

    /** The packets of a capture under {@code golden/}. */
    public static List<byte[]> golden(String name) {
        try (InputStream in = Objects.requireNonNull(
                        Ipv4Packets.class.getResourceAsStream("/golden/" + name + ".hex"), name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(HexFormat.of()::parseHex)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
