package dev.holdfast.linuxnet.nftables;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.Netlink;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkListener;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;

/** Is told when something of a table is removed, by whomever. Used by one thread at a time. */
public final class NftablesMonitor implements AutoCloseable {

    /** {@code NFNLGRP_NFTABLES} (linux/netfilter/nfnetlink.h) as a bit of the mask of groups. */
    private static final int NFTABLES = 1 << 6;

    private static final int NFGENMSG = 4;
    /** {@code NFTA_TABLE_NAME}, and the table's name in what belongs to one. */
    private static final int TABLE_NAME = 1;

    private static final int DELCHAIN = 5;
    private static final int DELRULE = 8;
    private static final int DELSET = 11;

    /** So that somebody's firewall of many thousand rules does not keep the caller from its work. */
    private static final int DATAGRAMS_PER_LOOK = 256;

    private final NetlinkListener listener;
    private final NftFamily family;
    private final String table;

    private NftablesMonitor(NetlinkListener listener, NftFamily family, String table) {
        this.listener = listener;
        this.family = family;
        this.table = table;
    }

    /**
     * Begins to listen.
     *
     * @throws LinuxException {@code EPROTONOSUPPORT} when the kernel has no netfilter
     */
    public static NftablesMonitor open(NftFamily family, String table) throws LinuxException {
        return new NftablesMonitor(NetlinkListener.open(Netlink.PROTOCOL_NETFILTER, NFTABLES), family, table);
    }

    /**
     * Whether the table, a chain, a rule or a set of it was removed since the last call, or may have been, because notifications were
     * missed. Does not wait.
     *
     * @throws LinuxException when the socket cannot be read
     */
    public boolean anyRemoved() throws LinuxException {
        Removals removals = new Removals();
        while (listener.drain(removals, DATAGRAMS_PER_LOOK) == DATAGRAMS_PER_LOOK && !removals.found) {
            // There may be more.
        }
        return removals.found;
    }

    /** Whether it tells of a removal of something of that table. */
    static boolean isRemoval(NetlinkMessage message, NftFamily family, String table) throws NetlinkException {
        int type = message.type() - (NftTransaction.SUBSYSTEM << 8);
        boolean removal = type == NftTransaction.DELTABLE || type == DELCHAIN || type == DELRULE || type == DELSET;
        if (!removal || message.fixedHeader(NFGENMSG).get(0) != family.number()) {
            return false;
        }
        Attributes attributes = message.attributes(NFGENMSG);
        while (attributes.next()) {
            if (attributes.type() == TABLE_NAME) {
                return attributes.string().equals(table);
            }
        }
        return false;
    }

    @Override
    public void close() {
        listener.close();
    }

    /** Looks at notifications for removals. */
    private final class Removals implements NetlinkListener.Handler {
        private boolean found;

        @Override
        public void received(NetlinkMessage message) {
            try {
                found |= isRemoval(message, family, table);
            } catch (NetlinkException e) {
                // What cannot be read was missed.
                found = true;
            }
        }

        @Override
        public void lost() {
            found = true;
        }
    }
}
