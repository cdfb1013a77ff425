package dev.holdfast.controller.network;

import dev.holdfast.controller.config.global.ReceiveBuffer;
import dev.holdfast.linuxnet.netlink.ReceiveRoom;

/** The room that netlink sockets are given by {@code ..._rcv_bufs} and {@code ..._rcv_bufs_force} of global_defs. */
public final class NetlinkRoom {
    private static final long MOST = Integer.MAX_VALUE / 2;

    private NetlinkRoom() {}

    /** The room that this asks for, or what sockets usually have. */
    public static ReceiveRoom of(ReceiveBuffer buffer) {
        Long bytes = buffer.bytes();
        return bytes == null ? ReceiveRoom.USUAL : new ReceiveRoom((int) Math.min(MOST, bytes), buffer.force());
    }
}
