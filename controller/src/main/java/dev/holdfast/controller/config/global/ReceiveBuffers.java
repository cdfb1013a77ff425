package dev.holdfast.controller.config.global;

import org.jspecify.annotations.Nullable;

/**
 * The receive buffers of global_defs.
 *
 * @param vrrpCommands {@code vrrp_netlink_cmd_rcv_bufs}
 * @param vrrpMonitor {@code vrrp_netlink_monitor_rcv_bufs}
 * @param lvsCommands {@code lvs_netlink_cmd_rcv_bufs}
 * @param lvsMonitor {@code lvs_netlink_monitor_rcv_bufs}
 * @param processMonitor {@code process_monitor_rcv_bufs}
 * @param vrrpPolicy {@code vrrp_rx_bufs_policy}: how the buffers of VRRP sockets are sized
 * @param vrrpBytes their size, for {@link Policy#SIZE} only, otherwise null
 * @param vrrpMultiplier {@code vrrp_rx_bufs_multiplier}: how many packets they hold, 1 or more
 */
public record ReceiveBuffers(
        ReceiveBuffer vrrpCommands,
        ReceiveBuffer vrrpMonitor,
        ReceiveBuffer lvsCommands,
        ReceiveBuffer lvsMonitor,
        ReceiveBuffer processMonitor,
        Policy vrrpPolicy,
        @Nullable Long vrrpBytes,
        long vrrpMultiplier) {
    /** What the size of VRRP's receive buffers depends on. */
    public enum Policy {
        /** Nothing: the kernel's default. */
        SYSTEM,
        /** The MTU of the interface. */
        MTU,
        /** The length of the adverts. */
        ADVERT,
        /** Nothing: it is given. */
        SIZE
    }

    /** {@code vrrp_rx_bufs_multiplier} unless given. */
    public static final long DEFAULT_MULTIPLIER = 3;

    /** Checks the ranges. */
    public ReceiveBuffers {
        Checked.that(
                (vrrpPolicy == Policy.SIZE) == (vrrpBytes != null),
                "vrrp_rx_bufs_policy",
                vrrpPolicy,
                "a size with SIZE");
        Checked.range("vrrp_rx_bufs_multiplier", vrrpMultiplier, 1, 0xffff_ffffL);
    }
}
