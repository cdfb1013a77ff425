package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.netlink.Netlink;

/** Where a route goes among those of the same destination, TOS and metric. */
public enum RoutePlacement {
    /** Before them. */
    PREPEND(Netlink.FLAG_CREATE),
    /** After them. */
    APPEND(Netlink.FLAG_CREATE | Netlink.FLAG_APPEND),
    /** Only where there is none. */
    ADD(Netlink.FLAG_CREATE | Netlink.FLAG_EXCLUSIVE);

    private final int flags;

    RoutePlacement(int flags) {
        this.flags = flags;
    }

    int flags() {
        return flags;
    }
}
