package dev.holdfast.linuxnet.nftables;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.MessageBuilder;
import dev.holdfast.linuxnet.netlink.Netlink;
import dev.holdfast.linuxnet.netlink.NetlinkChannel;
import dev.holdfast.linuxnet.netlink.NetlinkSocket;
import dev.holdfast.linuxnet.netlink.Request;

/** The kernel's nftables. Used by one thread at a time; needs {@code CAP_NET_ADMIN}. */
public final class Nftables implements AutoCloseable {

    private static final int BATCH_BEGIN = 0x10;
    private static final int BATCH_END = 0x11;

    private final NetlinkChannel channel;

    private Nftables(NetlinkChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a socket of its own.
     *
     * @throws LinuxException {@code EPROTONOSUPPORT} when the kernel has no netfilter
     */
    public static Nftables open() throws LinuxException {
        return over(NetlinkSocket.open(Netlink.PROTOCOL_NETFILTER));
    }

    /**
     * Uses a channel that is there already.
     *
     * @param channel to {@link Netlink#PROTOCOL_NETFILTER}; closed by {@link #close()}
     */
    public static Nftables over(NetlinkChannel channel) {
        return new Nftables(channel);
    }

    /**
     * Makes all the changes, or none.
     *
     * @throws LinuxException what the kernel refused first; {@code EOPNOTSUPP} also when it has no nftables
     */
    public void commit(NftTransaction transaction) throws LinuxException {
        channel.transaction(bound(BATCH_BEGIN), transaction.requests(), bound(BATCH_END));
    }

    private static Request bound(int type) {
        return new MessageBuilder(type, 0)
                .operation("change nftables")
                .u8(0)
                .u8(0)
                .bytes(new byte[] {0, NftTransaction.SUBSYSTEM})
                .build();
    }

    @Override
    public void close() {
        channel.close();
    }
}
