package dev.holdfast.controller.config.global;

import org.jspecify.annotations.Nullable;

/**
 * The receive buffer of a netlink socket.
 *
 * @param bytes its size, 0..4294967295, or null for the kernel's default
 * @param force whether net.core.rmem_max is no limit
 */
public record ReceiveBuffer(@Nullable Long bytes, boolean force) {
    /** Checks the range. */
    public ReceiveBuffer {
        if (bytes != null) {
            Checked.range("receive buffer (bytes)", bytes, 0, 0xffff_ffffL);
        }
    }
}
