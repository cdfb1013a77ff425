package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.HardwareAddress;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.MessageBuilder;
import dev.holdfast.linuxnet.netlink.Netlink;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.Request;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.AddressAdded;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.AddressRemoved;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.LinkChanged;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.LinkRemoved;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The messages about links and addresses.
 *
 * <pre>
 *  struct ifinfomsg (linux/rtnetlink.h)                   struct ifaddrmsg (linux/if_addr.h)
 *  0        1     2      4       8       12       16      0        1        2       3       4           8
 *  | family | pad | type | index | flags | change |       | family | prefix | flags | scope | interface |
 * </pre>
 */
final class RtnetlinkCodec {

    // linux/rtnetlink.h
    static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_GETADDR = 22;

    // bits/socket.h
    static final int AF_UNSPEC = 0;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    // linux/if_link.h
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_EXT_MASK = 29;
    /** {@code RTEXT_FILTER_SKIP_STATS}: without counters an answer is a third as long. */
    private static final int WITHOUT_STATISTICS = 1 << 3;

    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_MACVLAN_MODE = 1;
    private static final int MACVLAN_MODE_PRIVATE = 1;
    private static final int IFLA_IPVLAN_MODE = 1;
    private static final int IFLA_IPVLAN_FLAGS = 2;
    private static final int IPVLAN_MODE_L2 = 0;

    // linux/if_addr.h
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_LABEL = 3;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;

    /** {@code INFINITY_LIFE_TIME}. */
    private static final int FOREVER = -1;

    private static final int LINK_HEADER = 16;
    private static final int LINK_TYPE_AT = 2;
    private static final int LINK_INDEX_AT = 4;
    private static final int LINK_FLAGS_AT = 8;

    private static final int ADDRESS_HEADER = 8;
    private static final int ADDRESS_PREFIX_AT = 1;
    private static final int ADDRESS_FLAGS_AT = 2;
    private static final int ADDRESS_SCOPE_AT = 3;
    private static final int ADDRESS_INDEX_AT = 4;

    private RtnetlinkCodec() {}

    static Request dumpLinks() {
        return new MessageBuilder(RTM_GETLINK, 0)
                .operation("list links")
                .bytes(new byte[LINK_HEADER])
                .u32(IFLA_EXT_MASK, WITHOUT_STATISTICS)
                .build();
    }

    static Request getLink(String name) {
        return new MessageBuilder(RTM_GETLINK, 0)
                .operation("look up link " + name)
                .bytes(new byte[LINK_HEADER])
                .u32(IFLA_EXT_MASK, WITHOUT_STATISTICS)
                .string(IFLA_IFNAME, name)
                .build();
    }

    /** What {@code ip link set up} and {@code ip link set down} send: of the flags only {@code IFF_UP} is changed. */
    static Request setLinkUp(int index, boolean up) {
        return new MessageBuilder(RTM_NEWLINK, 0)
                .operation("set link " + index + (up ? " up" : " down"))
                .u8(AF_UNSPEC)
                .u8(0)
                .u16(0)
                .u32(index)
                .u32(up ? Link.IFF_UP : 0)
                .u32(Link.IFF_UP)
                .build();
    }

    /** What {@code ip link add link … type macvlan mode private} or {@code type ipvlan mode l2} sends. */
    static Request createLink(NewLink link) {
        MessageBuilder builder = new MessageBuilder(RTM_NEWLINK, Netlink.FLAG_CREATE | Netlink.FLAG_EXCLUSIVE)
                .bytes(new byte[LINK_HEADER])
                .u32(IFLA_LINK, link.lowerIndex())
                .string(IFLA_IFNAME, link.name());
        if (link instanceof NewLink.Macvlan macvlan) {
            return builder.operation("make macvlan " + link.name() + " on interface " + link.lowerIndex())
                    .attribute(IFLA_ADDRESS, macvlan.address().toBytes())
                    .plainNested(
                            IFLA_LINKINFO,
                            info -> info.attribute(IFLA_INFO_KIND, text("macvlan"))
                                    .plainNested(
                                            IFLA_INFO_DATA, data -> data.u32(IFLA_MACVLAN_MODE, MACVLAN_MODE_PRIVATE)))
                    .build();
        }
        NewLink.Ipvlan ipvlan = (NewLink.Ipvlan) link;
        return builder.operation("make ipvlan " + link.name() + " on interface " + link.lowerIndex())
                .plainNested(
                        IFLA_LINKINFO,
                        info -> info.attribute(IFLA_INFO_KIND, text("ipvlan"))
                                .plainNested(
                                        IFLA_INFO_DATA,
                                        data -> data.u16(IFLA_IPVLAN_MODE, IPVLAN_MODE_L2)
                                                .u16(
                                                        IFLA_IPVLAN_FLAGS,
                                                        ipvlan.flag().number())))
                .build();
    }

