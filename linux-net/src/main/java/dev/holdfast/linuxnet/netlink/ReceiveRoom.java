package dev.holdfast.linuxnet.netlink;

/**
 * How much room a netlink socket has for messages that are not read yet.
 *
 * @param bytes how much is asked for, 0 or more; the kernel doubles it to cover its bookkeeping, and gives at least some 2 KiB
 * @param beyondLimit whether it may be more than net.core.rmem_max, where this process may do that ({@code CAP_NET_ADMIN})
 */
public record ReceiveRoom(int bytes, boolean beyondLimit) {
    /** What sockets have that are not told otherwise. */
    public static final ReceiveRoom USUAL = new ReceiveRoom(2 << 20, true);

    /** Checks the range. */
    public ReceiveRoom {
        if (bytes < 0) {
            throw new IllegalArgumentException("receive room of " + bytes + " bytes (expected 0 or more)");
        }
    }
}
