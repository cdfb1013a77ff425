package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.MessageBuilder;
import dev.holdfast.linuxnet.netlink.Netlink;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Messages about rules.
 *
 * <pre>
 *  struct fib_rule_hdr (linux/fib_rules.h)
 *  0        1         2         3     4       5          7        8
 *  | family | dst len | src len | tos | table | reserved | action | flags (4) |
 * </pre>
 */
final class RuleCodec {

    static final int RTM_NEWRULE = 32;
    static final int RTM_DELRULE = 33;

    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_GOTO = 4;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_FLOW = 11;
    private static final int FRA_TUN_ID = 12;
    private static final int FRA_SUPPRESS_IFGROUP = 13;
    private static final int FRA_SUPPRESS_PREFIXLEN = 14;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_OIFNAME = 17;
    private static final int FRA_L3MDEV = 19;
    private static final int FRA_UID_RANGE = 20;
    private static final int FRA_PROTOCOL = 21;
    private static final int FRA_IP_PROTO = 22;
    private static final int FRA_SPORT_RANGE = 23;
    private static final int FRA_DPORT_RANGE = 24;

    private static final int FIB_RULE_INVERT = 2;

    private static final int HEADER = 12;
    private static final int LARGEST_TABLE_IN_HEADER = 255;

    private RuleCodec() {}

    /** What {@code ip rule add} sends. */
    static Request add(Rule rule) {
        return build(RTM_NEWRULE, Netlink.FLAG_CREATE | Netlink.FLAG_EXCLUSIVE, rule, "add rule ");
    }

    /** What {@code ip rule del} sends. */
    static Request remove(Rule rule) {
        return build(RTM_DELRULE, 0, rule, "remove rule ");
    }

    private static Request build(int messageType, int flags, Rule rule, String words) {
        Prefix from = rule.from();
        Prefix to = rule.to();
        long table = rule.action() == Rule.Action.LOOKUP ? rule.target() : 0;
        MessageBuilder builder = new MessageBuilder(messageType, flags)
                .operation(words + rule.notation())
                .u8(rule.ipv6() ? RtnetlinkCodec.AF_INET6 : RtnetlinkCodec.AF_INET)
                .u8(to == null ? 0 : to.length())
                .u8(from == null ? 0 : from.length())
                .u8(rule.selectors().tos())
                .u8(table > LARGEST_TABLE_IN_HEADER ? 0 : (int) table)
                .u16(0)
                .u8(rule.action().number())
                .u32(rule.inverted() ? FIB_RULE_INVERT : 0);
        if (to != null) {
            builder.address(FRA_DST, to.address());
        }
        if (from != null) {
            builder.address(FRA_SRC, from.address());
        }
        builder.u32(FRA_PRIORITY, rule.preference());
        if (rule.action() == Rule.Action.GOTO) {
            builder.u32(FRA_GOTO, rule.target());
        }
        if (table > LARGEST_TABLE_IN_HEADER) {
            builder.u32(FRA_TABLE, table);
        }
        builder.u8(FRA_PROTOCOL, rule.protocol());
        selectors(builder, rule.selectors());
        return builder.build();
    }

    private static void selectors(MessageBuilder builder, Rule.Selectors selectors) {
        Rule.Mark mark = selectors.mark();
        if (mark != null) {
            builder.u32(FRA_FWMARK, mark.value()).u32(FRA_FWMASK, mark.mask());
        }
        if (selectors.realms() != 0) {
            builder.u32(FRA_FLOW, selectors.realms());
        }
        Integer prefixLength = selectors.suppressPrefixLength();
        if (prefixLength != null) {
            builder.u32(FRA_SUPPRESS_PREFIXLEN, prefixLength);
        }
        Integer group = selectors.suppressGroup();
        if (group != null) {
            builder.u32(FRA_SUPPRESS_IFGROUP, group);
        }
        String input = selectors.inputInterface();
        if (input != null) {
            builder.string(FRA_IIFNAME, input);
        }
        String output = selectors.outputInterface();
        if (output != null) {
            builder.string(FRA_OIFNAME, output);
        }
        Long tunnel = selectors.tunnelId();
        if (tunnel != null) {
            builder.attribute(
                    FRA_TUN_ID, ByteBuffer.allocate(Long.BYTES).putLong(tunnel).array());
        }
        Rule.Range users = selectors.users();
        if (users != null) {
            // struct fib_rule_uid_range
            builder.attribute(
                    FRA_UID_RANGE,
                    ByteBuffer.allocate(2 * Integer.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .putInt((int) users.first())
                            .putInt((int) users.last())
                            .array());
        }
        if (selectors.masterDevice()) {
            builder.u8(FRA_L3MDEV, 1);
        }
        Integer ipProtocol = selectors.ipProtocol();
        if (ipProtocol != null) {
            builder.u8(FRA_IP_PROTO, ipProtocol);
        }
        ports(builder, FRA_SPORT_RANGE, selectors.sourcePorts());
        ports(builder, FRA_DPORT_RANGE, selectors.destinationPorts());
    }

    /** {@code struct fib_rule_port_range}. */
    private static void ports(MessageBuilder builder, int attribute, Rule.@Nullable Range ports) {
        if (ports != null) {
            builder.attribute(
                    attribute,
                    ByteBuffer.allocate(2 * Short.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .putShort((short) ports.first())
                            .putShort((short) ports.last())
                            .array());
        }
    }

    /** What a message about a rule names; null when it is not about a rule of IP. */
    static Rule.@Nullable Key readKey(NetlinkMessage message) throws NetlinkException {
        ByteBuffer header = message.fixedHeader(HEADER);
        int family = Byte.toUnsignedInt(header.get(0));
        if (family != RtnetlinkCodec.AF_INET && family != RtnetlinkCodec.AF_INET6) {
            return null;
        }
        long preference = 0;
        int protocol = 0;
        Attributes attributes = message.attributes(HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case FRA_PRIORITY -> preference = attributes.u32();
                case FRA_PROTOCOL -> protocol = attributes.u8();
                default -> {}
            }
        }
        return new Rule.Key(family == RtnetlinkCodec.AF_INET6, preference, protocol);
    }
}
