package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.MessageBuilder;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.Request;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages about routes.
 *
 * <pre>
 *  struct rtmsg (linux/rtnetlink.h)
 *  0        1         2         3     4       5          6       7      8
 *  | family | dst len | src len | tos | table | protocol | scope | type | flags (4) |
 *
 *  struct rtnexthop, one for each way of RTA_MULTIPATH
 *  0        2       3            4           8
 *  | length | flags | weight - 1 | interface | attributes …
 * </pre>
 */
final class RouteCodec {

    static final int RTM_NEWROUTE = 24;
    static final int RTM_DELROUTE = 25;
    private static final int RTM_GETROUTE = 26;

    private static final int RTA_DST = 1;
    private static final int RTA_SRC = 2;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_METRICS = 8;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_FLOW = 11;
    private static final int RTA_TABLE = 15;
    private static final int RTA_VIA = 18;
    private static final int RTA_PREF = 20;
    private static final int RTA_ENCAP_TYPE = 21;
    private static final int RTA_ENCAP = 22;
    private static final int RTA_EXPIRES = 23;
    private static final int RTA_TTL_PROPAGATE = 26;

    private static final int RTAX_LOCK = 1;
    private static final int RTAX_CC_ALGO = 16;

    private static final int RTNH_F_ONLINK = 4;

    // lwtunnel_encap_types and their attributes
    private static final int ENCAP_MPLS = 1;
    private static final int ENCAP_IP = 2;
    private static final int ENCAP_ILA = 3;
    private static final int ENCAP_IP6 = 4;
    private static final int LWTUNNEL_IP_ID = 1;
    private static final int LWTUNNEL_IP_DST = 2;
    private static final int LWTUNNEL_IP_SRC = 3;
    private static final int LWTUNNEL_IP_TTL = 4;
    private static final int LWTUNNEL_IP_TOS = 5;
    private static final int LWTUNNEL_IP_FLAGS = 6;
    private static final int MPLS_IPTUNNEL_DST = 1;
    private static final int MPLS_IPTUNNEL_TTL = 2;
    private static final int ILA_ATTR_LOCATOR = 1;
    private static final int LABEL_SHIFT = 12;
    private static final int BOTTOM_OF_STACK = 0x100;

    private static final int HEADER = 12;
    private static final int DESTINATION_LENGTH_AT = 1;
    private static final int SOURCE_LENGTH_AT = 2;
    private static final int TOS_AT = 3;
    private static final int TABLE_AT = 4;
    private static final int PROTOCOL_AT = 5;
    private static final int TYPE_AT = 7;
    private static final int FLAGS_AT = 8;
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    /** {@code RTM_F_CLONED}: a cached decision, not a route. */
    private static final int CLONED = 0x200;

    /** Tables above do not fit the header. */
    private static final int LARGEST_TABLE_IN_HEADER = 255;

    private RouteCodec() {}

    /** What {@code ip route prepend}, {@code append} or {@code add} sends. */
    static Request add(Route route, RoutePlacement placement) {
        MessageBuilder builder =
                begin(RTM_NEWROUTE, placement.flags(), route, route.scope()).operation("add route " + route.notation());
        ways(builder, route);
        if (!route.metrics().isEmpty() || route.congestionControl() != null) {
            metrics(builder, route);
        }
        Integer preference = route.preference();
        if (preference != null) {
            builder.u8(RTA_PREF, preference);
        }
        Long expires = route.expiresSeconds();
        if (expires != null) {
            builder.u32(RTA_EXPIRES, expires);
        }
        Boolean propagate = route.propagateTtl();
        if (propagate != null) {
            builder.u8(RTA_TTL_PROPAGATE, propagate ? 1 : 0);
        }
        return builder.build();
    }

    /** What {@code ip route del} sends: only what the kernel selects by, and the scope that selects nothing. */
    static Request remove(Route route) {
        MessageBuilder builder = begin(RTM_DELROUTE, 0, route, InterfaceAddress.SCOPE_NOWHERE)
                .operation("remove route " + route.notation());
        ways(builder, route);
        return builder.build();
    }

    private static MessageBuilder begin(int messageType, int flags, Route route, int scope) {
        Prefix destination = route.destination();
        Prefix from = route.from();
        boolean onLink = route.nextHops().size() == 1 && route.nextHops().get(0).onLink();
        MessageBuilder builder = new MessageBuilder(messageType, flags)
                .u8(route.ipv6() ? RtnetlinkCodec.AF_INET6 : RtnetlinkCodec.AF_INET)
                .u8(destination == null ? 0 : destination.length())
                .u8(from == null ? 0 : from.length())
                .u8(route.tos())
                .u8(route.table() > LARGEST_TABLE_IN_HEADER ? 0 : (int) route.table())
                .u8(route.protocol())
                .u8(scope)
                .u8(route.type().number())
                .u32(onLink ? RTNH_F_ONLINK : 0);
        if (destination != null) {
            builder.address(RTA_DST, destination.address());
        }
        if (from != null) {
            builder.address(RTA_SRC, from.address());
        }
        if (route.table() > LARGEST_TABLE_IN_HEADER) {
            builder.u32(RTA_TABLE, route.table());
        }
        if (route.metric() != 0) {
            builder.u32(RTA_PRIORITY, route.metric());
        }
        InetAddress source = route.preferredSource();
        if (source != null) {
            builder.address(RTA_PREFSRC, source);
        }
        return builder;
    }

