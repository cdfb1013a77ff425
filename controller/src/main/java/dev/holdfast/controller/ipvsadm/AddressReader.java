package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.ipvs.TransportProtocol;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as ipvsadm takes them: {@code 10.0.0.1:80}, {@code www.example.org:http}, {@code [2001:db8::1]:80}, and
 * without a port {@code 10.0.0.1} and {@code 2001:db8::1}. IPv4 addresses are inet_aton(3)'s, so that {@code 127.1}
 * is one.
 */
final class AddressReader {
    private static final String EXPECTED = "address[:port]; IPv6 with a port as [address]:port";

    private final Names names;

    AddressReader(Names names) {
        this.names = names;
    }

    /**
     * An address with its port.
     *
     * @param address the address
     * @param port the port; 0 when none was given
     * @param portGiven whether a port was given
     */
    record Read(InetAddress address, int port, boolean portGiven) {}

    /**
     * Reads an address.
     *
     * @param what what it is of, for the message
     * @param protocol whose names of ports are meant; null when no protocol is known, so that only numbers are ports
     */
    Read read(String what, String text, @Nullable TransportProtocol protocol) throws UsageException {
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong(what, text, (text.isEmpty() ? "nothing" : "no address") + "; expected " + EXPECTED);
        }
        if (text.startsWith("[")) {
            return bracketed(what, text, protocol);
        }
        InetAddress ipv6 = Addresses.parse(text);
        if (ipv6 instanceof Inet6Address) {
            return new Read(ipv6, 0, false);
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.indexOf(':') >= 0) {
            throw wrong(what, text, "expected an IPv6 address with a port in brackets: [2001:db8::1]:80");
        }
        if (host.isEmpty()) {
            throw wrong(what, text, "no address before the port; expected " + EXPECTED);
        }
        Inet4Address address = ipv4(host);
        if (address == null) {
            throw wrong(what, text, "no host " + host + "; expected " + EXPECTED);
        }
        return colon < 0
                ? new Read(address, 0, false)
                : new Read(address, port(what, text, text.substring(colon + 1), protocol), true);
    }

    /** An IPv4 address or the name of a host that has one; null when there is no such host. */
    @Nullable Inet4Address ipv4(String host) {
        Inet4Address literal = aton(host);
        return literal != null || host.isEmpty() ? literal : names.address(host);
    }

    private Read bracketed(String what, String text, @Nullable TransportProtocol protocol) throws UsageException {
        int close = text.indexOf(']');
        if (close < 0 || !text.startsWith("]:", close)) {
            throw wrong(what, text, "expected [address]:port; without a port no brackets");
        }
        InetAddress address = Addresses.parse(text.substring(1, close));
        if (!(address instanceof Inet6Address)) {
            throw wrong(what, text, "expected an IPv6 address in the brackets");
        }
        return new Read(address, port(what, text, text.substring(close + 2), protocol), true);
    }

    private int port(String what, String text, String port, @Nullable TransportProtocol protocol)
            throws UsageException {
        OptionalLong number = Numbers.read(port, 0, 65535);
        if (number.isPresent()) {
            return (int) number.getAsLong();
        }
        OptionalInt named = protocol == null ? OptionalInt.empty() : names.port(port, protocol);
        return named.orElseThrow(() -> wrong(
                what,
                text,
                "port \"" + port + "\"; expected 0..65535"
                        + (protocol == null ? "" : " or a name in /etc/services for " + protocol)));
    }

    /**
     * inet_aton(3): one to four numbers, decimal, octal (0…) or hexadecimal (0x…), the last one for all bytes that
     * are left.
     */
    private static @Nullable Inet4Address aton(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > 4) {
            return null;
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            long most = last ? 0xffffffffL >>> (8 * i) : 255;
            long value = value(parts[i]);
            if (value < 0 || value > most) {
                return null;
            }
            address |= last ? value : value << (24 - 8 * i);
        }
        byte[] bytes = {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
        try {
            return (Inet4Address) InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** A number of inet_aton(3), -1 when it is none. */
    private static long value(String part) {
        boolean hexadecimal = part.startsWith("0x") || part.startsWith("0X");
        boolean octal = !hexadecimal && part.length() > 1 && part.startsWith("0");
        String digits = hexadecimal ? part.substring(2) : part;
        int radix = hexadecimal ? 16 : octal ? 8 : 10;
        if (digits.isEmpty()
                || digits.length() > 12
                || !digits.chars().allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0)) {
            return -1;
        }
        return Long.parseLong(digits, radix);
    }

    private static UsageException wrong(String what, String text, String why) {
        return UsageException.value(what + " \"" + text + "\" (" + why + ")");
    }
}
