package dev.holdfast.linuxnet.nftables;

import dev.holdfast.linuxnet.netlink.MessageBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A rule: expressions that are carried out in order, until one does not fit. They hand values on in registers, 1 to 4 of 16 bytes
 * each, or 8 to 23 of 4 bytes each, which are the same memory; a key of several parts lies in registers one after the other.
 */
public final class NftRule {

    private static final int NFTA_LIST_ELEM = 1;
    private static final int NFTA_EXPR_NAME = 1;
    private static final int NFTA_EXPR_DATA = 2;
    private static final int NFTA_DATA_VALUE = 1;
    private static final int NFTA_DATA_VERDICT = 2;
    private static final int NFTA_VERDICT_CODE = 1;
    private static final int NFTA_VERDICT_CHAIN = 2;

    private static final int NF_DROP = 0;
    private static final int NF_ACCEPT = 1;
    private static final int NFT_GOTO = -4;
    private static final int NFT_REG_VERDICT = 0;
    private static final int NFT_CMP_EQ = 0;

    private static final int NFT_DYNSET_OP_UPDATE = 1;
    private static final int NFT_PAYLOAD_CSUM_INET = 1;
    private static final int NFT_PAYLOAD_L4CSUM_PSEUDOHDR = 1;

    private static final int META_PROTOCOL = 1;
    private static final int META_MARK = 3;
    private static final int META_IIF = 4;
    private static final int META_OIF = 5;
    private static final int META_L4PROTO = 16;
    private static final int META_OIFKIND = 27;

    private static final int IFNAMSIZ = 16;
    private static final int IPV4_CHECKSUM_AT = 10;

    private final List<Consumer<MessageBuilder>> expressions = new ArrayList<>();

    /** Where a packet's bytes are counted from: the {@code NFT_PAYLOAD_} numbers. */
    public enum Base {
        /** The IP header. */
        NETWORK(1),
        /** The header after it. */
        TRANSPORT(2);

        private final int number;

        Base(int number) {
            this.number = number;
        }
    }

    /** Takes bytes of the packet into a register. */
    public NftRule payload(Base base, int offset, int length, int register) {
        return add(
                "payload",
                data -> data.u32BigEndian(1, register)
                        .u32BigEndian(2, base.number)
                        .u32BigEndian(3, offset)
                        .u32BigEndian(4, length));
    }

    /**
     * Puts bytes of a register in the place of an address of the IP header, and keeps the checksums right: the one of the packet's
     * transport header, and that of an IPv4 header.
     *
     * @param offset where the address is in the IP header
     * @param length 4 or 16
     */
    public NftRule writeAddress(int offset, int length, int register) {
        boolean ipv4 = length == 4;
        return add("payload", data -> {
            data.u32BigEndian(2, Base.NETWORK.number)
                    .u32BigEndian(3, offset)
                    .u32BigEndian(4, length)
                    .u32BigEndian(5, register);
            if (ipv4) {
                data.u32BigEndian(6, NFT_PAYLOAD_CSUM_INET).u32BigEndian(7, IPV4_CHECKSUM_AT);
            }
            data.u32BigEndian(8, NFT_PAYLOAD_L4CSUM_PSEUDOHDR);
        });
    }

    /** Takes the number of the protocol after the hardware's header, as it is on the wire: {@code 08 00} for IPv4. */
    public NftRule networkProtocol(int register) {
        return meta(META_PROTOCOL, register);
    }

    /** Takes the packet's firewall mark. */
    public NftRule mark(int register) {
        return meta(META_MARK, register);
    }

    /** Takes the index of the interface the packet came in by. */
    public NftRule inputInterface(int register) {
        return meta(META_IIF, register);
    }

    /** Takes the index of the interface the packet leaves by. */
    public NftRule outputInterface(int register) {
        return meta(META_OIF, register);
    }

