package dev.holdfast.controller.ipvsadm;

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
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return dotted(bytes, 0);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int start = -1;
        int length = 1;
        for (int from = 0; from < 8; from++) {
            int to = from;
            while (to < 8 && groups[to] == 0) {
                to++;
            }
            if (to - from > length) {
                start = from;
                length = to - from;
            }
        }
        boolean endsInIpv4 = start == 0 && (length == 6 || (length == 5 && groups[5] == 0xffff));
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < (endsInIpv4 ? 6 : 8)) {
            if (i == start) {
                text.append("::");
                i += length;
            } else {
                if (i > 0 && i != start + length) {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
                i++;
            }
        }
        if (endsInIpv4) {
            text.append(length == 6 ? "" : ":").append(dotted(bytes, 12));
        }
        return text.toString();
    }

    private static String dotted(byte[] bytes, int from) {
        return (bytes[from] & 0xff) + "." + (bytes[from + 1] & 0xff) + "." + (bytes[from + 2] & 0xff) + "."
                + (bytes[from + 3] & 0xff);
    }

    /** An IPv4 mask whose first byte is the most significant one: {@code 255.255.255.0}. */
    static String mask(int mask) {
        return dotted(new byte[] {(byte) (mask >> 24), (byte) (mask >> 16), (byte) (mask >> 8), (byte) mask}, 0);
    }
}
