package dev.holdfast.linuxnet.nftables;

/** What a table's packets are: the {@code NFPROTO_} numbers of linux/netfilter.h. */
public enum NftFamily {
    /** IPv4. */
    IPV4(2, "ip"),
    /** IPv6. */
    IPV6(10, "ip6"),
    /** Whatever goes through an interface, before the protocols see it and after they are done with it. */
    NETDEV(5, "netdev");

    private final int number;
    private final String keyword;

    NftFamily(int number, String keyword) {
        this.number = number;
        this.keyword = keyword;
    }

    int number() {
        return number;
    }

    /** How nft(8) calls it. */
    public String keyword() {
        return keyword;
    }
}
