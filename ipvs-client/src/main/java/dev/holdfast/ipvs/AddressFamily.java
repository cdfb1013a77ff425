package dev.holdfast.ipvs;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

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

    /**
     * The address of this family with these bytes. {@link InetAddress#getByAddress(byte[])} would make an IPv4 address of
     * {@code ::ffff:10.0.0.1}, which to the kernel is an IPv6 address like any other.
     *
     * @param bytes as many as {@link #addressLength()}, the most significant first
     * @throws IllegalArgumentException when they are more or fewer
     */
    public InetAddress address(byte[] bytes) {
        Ranges.check("bytes of an address", bytes.length, addressLength, addressLength);
        try {
            return switch (this) {
                case IPV4 -> InetAddress.getByAddress(bytes);
                case IPV6 -> Inet6Address.getByAddress(null, bytes, -1);
            };
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 bytes is always accepted", e);
        }
    }
}
