package dev.holdfast.controller.router;

import dev.holdfast.linuxnet.HardwareAddress;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.vrrp.VirtualAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Short spellings of links and addresses; {@code host} is the last byte of an address in 10.99.0.0/24. */
final class Net {
    private static final int ETHERNET = 1;
    private static final int NO_ARP = 0x80;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int ADDRESS_HEADER = 8;
    private static final int IFA_LOCAL = 2;

    private Net() {}

    static Inet4Address ip(int host) {
        try {
            return (Inet4Address) InetAddress.getByAddress(new byte[] {10, 99, 0, (byte) host});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    static VirtualAddress vip(int host) {
        return VirtualAddress.of(ip(host), 24);
    }

    static VirtualAddress vipOn(String device, int host) {
        return new VirtualAddress(ip(host), 24, device, null, null, null);
    }

    static Link link(int index, String name) {
        return new Link(index, name, true, true, 1500, HardwareAddress.parse("02:00:00:00:00:0" + index), ETHERNET, 0);
    }

    static Link withoutArp(int index, String name) {
        Link link = link(index, name);
        return new Link(index, name, true, true, 1500, link.hardwareAddress(), ETHERNET, NO_ARP);
    }

    static InterfaceAddress on(int index, int host) {
        return InterfaceAddress.of(index, ip(host), 24);
    }

    static InterfaceAddress secondaryOn(int index, int host) {
        return new InterfaceAddress(
                index, ip(host), 24, null, InterfaceAddress.SCOPE_GLOBAL, null, InterfaceAddress.FLAG_SECONDARY);
    }

    /** What a request to the kernel asks for: {@code add 10.99.0.100/24 on 2}. */
    static String said(NetlinkMessage request) {
        try {
            String what = switch (request.type()) {
                case RTM_NEWADDR -> "add ";
                case RTM_DELADDR -> "remove ";
                default -> "request " + request.type() + " ";
            };
            int prefixLength = Byte.toUnsignedInt(request.payload().get(1));
            int index = request.payload().getInt(4);
            Attributes attributes = request.attributes(ADDRESS_HEADER);
            while (attributes.next()) {
                if (attributes.type() == IFA_LOCAL) {
                    return what + attributes.address().getHostAddress() + "/" + prefixLength + " on " + index;
                }
            }
            return what + "nothing";
        } catch (NetlinkException e) {
            throw new AssertionError("the request cannot be decoded", e);
        }
    }
}
