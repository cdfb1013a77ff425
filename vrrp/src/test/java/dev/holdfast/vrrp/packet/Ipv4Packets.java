package dev.holdfast.vrrp.packet;

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
