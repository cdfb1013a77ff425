package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.TransportProtocol;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and ports as listings show them: {@code 10.0.0.1:80}, {@code [2001:db8::1]:80}, or by their names.
 *
 * @param numeric whether only numbers are wanted
 * @param names where names come from otherwise
 */
record AddressText(boolean numeric, Names names) {
    /** ipvsadm cuts what is longer. */
    private static final int LONGEST = 59;

    /**
     * An address with its port.
     *
     * @param protocol whose names of ports are meant; null when ports have none
     */
    String of(InetAddress address, int port, @Nullable TransportProtocol protocol) {
        String host = numeric ? null : names.host(address);
        String service = numeric || protocol == null ? null : names.service(port, protocol);
        String hostText = host == null ? literal(address) : host;
        String text = (AddressFamily.of(address) == AddressFamily.IPV6 ? "[" + hostText + "]" : hostText) + ":"
                + (service == null ? Integer.toString(port) : service);
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    /** An address as inet_ntop(3) writes it: {@code 10.0.0.1}, {@code 2001:db8::1}, {@code ::ffff:10.0.0.1}. */
    static String literal(InetAddress address) {
        return Addresses.text(address);
    }

    /** An IPv4 mask whose first byte is the most significant one: {@code 255.255.255.0}. */
    static String mask(int mask) {
        return (mask >>> 24) + "." + (mask >> 16 & 0xff) + "." + (mask >> 8 & 0xff) + "." + (mask & 0xff);
    }
}
