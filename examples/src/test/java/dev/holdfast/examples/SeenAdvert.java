package dev.holdfast.examples;

import java.util.List;

/**
 * A VRRP advert as it was on the wire, read without the program's own codec.
 *
 * @param nanos when it passed the switch, on the scale of {@link System#nanoTime()}
 * @param mac the sender's hardware address
 * @param source the sender's IPv4 address
 * @param version 2 or 3
 * @param vrid the virtual router's number
 * @param priority 0 is the goodbye
 * @param addresses the virtual addresses
 */
record SeenAdvert(long nanos, String mac, String source, int version, int vrid, int priority, List<String> addresses) {

    @Override
    public String toString() {
        return String.format(
                "%.3f %s: version %d, VRID %d, priority %d, %s",
                nanos / 1e9, source, version, vrid, priority, addresses);
    }
}
