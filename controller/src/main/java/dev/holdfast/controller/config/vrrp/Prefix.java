package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * An address and a prefix length.
 *
 * @param address the address; bits after the prefix may be set
 * @param length 0..32 for IPv4, 0..128 for IPv6
 */
public record Prefix(InetAddress address, int length) {
    /** Checks the range. */
    public Prefix {
        Checked.range("prefix length of " + address.getHostAddress(), length, 0, address.getAddress().length * 8L);
    }

    /** Whether it is IPv4. */
    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** {@code 192.0.2.0/24}. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + length;
    }
}
