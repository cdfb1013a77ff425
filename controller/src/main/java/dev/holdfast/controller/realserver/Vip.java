package dev.holdfast.controller.realserver;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * A virtual IP address that this server accepts packets for.
 *
 * @param address a unicast address that is not this host's loopback
 */
record Vip(InetAddress address) {
    /** {@code 240.0.0.0/4}: reserved, and the broadcast address. */
    private static final int FIRST_RESERVED = 240;

    /**
     * Reads one.
     *
     * @param text an address, without a prefix or with {@code /32} ({@code /128} for IPv6)
     * @throws RealServerException when it is not an address, or one that cannot be a VIP
     */
    static Vip parse(String text) throws RealServerException {
        int slash = text.indexOf('/');
        InetAddress address = Addresses.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new RealServerException("VIP " + text + " (expected an IPv4 or IPv6 address)");
        }
        Vip vip = new Vip(address);
        if (slash >= 0 && !text.substring(slash + 1).equals(Integer.toString(vip.prefixLength()))) {
            throw new RealServerException("VIP " + text + " (expected " + vip.notation()
                    + ": any other prefix makes this server keep its neighbours' packets)");
        }
        String kind = vip.unusableKind();
        if (!kind.isEmpty()) {
            throw new RealServerException(
                    "VIP " + text + " is " + kind + " (expected a unicast address of the service)");
        }
        return vip;
    }

    private String unusableKind() {
        byte[] bytes = address.getAddress();
        if (address.isAnyLocalAddress() || (ipv4() && bytes[0] == 0)) {
            return "the unspecified address";
        }
        if (address.isLoopbackAddress()) {
            return "a loopback address";
        }
        if (address.isMulticastAddress()) {
            return "a multicast address";
        }
        if (ipv4() && bytes[0] == -1 && bytes[1] == -1 && bytes[2] == -1 && bytes[3] == -1) {
            return "the broadcast address";
        }
        if (ipv4() && (bytes[0] & 0xff) >= FIRST_RESERVED) {
            return "a reserved address";
        }
        if (!ipv4() && address.isLinkLocalAddress()) {
            return "a link-local address";
        }
        return !ipv4() && isMappedIpv4(bytes) ? "an IPv4 address in IPv6 notation" : "";
    }

    private static boolean isMappedIpv4(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    boolean ipv4() {
        return address instanceof Inet4Address;
    }

    /** 32, or 128 for IPv6: the VIP alone. */
    int prefixLength() {
        return ipv4() ? 32 : 128;
    }

    /** {@code 192.0.2.100}. */
    String text() {
        return Addresses.text(address);
    }

    /** {@code 192.0.2.100/32}. */
    String notation() {
        return text() + "/" + prefixLength();
    }

    /** How it is put on an interface: scope host, or for IPv6, which has no such scope, usable but never preferred. */
    InterfaceAddress on(int ifIndex) {
        return ipv4()
                ? new InterfaceAddress(ifIndex, address, 32, null, InterfaceAddress.SCOPE_HOST, null, 0)
                : new InterfaceAddress(
                        ifIndex,
                        address,
                        128,
                        null,
                        InterfaceAddress.SCOPE_GLOBAL,
                        null,
                        InterfaceAddress.FLAG_NO_DUPLICATE_DETECTION | InterfaceAddress.FLAG_DEPRECATED);
    }
}
