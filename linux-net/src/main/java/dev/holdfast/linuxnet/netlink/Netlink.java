package dev.holdfast.linuxnet.netlink;

/**
 * Netlink's numbers.
 *
 * <pre>
 *  struct nlmsghdr (linux/netlink.h)            struct nlattr
 *  0        4      6       8          12        16      0        2       4
 *  | length | type | flags | sequence | port id |       | length | type  | payload, padded to 4 …
 *                                                        (length counts the header, not the padding)
 * </pre>
 */
public final class Netlink {

    /** {@code NETLINK_ROUTE}: links, addresses, routes. */
    public static final int PROTOCOL_ROUTE = 0;
    /** {@code NETLINK_NETFILTER}: nftables among others. */
    public static final int PROTOCOL_NETFILTER = 12;
    /** {@code NETLINK_GENERIC}: families that are looked up by name. */
    public static final int PROTOCOL_GENERIC = 16;

    /** {@code NLM_F_REQUEST}. */
    public static final int FLAG_REQUEST = 0x1;
    /** {@code NLM_F_MULTI}: part of an answer that {@link #TYPE_DONE} ends. */
    public static final int FLAG_MULTI = 0x2;
    /** {@code NLM_F_ACK}: answer even if all went well. */
    public static final int FLAG_ACK = 0x4;
    /** {@code NLM_F_DUMP_INTR}: what is dumped changed meanwhile, so the dump may be inconsistent. */
    public static final int FLAG_DUMP_INTERRUPTED = 0x10;
    /** {@code NLM_F_DUMP}: everything, not one object. */
    public static final int FLAG_DUMP = 0x300;
    /** {@code NLM_F_REPLACE}, of a request that makes something. */
    public static final int FLAG_REPLACE = 0x100;
    /** {@code NLM_F_EXCL}, of a request that makes something: fail if it exists. */
    public static final int FLAG_EXCLUSIVE = 0x200;
    /** {@code NLM_F_CREATE}, of a request that makes something. */
    public static final int FLAG_CREATE = 0x400;
    /** {@code NLM_F_APPEND}, of a request that makes something: after what is there already. */
    public static final int FLAG_APPEND = 0x800;
    /** {@code NLM_F_CAPPED}, of an acknowledgement: it repeats the request's header only. */
    public static final int FLAG_CAPPED = 0x100;
    /** {@code NLM_F_ACK_TLVS}, of an acknowledgement: attributes follow, for instance the kernel's words. */
    public static final int FLAG_ACK_ATTRIBUTES = 0x200;

    /** {@code NLMSG_NOOP}. */
    public static final int TYPE_NOOP = 1;
    /** {@code NLMSG_ERROR}: an acknowledgement, or with a number other than 0 an error. */
    public static final int TYPE_ERROR = 2;
    /** {@code NLMSG_DONE}: the end of a dump. */
    public static final int TYPE_DONE = 3;
    /** {@code NLMSG_OVERRUN}. */
    public static final int TYPE_OVERRUN = 4;
    /** {@code NLMSG_MIN_TYPE}: lower types mean the same in every protocol. */
    public static final int FIRST_PROTOCOL_TYPE = 0x10;

    /** {@code NLA_F_NESTED}, or-ed into an attribute's type. */
    public static final int ATTRIBUTE_NESTED = 0x8000;

    static final int HEADER_LENGTH = 16;
    static final int LENGTH_AT = 0;
    static final int TYPE_AT = 4;
    static final int FLAGS_AT = 6;
    static final int SEQUENCE_AT = 8;
    static final int PORT_ID_AT = 12;

    static final int ATTRIBUTE_HEADER_LENGTH = 4;
    static final int ATTRIBUTE_TYPE_AT = 2;
    /** {@code NLA_TYPE_MASK}: an attribute's type without its nested and byte-order flags. */
    static final int ATTRIBUTE_TYPE_MASK = 0x3fff;

    /** {@code NLMSGERR_ATTR_MSG}: why, as text. */
    static final int ERROR_ATTRIBUTE_TEXT = 1;

    private Netlink() {}

    /** A length rounded up to the next multiple of four ({@code NLMSG_ALIGN}, {@code NLA_ALIGN}). */
    static int align(int length) {
        return (length + 3) & ~3;
    }
}