    /** Fits packets that leave by an interface of that kind, for instance {@code macvlan}. */
    public NftRule leavesByKind(String kind, int register) {
        return meta(META_OIFKIND, register)
                .equal(register, Arrays.copyOf(kind.getBytes(StandardCharsets.US_ASCII), IFNAMSIZ));
    }

    /** Takes the number of the protocol after the IP headers. */
    public NftRule transportProtocol(int register) {
        return meta(META_L4PROTO, register);
    }

    private NftRule meta(int key, int register) {
        return add("meta", data -> data.u32BigEndian(2, key).u32BigEndian(1, register));
    }

    /** Fits when the register has these bytes. */
    public NftRule equal(int register, byte... value) {
        return add(
                "cmp",
                data -> data.u32BigEndian(1, register)
                        .u32BigEndian(2, NFT_CMP_EQ)
                        .nested(3, inner -> inner.attribute(NFTA_DATA_VALUE, value)));
    }

    /** Clears the bits of a register that are not in the mask. */
    public NftRule mask(int register, byte... mask) {
        return add(
                "bitwise",
                data -> data.u32BigEndian(1, register)
                        .u32BigEndian(2, register)
                        .u32BigEndian(3, mask.length)
                        .nested(4, inner -> inner.attribute(NFTA_DATA_VALUE, mask))
                        .nested(5, inner -> inner.attribute(NFTA_DATA_VALUE, new byte[mask.length])));
    }

    /** Fits when the set has what begins in the register. */
    public NftRule in(NftSet set, int register) {
        return add("lookup", data -> data.u32BigEndian(2, register).string(1, set.name()));
    }

    /** Fits when the map has what is in the register, and puts there what it leads to. */
    public NftRule translate(NftSet map, int register) {
        return add(
                "lookup",
                data -> data.u32BigEndian(2, register).u32BigEndian(3, register).string(1, map.name()));
    }

    /** Puts what begins in the key's register into a map, leading to what is in the other, or renews it; fits unless the map is full. */
    public NftRule learn(NftSet map, int keyRegister, int dataRegister) {
        return add(
                "dynset",
                data -> data.string(1, map.name())
                        .u32BigEndian(3, NFT_DYNSET_OP_UPDATE)
                        .u32BigEndian(4, keyRegister)
                        .u32BigEndian(5, dataRegister));
    }

    /** Sends a copy to the address in one register by the interface in another. */
    public NftRule duplicate(int addressRegister, int interfaceRegister) {
        return add("dup", data -> data.u32BigEndian(1, addressRegister).u32BigEndian(2, interfaceRegister));
    }

    /** Counts what has come so far. */
    public NftRule count() {
        return add("counter", data -> data.u64(1, 0).u64(2, 0));
    }

    /** Drops the packet. */
    public NftRule drop() {
        return verdict(data -> data.u32BigEndian(NFTA_VERDICT_CODE, NF_DROP));
    }

    /** Lets the packet go on. */
    public NftRule accept() {
        return verdict(data -> data.u32BigEndian(NFTA_VERDICT_CODE, NF_ACCEPT));
    }

    /** Goes on in another chain, for good. */
    public NftRule goTo(String chain) {
        return verdict(data -> data.u32BigEndian(NFTA_VERDICT_CODE, NFT_GOTO).string(NFTA_VERDICT_CHAIN, chain));
    }

    private NftRule verdict(Consumer<MessageBuilder> verdict) {
        return add(
                "immediate",
                data -> data.u32BigEndian(1, NFT_REG_VERDICT)
                        .nested(2, inner -> inner.nested(NFTA_DATA_VERDICT, verdict)));
    }

    private NftRule add(String name, Consumer<MessageBuilder> data) {
        expressions.add(builder -> builder.nested(
                NFTA_LIST_ELEM, one -> one.string(NFTA_EXPR_NAME, name).nested(NFTA_EXPR_DATA, data)));
        return this;
    }

    void writeTo(MessageBuilder builder) {
        expressions.forEach(expression -> expression.accept(builder));
    }
}
