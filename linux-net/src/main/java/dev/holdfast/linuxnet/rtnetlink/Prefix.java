package dev.holdfast.linuxnet.rtnetlink;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * A range of addresses.
 *
 * @param address the first of them; bits after the prefix are as the kernel wants them, 0
 * @param length how many bits they share: 0 to 32 for IPv4, to 128 for IPv6
 */
public record Prefix(InetAddress address, int length) {

    public Prefix {
        int longest = address instanceof Inet4Address ? Integer.SIZE : 128;
        if (length < 0 || length > longest) {
            throw new IllegalArgumentException(
                    "prefix length " + length + " of " + address.getHostAddress() + " (expected 0.." + longest + ")");
        }
    }

    /** Whether it is of IPv6. */
    public boolean ipv6() {
        return !(address instanceof Inet4Address);
    }

    /** {@code 192.0.2.0/24}. */
    public String notation() {
        return address.getHostAddress() + "/" + length;
    }
}
