package dev.holdfast.examples;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An Ethernet frame.
 *
 * @param nanos when it passed the switch, on the scale of {@link System#nanoTime()}
 * @param bytes from the Ethernet header on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Frame(long nanos, byte[] bytes) {

    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int VRRP = 112;
    private static final int IP_AT = 14;
    private static final int BROADCAST_BYTES = 6;

    /** The sender's hardware address, as ip(8) writes it. */
    String source() {
        return mac(6);
    }

    boolean isIpv6() {
        return number(12) == 0x86dd;
    }

    /** The advert in it, if it is one (RFC 3768 section 5, RFC 9568 section 5). */
    Optional<SeenAdvert> advert() {
        if (bytes.length < IP_AT + 28 || number(12) != IPV4 || at(IP_AT + 9) != VRRP) {
            return Optional.empty();
        }
        int vrrpAt = IP_AT + 4 * (at(IP_AT) & 0xf);
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < at(vrrpAt + 3); i++) {
            addresses.add(address(vrrpAt + 8 + 4 * i));
        }
        return Optional.of(new SeenAdvert(
                nanos,
                source(),
                address(IP_AT + 12),
                at(vrrpAt) >> 4,
                at(vrrpAt + 1),
                at(vrrpAt + 2),
                List.copyOf(addresses)));
    }

    /** Whether that host announces the address to all: sender's and target's address are the same (RFC 5227 section 3). */
    boolean isGratuitousArp(String mac, String address) {
        if (bytes.length < IP_AT + 28 || number(12) != ARP || !mac(IP_AT + 8).equals(mac)) {
            return false;
        }
        for (int i = 0; i < BROADCAST_BYTES; i++) {
            if (at(i) != 0xff) {
                return false;
            }
        }
        return address(IP_AT + 14).equals(address) && address(IP_AT + 24).equals(address);
    }

    private int at(int offset) {
        return bytes[offset] & 0xff;
    }

    private int number(int offset) {
        return at(offset) << 8 | at(offset + 1);
    }

    private String address(int offset) {
        return at(offset) + "." + at(offset + 1) + "." + at(offset + 2) + "." + at(offset + 3);
    }

    private String mac(int offset) {
        return HexFormat.ofDelimiter(":").formatHex(bytes, offset, offset + 6);
    }
}
