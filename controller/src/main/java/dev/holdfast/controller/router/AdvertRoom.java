package dev.holdfast.controller.router;

import dev.holdfast.controller.config.global.ReceiveBuffers;
import dev.holdfast.vrrp.packet.AdvertWire;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much room a VRRP socket has for packets that are not read yet, by {@code vrrp_rx_bufs_policy},
 * {@code vrrp_rx_bufs_multiplier} and {@code kernel_rx_buf_size}. The kernel doubles it to cover its bookkeeping.
 */
final class AdvertRoom {
    /** Where nothing else is said, and at least where it is said of some only: a thousand adverts with the kernel's bookkeeping. */
    static final int USUAL = 512 * 1024;

    private static final int MOST = Integer.MAX_VALUE / 2;
    private static final int ANY_PRIORITY = 100;

    private AdvertRoom() {}

    /**
     * The room, in bytes, of a socket that these share.
     *
     * @param mtu the interface's
     */
    static int of(List<VirtualRouter> routers, ReceiveBuffers buffers, int mtu) {
        long sum = 0;
        int silent = 0;
        for (VirtualRouter router : routers) {
            OptionalLong wanted = wanted(router, buffers, mtu);
            sum += wanted.orElse(0);
            silent += wanted.isEmpty() ? 1 : 0;
        }
        return (int) Math.min(MOST, silent == 0 ? sum : Math.max(USUAL, sum));
    }

    private static OptionalLong wanted(VirtualRouter router, ReceiveBuffers buffers, int mtu) {
        Long own = router.applied().settings().options().receiveBufferBytes();
        if (own != null) {
            return OptionalLong.of(own);
        }
        Long given = buffers.vrrpBytes();
        return switch (buffers.vrrpPolicy()) {
            case SYSTEM -> OptionalLong.empty();
            case MTU -> OptionalLong.of(mtu * buffers.vrrpMultiplier());
            case ADVERT ->
                OptionalLong.of(AdvertWire.packetLength(
                                router.applied().wire(), router.state().advert(ANY_PRIORITY))
                        * buffers.vrrpMultiplier());
            case SIZE -> given == null ? OptionalLong.empty() : OptionalLong.of(given);
        };
    }
}
