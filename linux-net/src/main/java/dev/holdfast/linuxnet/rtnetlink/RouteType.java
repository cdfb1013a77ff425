package dev.holdfast.linuxnet.rtnetlink;

/** What a route does with a packet: the {@code RTN_} numbers of linux/rtnetlink.h. */
public enum RouteType {
    /** It goes on to the next hop. */
    UNICAST(1),
    /** It is for this host. */
    LOCAL(2),
    /** It is for this host, and was sent as broadcast. */
    BROADCAST(3),
    /** It is for this host, and is sent as broadcast but received as unicast. */
    ANYCAST(4),
    /** It is for a group. */
    MULTICAST(5),
    /** It is dropped. */
    BLACKHOLE(6),
    /** It is dropped, and the sender is told that the host cannot be reached. */
    UNREACHABLE(7),
    /** It is dropped, and the sender is told that this is prohibited. */
    PROHIBIT(8),
    /** Another table is asked. */
    THROW(9);

    private final int number;

    RouteType(int number) {
        this.number = number;
    }

    /** The kernel's number. */
    public int number() {
        return number;
    }
}