    private static void ways(MessageBuilder builder, Route route) {
        List<NextHop> hops = route.nextHops();
        if (hops.size() == 1) {
            NextHop hop = hops.get(0);
            gateway(builder, route.ipv6(), hop);
            if (hop.ifIndex() != 0) {
                builder.u32(RTA_OIF, hop.ifIndex());
            }
            realmsAndEncapsulation(builder, hop);
        } else if (!hops.isEmpty()) {
            builder.plainNested(RTA_MULTIPATH, inner -> {
                for (NextHop hop : hops) {
                    int start = inner.position();
                    inner.u16(0)
                            .u8(hop.onLink() ? RTNH_F_ONLINK : 0)
                            .u8(hop.weight() - 1)
                            .u32(hop.ifIndex());
                    gateway(inner, route.ipv6(), hop);
                    realmsAndEncapsulation(inner, hop);
                    inner.u16At(start, inner.position() - start);
                }
            });
        }
    }

    private static void gateway(MessageBuilder builder, boolean ipv6, NextHop hop) {
        InetAddress gateway = hop.gateway();
        if (gateway == null) {
            return;
        }
        if (ipv6 == gateway instanceof Inet6Address) {
            builder.address(RTA_GATEWAY, gateway);
            return;
        }
        // struct rtvia: the family in the machine's byte order, then the address.
        byte[] address = gateway.getAddress();
        byte[] via = ByteBuffer.allocate(2 + address.length)
                .order(ByteOrder.nativeOrder())
                .putShort((short) (gateway instanceof Inet4Address ? RtnetlinkCodec.AF_INET : RtnetlinkCodec.AF_INET6))
                .put(address)
                .array();
        builder.attribute(RTA_VIA, via);
    }

    private static void realmsAndEncapsulation(MessageBuilder builder, NextHop hop) {
        if (hop.realms() != 0) {
            builder.u32(RTA_FLOW, hop.realms());
        }
        Encapsulation encapsulation = hop.encapsulation();
        if (encapsulation != null) {
            encapsulation.match(new EncapsulationWriter(builder));
        }
    }

    private static void metrics(MessageBuilder builder, Route route) {
        builder.plainNested(RTA_METRICS, inner -> {
            int lock = route.congestionControlLocked() ? 1 << RTAX_CC_ALGO : 0;
            for (RouteMetric metric : route.locked()) {
                lock |= 1 << metric.number();
            }
            route.metrics().forEach((metric, value) -> inner.u32(metric.number(), value));
            String algorithm = route.congestionControl();
            if (algorithm != null) {
                inner.string(RTAX_CC_ALGO, algorithm);
            }
            if (lock != 0) {
                inner.u32(RTAX_LOCK, lock);
            }
        });
    }

    /** What {@code ip route get} sends. */
    static Request choose(InetAddress destination) {
        boolean ipv6 = destination instanceof Inet6Address;
        return new MessageBuilder(RTM_GETROUTE, 0)
                .operation("look up the route to " + destination.getHostAddress())
                .u8(ipv6 ? RtnetlinkCodec.AF_INET6 : RtnetlinkCodec.AF_INET)
                .u8(ipv6 ? IPV6_BITS : IPV4_BITS)
                .bytes(new byte[HEADER - SOURCE_LENGTH_AT])
                .address(RTA_DST, destination)
                .build();
    }

    static boolean isRoute(NetlinkMessage message) {
        return message.type() == RTM_NEWROUTE;
    }

