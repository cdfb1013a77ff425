package dev.holdfast.vrrp;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which IP an instance's adverts go by. */
public enum AddressFamily {
    /** IPv4. */
    IPV4(4, 4),
    /** IPv6. */
    IPV6(6, 16);

    private final int number;
    private final int addressBytes;

    AddressFamily(int number, int addressBytes) {
        this.number = number;
        this.addressBytes = addressBytes;
    }

    /** The version field of its packets: 4 or 6. */
    public int number() {
        return number;
    }

    /** Its name: IPv4 or IPv6. */
    public String text() {
        return "IPv" + number;
    }

    /** The length of an address in bytes: 4 or 16. */
    public int addressBytes() {
        return addressBytes;
    }

    /** The family of an address. */
    public static AddressFamily of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    /** Whether the address is of this family. */
    public boolean has(InetAddress address) {
        return of(address) == this;
    }
}
