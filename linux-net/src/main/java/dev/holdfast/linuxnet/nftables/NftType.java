package dev.holdfast.linuxnet.nftables;

/**
 * What the elements of a set are. The kernel only counts bytes; the numbers are nft(8)'s, which shows the elements by them (its
 * datatypes, six bits for each part of a concatenation).
 */
public enum NftType {
    /** An IPv4 address. */
    IPV4_ADDRESS(7, 4, false),
    /** An IPv6 address. */
    IPV6_ADDRESS(8, 16, false),
    /** A packet's firewall mark. */
    MARK(19, 4, true),
    /** An interface's index. */
    INTERFACE_INDEX(20, 4, true),
    /** A type of ICMPv6. */
    ICMPV6_TYPE(29, 1, true),
    /** An IPv6 address, then an interface's index. */
    IPV6_ADDRESS_AND_INTERFACE(8 << 6 | 20, 20, true),
    /** Two IPv4 addresses and a port, which is followed by two bytes of 0. */
    IPV4_FLOW(7 << 12 | 7 << 6 | 13, 12, false),
    /** Two IPv6 addresses and a port, which is followed by two bytes of 0. */
    IPV6_FLOW(8 << 12 | 8 << 6 | 13, 36, false);

    private final int number;
    private final int length;
    private final boolean hostOrder;

    NftType(int number, int length, boolean hostOrder) {
        this.number = number;
        this.length = length;
        this.hostOrder = hostOrder;
    }

    int number() {
        return number;
    }

    /** How many bytes an element has. */
    int length() {
        return length;
    }

    /** Whether it is in the machine's byte order. */
    boolean hostOrder() {
        return hostOrder;
    }
}
