package dev.holdfast.linuxnet.nftables;

import dev.holdfast.linuxnet.netlink.MessageBuilder;
import dev.holdfast.linuxnet.netlink.Netlink;
import dev.holdfast.linuxnet.netlink.Request;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes that are made together or not at all, in the order they are asked for.
 *
 * <pre>
 *  struct nfgenmsg (linux/netfilter/nfnetlink.h), after the netlink header
 *  0        1         2
 *  | family | version | resource, network order | attributes …
 * </pre>
 */
public final class NftTransaction {

    /** {@code NFNL_SUBSYS_NFTABLES}, the upper byte of a message's type. */
    static final int SUBSYSTEM = 10;

    static final int NEWTABLE = 0;
    static final int DELTABLE = 2;
    static final int NEWCHAIN = 3;
    static final int NEWRULE = 6;
    static final int NEWSET = 9;
    static final int NEWSETELEM = 12;
    static final int DELSETELEM = 14;

    private static final int NFT_SET_CONSTANT = 0x2;
    private static final int NFT_SET_MAP = 0x8;
    private static final int NFT_SET_TIMEOUT = 0x10;
    private static final int NFT_SET_EVAL = 0x20;

    /** nft(8)'s notes about the byte order of keys and data, by which it shows elements. */
    private static final int UDATA_KEY_BYTE_ORDER = 0;

    private static final int UDATA_DATA_BYTE_ORDER = 1;
    private static final int HOST_ORDER = 1;
    private static final int NETWORK_ORDER = 2;

    /** An attribute's length has 16 bits; this many elements of any type fit. */
    private static final int ELEMENTS_PER_MESSAGE = 500;

    private final NftFamily family;
    private final String table;
    private final List<Request> requests = new ArrayList<>();
    private int sets;

    /** Of one table. */
    public NftTransaction(NftFamily family, String table) {
        this.family = family;
        this.table = table;
    }

    List<Request> requests() {
        return requests;
    }

    /** Makes the table, unless it is there. */
    public NftTransaction createTable() {
        requests.add(
                message(NEWTABLE, Netlink.FLAG_CREATE, "make").string(1, table).build());
        return this;
    }

    /** Removes the table with everything in it; it must be there. */
    public NftTransaction removeTable() {
        requests.add(message(DELTABLE, 0, "remove").string(1, table).build());
        return this;
    }

    /** Makes a set. */
    public NftTransaction createSet(NftSet set) {
        NftType data = set.data();
        NftSet.Learned learned = set.learned();
        int flags = (set.constant() ? NFT_SET_CONSTANT : 0)
                | (data == null ? 0 : NFT_SET_MAP)
                | (learned == null ? 0 : NFT_SET_TIMEOUT | NFT_SET_EVAL);
        MessageBuilder builder = message(NEWSET, Netlink.FLAG_CREATE, "make set " + set.name() + " in")
                .string(1, table)
                .string(2, set.name());
        if (flags != 0) {
            builder.u32BigEndian(3, flags);
        }
        builder.u32BigEndian(4, set.key().number()).u32BigEndian(5, set.key().length());
        if (data != null) {
            builder.u32BigEndian(6, data.number()).u32BigEndian(7, data.length());
        }
        if (learned != null) {
            builder.nested(9, description -> description.u32BigEndian(1, learned.most()))
                    .attribute(
                            11,
                            ByteBuffer.allocate(Long.BYTES)
                                    .putLong(learned.timeoutMillis())
                                    .array());
        }
        // The id only tells the sets of a transaction apart.
        builder.u32BigEndian(10, ++sets).attribute(13, byteOrders(set));
        requests.add(builder.build());
        return this;
    }

    private static byte[] byteOrders(NftSet set) {
        NftType data = set.data();
        byte key = (byte) (set.key().hostOrder() ? HOST_ORDER : NETWORK_ORDER);
        byte[] note = {UDATA_KEY_BYTE_ORDER, Integer.BYTES, key, 0, 0, 0};
        if (data == null) {
            return note;
        }
        byte second = (byte) (data.hostOrder() ? HOST_ORDER : NETWORK_ORDER);
        return new byte[] {note[0], note[1], key, 0, 0, 0, UDATA_DATA_BYTE_ORDER, Integer.BYTES, second, 0, 0, 0};
    }

    /** Adds elements to a set; those that are there stay. */
    public NftTransaction addElements(NftSet set, List<NftElement> elements) {
        elements(NEWSETELEM, Netlink.FLAG_CREATE, "add to set ", set, elements);
        return this;
    }

    /** Removes elements from a set; they must be there. */
    public NftTransaction removeElements(NftSet set, List<NftElement> elements) {
        elements(DELSETELEM, 0, "remove from set ", set, elements);
        return this;
    }

    private void elements(int message, int flags, String words, NftSet set, List<NftElement> elements) {
        for (int from = 0; from < elements.size(); from += ELEMENTS_PER_MESSAGE) {
            List<NftElement> part = elements.subList(from, Math.min(elements.size(), from + ELEMENTS_PER_MESSAGE));
            requests.add(message(message, flags, words + set.name() + " in")
                    .string(2, set.name())
                    .string(1, table)
                    .nested(3, list -> part.forEach(element -> write(list, element)))
                    .build());
        }
    }

    private static void write(MessageBuilder list, NftElement element) {
        list.nested(1, one -> {
            one.nested(1, key -> key.attribute(1, element.key()));
            byte[] data = element.data();
            if (data != null) {
                one.nested(2, value -> value.attribute(1, data));
            }
        });
    }

    /** Makes a chain; what no rule decides goes on. */
    public NftTransaction createChain(NftChain chain) {
        MessageBuilder builder = message(NEWCHAIN, Netlink.FLAG_CREATE, "make chain " + chain.name() + " in")
                .string(1, table)
                .string(3, chain.name());
        NftChain.Hook hook = chain.hook();
        if (hook != null) {
            String device = chain.device();
            builder.nested(4, inner -> {
                        inner.u32BigEndian(1, hook.number()).u32BigEndian(2, chain.priority());
                        if (device != null) {
                            inner.string(3, device);
                        }
                    })
                    .u32BigEndian(5, 1)
                    .string(7, "filter");
        }
        requests.add(builder.build());
        return this;
    }

    /** Adds a rule at the end of a chain. */
    public NftTransaction addRule(NftChain chain, NftRule rule) {
        requests.add(
                message(NEWRULE, Netlink.FLAG_CREATE | Netlink.FLAG_APPEND, "add a rule to " + chain.name() + " in")
                        .string(1, table)
                        .string(2, chain.name())
                        .nested(4, rule::writeTo)
                        .build());
        return this;
    }

    private MessageBuilder message(int message, int flags, String words) {
        return new MessageBuilder(SUBSYSTEM << 8 | message, flags)
                .operation(words + " nftables table " + family.keyword() + " " + table)
                .u8(family.number())
                .u8(0)
                .u16(0);
    }
}
