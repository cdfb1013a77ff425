package dev.holdfast.ipvs;

import java.net.InetAddress;

/** Addresses with ports as operators read them. */
final class Endpoints {
    private Endpoints() {}

    /** {@code 10.0.0.1:80} or {@code [2001:db8::1]:80}; IPv6 as RFC 5952 writes it, as ipvsadm does. */
    static String text(InetAddress address, int port) {
        return AddressFamily.of(address) == AddressFamily.IPV4
                ? address.getHostAddress() + ":" + port
                : "[" + ipv6Text(address.getAddress()) + "]:" + port;
    }

    /** RFC 5952 section 4: lower case, no leading zeros, the first longest run of two or more zero groups as "::". */
    private static String ipv6Text(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < 8; start++) {
            int end = start;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - start > bestLength) {
                bestStart = start;
                bestLength = end - start;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
