package dev.holdfast.ipvs;

import java.net.Inet4Address;
import java.net.InetAddress;

/** The address families IPVS balances, with the numbers of {@code AF_INET} and {@code AF_INET6} on Linux. */
public enum AddressFamily {
    IPV4(2, 4),
    IPV6(10, 16);

    private final int number;
    private final int addressLength;

    AddressFamily(int number, int addressLength) {
        this.number = number;
        this.addressLength = addressLength;
    }

    /** {@code AF_INET} (2) or {@code AF_INET6} (10). */
    public int number() {
        return number;
    }

    /** Bytes of an address: 4 or 16. */
    public int addressLength() {
        return addressLength;
    }

    /** The family {@code address} belongs to. */
    public static AddressFamily of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }
}