    /** What {@code ip link del} sends. */
    static Request removeLink(int index) {
        return new MessageBuilder(RTM_DELLINK, 0)
                .operation("remove link " + index)
                .u8(AF_UNSPEC)
                .u8(0)
                .u16(0)
                .u32(index)
                .u32(0)
                .u32(0)
                .build();
    }

    private static byte[] text(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    static Request dumpAddresses() {
        return new MessageBuilder(RTM_GETADDR, 0)
                .operation("list addresses")
                .bytes(new byte[ADDRESS_HEADER])
                .build();
    }

    /** What {@code ip address add} sends. */
    static Request addAddress(InterfaceAddress address) {
        MessageBuilder builder = addressHeader(
                        RTM_NEWADDR, Netlink.FLAG_CREATE | Netlink.FLAG_EXCLUSIVE, address, address.scope())
                .operation("add address " + address.notation() + " to interface " + address.ifIndex())
                .address(IFA_LOCAL, address.address());
        InetAddress broadcast = address.broadcast();
        if (broadcast != null) {
            builder.address(IFA_BROADCAST, broadcast);
        }
        String label = address.label();
        if (label != null) {
            builder.string(IFA_LABEL, label);
        }
        builder.address(IFA_ADDRESS, prefixOf(address));
        if (address.flags() != 0) {
            builder.u32(IFA_FLAGS, address.flags());
        }
        Long preferred = address.preferredSeconds();
        boolean deprecated =
                (address.flags() & InterfaceAddress.FLAG_DEPRECATED) != 0 && address.address() instanceof Inet6Address;
        if (preferred != null || deprecated) {
            builder.attribute(IFA_CACHEINFO, validForEver(preferred == null ? 0 : preferred));
        }
        return builder.build();
    }

    /** What {@code ip address del} sends: without label and scope, by which the kernel would also select. */
    static Request removeAddress(InterfaceAddress address) {
        return addressHeader(RTM_DELADDR, 0, address, 0)
                .operation("remove address " + address.notation() + " from interface " + address.ifIndex())
                .address(IFA_LOCAL, address.address())
                .address(IFA_ADDRESS, prefixOf(address))
                .build();
    }

    static boolean isLink(NetlinkMessage message) {
        return message.type() == RTM_NEWLINK;
    }

    static boolean isAddress(NetlinkMessage message) {
        return message.type() == RTM_NEWADDR;
    }

    /** What a notification says; null when it is not about a link or an IP address. */
    static @Nullable RtnetlinkEvent readEvent(NetlinkMessage message) throws NetlinkException {
        int type = message.type();
        if (type == RTM_NEWLINK || type == RTM_DELLINK) {
            Link link = readLink(message);
            if (link != null) {
                return type == RTM_NEWLINK ? new LinkChanged(link) : new LinkRemoved(link.index(), link.name());
            }
        }
        if (type == RTM_NEWADDR || type == RTM_DELADDR) {
            InterfaceAddress address = readAddress(message);
            if (address != null) {
                return type == RTM_NEWADDR ? new AddressAdded(address) : new AddressRemoved(address);
            }
        }
        return null;
    }

    /** The link a message is about; null when it is about what a link is to a bridge or another family. */
    static @Nullable Link readLink(NetlinkMessage message) throws NetlinkException {
        ByteBuffer header = message.fixedHeader(LINK_HEADER);
        // A port that leaves a bridge is told of as a removed link of family AF_BRIDGE.
        if (header.get(0) != AF_UNSPEC) {
            return null;
        }
        int index = header.getInt(LINK_INDEX_AT);
        int flags = header.getInt(LINK_FLAGS_AT);
        String name = null;
        int mtu = 0;
        HardwareAddress hardwareAddress = HardwareAddress.of();
        String kind = null;
        int lowerIndex = 0;
        int master = 0;
        Attributes attributes = message.attributes(LINK_HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFLA_IFNAME -> name = attributes.string();
                case IFLA_MTU -> mtu = attributes.i32();
                case IFLA_ADDRESS -> hardwareAddress = readHardwareAddress(attributes);
                case IFLA_LINK -> lowerIndex = attributes.i32();
                case IFLA_MASTER -> master = attributes.i32();
                case IFLA_LINKINFO -> kind = readKind(attributes.nested());
                default -> {}
            }
        }
        if (name == null) {
            throw malformed("link " + index, "no name (expected IFLA_IFNAME)");
        }
        return new Link(
                index,
                name,
                (flags & Link.IFF_UP) != 0,
                (flags & Link.IFF_RUNNING) != 0,
                mtu,
                hardwareAddress,
                Short.toUnsignedInt(header.getShort(LINK_TYPE_AT)),
                flags,
                kind,
                lowerIndex,
                master);
    }

