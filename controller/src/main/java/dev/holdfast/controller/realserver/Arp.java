package dev.holdfast.controller.realserver;

/**
 * What values of {@code arp_ignore}, {@code arp_announce} and {@code rp_filter} do: Documentation/networking/ip-sysctl.rst, and what a
 * kernel does with the values that are not named there.
 */
final class Arp {
    /** {@code arp_ignore}: only addresses of the interface the request came in on are answered for. */
    static final int IGNORE_OTHER_INTERFACES = 1;
    /** {@code arp_announce}: ARP requests carry an address of the interface they leave by. */
    static final int ANNOUNCE_OWN_ADDRESS = 2;
    /** {@code rp_filter}: a packet is dropped unless its source is reached through the interface it came in on. */
    static final int STRICT = 1;
    /** {@code rp_filter}: a packet is dropped unless its source is reached at all. */
    static final int LOOSE = 2;

    private Arp() {}

    /**
     * Whether a server answers ARP requests for an address that is on another interface than the one they come in on.
     *
     * @param arpIgnore the value in force, any integer
     * @param scopeHost whether the address has scope host
     */
    static boolean answersForOtherInterfaces(int arpIgnore, boolean scopeHost) {
        return switch (arpIgnore) {
            case 1, 2, 8 -> false;
            case 3 -> !scopeHost;
            // 4 to 7 are reserved, and they and whatever else there may be are as 0.
            default -> true;
        };
    }

    /** Whether ARP requests for replies from a VIP carry the VIP; every value but 2 allows it where the subnet is the same. */
    static boolean announcesOtherAddresses(int arpAnnounce) {
        return arpAnnounce != ANNOUNCE_OWN_ADDRESS;
    }
}
