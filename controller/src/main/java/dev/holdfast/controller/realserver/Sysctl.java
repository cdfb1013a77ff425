package dev.holdfast.controller.realserver;

/**
 * A setting of an interface below {@code /proc/sys/net/ipv4/conf}.
 *
 * @param ifName an interface, or {@code all} or {@code default}
 * @param key for instance {@code arp_ignore}
 */
record Sysctl(String ifName, String key) implements Comparable<Sysctl> {
    /** The {@code ifName} whose value counts on every interface beside its own: the kernel takes the maximum. */
    static final String ALL = "all";
    /** The {@code ifName} whose value a new interface gets. */
    static final String DEFAULT = "default";

    static final String ARP_IGNORE = "arp_ignore";
    static final String ARP_ANNOUNCE = "arp_announce";
    static final String RP_FILTER = "rp_filter";

    private static final String PREFIX = "net/ipv4/conf/";

    static Sysctl arpIgnore(String ifName) {
        return new Sysctl(ifName, ARP_IGNORE);
    }

    static Sysctl arpAnnounce(String ifName) {
        return new Sysctl(ifName, ARP_ANNOUNCE);
    }

    static Sysctl rpFilter(String ifName) {
        return new Sysctl(ifName, RP_FILTER);
    }

    /** Below /proc/sys: {@code net/ipv4/conf/all/arp_ignore}. */
    String path() {
        return PREFIX + ifName + "/" + key;
    }

    /** For sysctl(8): with dots, or with slashes where the interface's name has a dot. */
    String variable() {
        return ifName.indexOf('.') < 0 ? path().replace('/', '.') : path();
    }

    @Override
    public int compareTo(Sysctl other) {
        return path().compareTo(other.path());
    }

    @Override
    public String toString() {
        return variable();
    }
}