    private static @Nullable String readKind(Attributes attributes) throws NetlinkException {
        String kind = null;
        while (attributes.next()) {
            if (attributes.type() == IFLA_INFO_KIND) {
                kind = attributes.string();
            }
        }
        return kind;
    }

    /** The address a message is about; null when it is not an IP address. */
    static @Nullable InterfaceAddress readAddress(NetlinkMessage message) throws NetlinkException {
        ByteBuffer header = message.fixedHeader(ADDRESS_HEADER);
        int family = Byte.toUnsignedInt(header.get(0));
        if (family != AF_INET && family != AF_INET6) {
            return null;
        }
        int ifIndex = header.getInt(ADDRESS_INDEX_AT);
        int flags = Byte.toUnsignedInt(header.get(ADDRESS_FLAGS_AT));
        InetAddress local = null;
        InetAddress prefix = null;
        InetAddress broadcast = null;
        String label = null;
        Attributes attributes = message.attributes(ADDRESS_HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFA_LOCAL -> local = attributes.address();
                case IFA_ADDRESS -> prefix = attributes.address();
                case IFA_BROADCAST -> broadcast = attributes.address();
                case IFA_LABEL -> label = attributes.string();
                case IFA_FLAGS -> flags = attributes.i32();
                default -> {}
            }
        }
        // IPv6 has only IFA_ADDRESS, unless there is a peer.
        InetAddress address = local == null ? prefix : local;
        if (address == null) {
            throw malformed("address on interface " + ifIndex, "no value (expected IFA_LOCAL or IFA_ADDRESS)");
        }
        try {
            return new InterfaceAddress(
                    ifIndex,
                    address,
                    Byte.toUnsignedInt(header.get(ADDRESS_PREFIX_AT)),
                    label == null || label.isEmpty() ? null : label,
                    Byte.toUnsignedInt(header.get(ADDRESS_SCOPE_AT)),
                    broadcast,
                    flags,
                    prefix == null || prefix.equals(address) ? null : prefix);
        } catch (IllegalArgumentException e) {
            throw malformed("address on interface " + ifIndex, String.valueOf(e.getMessage()));
        }
    }

    private static MessageBuilder addressHeader(int type, int flags, InterfaceAddress address, int scope) {
        return new MessageBuilder(type, flags)
                .u8(address.address() instanceof Inet4Address ? AF_INET : AF_INET6)
                .u8(address.prefixLength())
                .u8(0)
                .u8(scope)
                .u32(address.ifIndex());
    }

    /** {@code struct ifa_cacheinfo}: preferred for so long, valid without end; the kernel's own two times are not for us. */
    private static byte[] validForEver(long preferredSeconds) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putInt((int) preferredSeconds)
                .putInt(FOREVER)
                .array();
    }

    private static InetAddress prefixOf(InterfaceAddress address) {
        InetAddress peer = address.peer();
        return peer == null ? address.address() : peer;
    }

    private static HardwareAddress readHardwareAddress(Attributes attributes) throws NetlinkException {
        try {
            return HardwareAddress.of(attributes.bytes());
        } catch (IllegalArgumentException e) {
            throw malformed("link", String.valueOf(e.getMessage()));
        }
    }

    private static NetlinkException malformed(String what, String text) {
        return NetlinkException.malformed(what + ": " + text);
    }
}
