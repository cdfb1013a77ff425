package dev.holdfast.linuxnet.rtnetlink;

/** A number that a route gives to connections that use it: the {@code RTAX_} numbers of linux/rtnetlink.h. */
public enum RouteMetric {
    /** The path's MTU in bytes. */
    MTU(2),
    /** The largest window to offer, in bytes. */
    WINDOW(3),
    /** The first guess at the round-trip time, in eighths of a millisecond. */
    RTT(4),
    /** Its variance, in quarters of a millisecond. */
    RTT_VARIANCE(5),
    /** The first slow-start threshold, in packets. */
    SLOW_START_THRESHOLD(6),
    /** The clamp of the congestion window, in packets. */
    CONGESTION_WINDOW(7),
    /** The MSS to offer, in bytes. */
    ADVERTISED_MSS(8),
    /** How far packets may come out of order. */
    REORDERING(9),
    /** The hop limit, 0 to 255. */
    HOP_LIMIT(10),
    /** The first congestion window, in packets. */
    FIRST_CONGESTION_WINDOW(11),
    /** {@code RTAX_FEATURE_} bits; 1 is ECN. */
    FEATURES(12),
    /** The least retransmission timeout, in milliseconds. */
    LEAST_RETRANSMIT_TIMEOUT(13),
    /** The first receive window, in packets. */
    FIRST_RECEIVE_WINDOW(14),
    /** 1: acknowledge at once. */
    QUICK_ACKNOWLEDGE(15),
    /** 1: TCP Fast Open without a cookie. */
    FAST_OPEN_NO_COOKIE(17);

    private final int number;

    RouteMetric(int number) {
        this.number = number;
    }

    /** The kernel's number. */
    int number() {
        return number;
    }
}