    /** The kernel's answer to {@link #choose}. */
    static RouteChoice readChoice(NetlinkMessage message) throws NetlinkException {
        boolean local = Byte.toUnsignedInt(message.fixedHeader(HEADER).get(TYPE_AT)) == RouteType.LOCAL.number();
        int ifIndex = 0;
        InetAddress gateway = null;
        Attributes attributes = message.attributes(HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case RTA_OIF -> ifIndex = attributes.i32();
                case RTA_GATEWAY -> gateway = attributes.address();
                case RTA_VIA -> gateway = via(attributes);
                default -> {}
            }
        }
        if (ifIndex <= 0) {
            throw NetlinkException.malformed("route without an interface (expected one)");
        }
        return new RouteChoice(ifIndex, gateway, local);
    }

    /** The address in a struct rtvia. */
    private static InetAddress via(Attributes attribute) throws NetlinkException {
        byte[] via = attribute.bytes();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(via, Math.min(2, via.length), via.length));
        } catch (UnknownHostException e) {
            throw NetlinkException.malformed("next hop of " + via.length + " bytes (expected 6 or 18)");
        }
    }

    /** What a message about a route names; null when it is not about a route of IP. */
    static Route.@Nullable Key readKey(NetlinkMessage message) throws NetlinkException {
        ByteBuffer header = message.fixedHeader(HEADER);
        int family = Byte.toUnsignedInt(header.get(0));
        boolean ipv6 = family == RtnetlinkCodec.AF_INET6;
        if ((!ipv6 && family != RtnetlinkCodec.AF_INET) || (header.getInt(FLAGS_AT) & CLONED) != 0) {
            return null;
        }
        long table = Byte.toUnsignedInt(header.get(TABLE_AT));
        long metric = 0;
        InetAddress destination = null;
        InetAddress from = null;
        Attributes attributes = message.attributes(HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case RTA_DST -> destination = attributes.address();
                case RTA_SRC -> from = attributes.address();
                case RTA_PRIORITY -> metric = attributes.u32();
                case RTA_TABLE -> table = attributes.u32();
                default -> {}
            }
        }
        try {
            return new Route.Key(
                    ipv6,
                    prefix(ipv6, destination, Byte.toUnsignedInt(header.get(DESTINATION_LENGTH_AT))),
                    prefix(ipv6, from, Byte.toUnsignedInt(header.get(SOURCE_LENGTH_AT))),
                    Byte.toUnsignedInt(header.get(TOS_AT)),
                    table,
                    Byte.toUnsignedInt(header.get(PROTOCOL_AT)),
                    metric);
        } catch (IllegalArgumentException e) {
            throw NetlinkException.malformed("route: " + e.getMessage());
        }
    }

    private static @Nullable Prefix prefix(boolean ipv6, @Nullable InetAddress address, int length) {
        if (length == 0) {
            return null;
        }
        return new Prefix(address == null ? unspecified(ipv6) : address, length);
    }

    private static InetAddress unspecified(boolean ipv6) {
        try {
            return InetAddress.getByAddress(new byte[ipv6 ? 16 : 4]);
        } catch (UnknownHostException cannotBe) {
            throw new AssertionError(cannotBe);
        }
    }

    /** Writes RTA_ENCAP_TYPE and RTA_ENCAP. */
    private record EncapsulationWriter(MessageBuilder builder) implements Encapsulation.Cases<MessageBuilder> {

        @Override
        public MessageBuilder ip(Encapsulation.Ip ip) {
            return builder.u16(RTA_ENCAP_TYPE, ip.ipv6() ? ENCAP_IP6 : ENCAP_IP).nested(RTA_ENCAP, inner -> {
                Long id = ip.id();
                if (id != null) {
                    inner.attribute(
                            LWTUNNEL_IP_ID,
                            ByteBuffer.allocate(Long.BYTES).putLong(id).array());
                }
                InetAddress destination = ip.destination();
                if (destination != null) {
                    inner.address(LWTUNNEL_IP_DST, destination);
                }
                InetAddress source = ip.source();
                if (source != null) {
                    inner.address(LWTUNNEL_IP_SRC, source);
                }
                Integer hopLimit = ip.hopLimit();
                if (hopLimit != null) {
                    inner.u8(LWTUNNEL_IP_TTL, hopLimit);
                }
                Integer trafficClass = ip.trafficClass();
                if (trafficClass != null) {
                    inner.u8(LWTUNNEL_IP_TOS, trafficClass);
                }
                Integer flags = ip.flags();
                if (flags != null) {
                    inner.u16BigEndian(LWTUNNEL_IP_FLAGS, flags);
                }
            });
        }

        @Override
        public MessageBuilder mpls(Encapsulation.Mpls mpls) {
            List<Integer> labels = mpls.labels();
            ByteBuffer stack = ByteBuffer.allocate(labels.size() * Integer.BYTES);
            for (int i = 0; i < labels.size(); i++) {
                stack.putInt(labels.get(i) << LABEL_SHIFT | (i == labels.size() - 1 ? BOTTOM_OF_STACK : 0));
            }
            return builder.u16(RTA_ENCAP_TYPE, ENCAP_MPLS).nested(RTA_ENCAP, inner -> {
                inner.attribute(MPLS_IPTUNNEL_DST, Arrays.copyOf(stack.array(), stack.position()));
                Integer ttl = mpls.ttl();
                if (ttl != null) {
                    inner.u8(MPLS_IPTUNNEL_TTL, ttl);
                }
            });
        }

        @Override
        public MessageBuilder ila(Encapsulation.Ila ila) {
            return builder.u16(RTA_ENCAP_TYPE, ENCAP_ILA)
                    .nested(
                            RTA_ENCAP,
                            inner -> inner.attribute(
                                    ILA_ATTR_LOCATOR,
                                    ByteBuffer.allocate(Long.BYTES)
                                            .putLong(ila.locator())
                                            .array()));
        }
    }
}
