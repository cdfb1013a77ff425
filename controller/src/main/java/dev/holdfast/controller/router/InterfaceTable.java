package dev.holdfast.controller.router;

import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.vrrp.AddressFamily;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the kernel last said about its interfaces and their addresses. Used by one thread; does no I/O itself. */
final class InterfaceTable {
    private final Map<Integer, Link> links = new HashMap<>();
    private final Map<String, Link> byName = new HashMap<>();
    private final Map<Integer, List<InterfaceAddress>> addresses = new HashMap<>();

    /** Forgets everything and takes this instead. */
    void replaceAll(List<Link> allLinks, List<InterfaceAddress> allAddresses) {
        links.clear();
        byName.clear();
        addresses.clear();
        allLinks.forEach(this::put);
        allAddresses.forEach(this::put);
    }

    /** Takes a new or changed link. */
    void put(Link link) {
        forgetName(links.put(link.index(), link));
        byName.put(link.name(), link);
    }

    private void forgetName(@Nullable Link link) {
        if (link != null) {
            byName.remove(link.name(), link);
        }
    }

    /** Takes a new or changed address. */
    void put(InterfaceAddress address) {
        List<InterfaceAddress> there = addresses.computeIfAbsent(address.ifIndex(), index -> new ArrayList<>());
        for (int i = 0; i < there.size(); i++) {
            if (there.get(i).sameAs(address)) {
                there.set(i, address);
                return;
            }
        }
        there.add(address);
    }

    /** Forgets a link and its addresses. */
    void removeLink(int index) {
        forgetName(links.remove(index));
        addresses.remove(index);
    }

    /** Forgets an address. */
    void remove(InterfaceAddress address) {
        List<InterfaceAddress> there = addresses.get(address.ifIndex());
        if (there != null) {
            there.removeIf(one -> one.sameAs(address));
        }
    }

    /** The interface of that name, or null. */
    @Nullable Link link(String name) {
        return byName.get(name);
    }

    /** The interface of that index, or null. */
    @Nullable Link link(int index) {
        return links.get(index);
    }

    /** Whether the interface of that name is there and up. */
    boolean isUp(String name) {
        return isUp(link(name));
    }

    /** Whether the interface of that index is there and up. */
    boolean isUp(int index) {
        return isUp(link(index));
    }

    private static boolean isUp(@Nullable Link link) {
        return link != null && link.usable();
    }

    /** The interface's IPv6 link-local address, or null. */
    @Nullable InetAddress linkLocal(int index) {
        return addresses.getOrDefault(index, List.of()).stream()
                .map(InterfaceAddress::address)
                .filter(address -> address instanceof Inet6Address && address.isLinkLocalAddress())
                .findFirst()
                .orElse(null);
    }

    /** Whether the interface has this address, with any prefix length. */
    boolean has(int index, InetAddress address) {
        return addresses.getOrDefault(index, List.of()).stream()
                .anyMatch(one -> one.address().equals(address));
    }

    /**
     * The addresses that the kernel may remove together with these: IPv4 addresses of the same subnet that came later.
     *
     * @param removed addresses about to be removed, none of which is returned
     */
    List<InterfaceAddress> secondariesOf(List<InterfaceAddress> removed) {
        List<InterfaceAddress> secondaries = new ArrayList<>();
        for (InterfaceAddress primary : removed) {
            for (InterfaceAddress one : addresses.getOrDefault(primary.ifIndex(), List.of())) {
                if ((one.flags() & InterfaceAddress.FLAG_SECONDARY) != 0
                        && isSameSubnet(one, primary)
                        && secondaries.stream().noneMatch(one::sameAs)
                        && removed.stream().noneMatch(one::sameAs)) {
                    secondaries.add(one);
                }
            }
        }
        return secondaries;
    }

    private static boolean isSameSubnet(InterfaceAddress a, InterfaceAddress b) {
        if (!(a.address() instanceof Inet4Address)
                || !(b.address() instanceof Inet4Address)
                || a.prefixLength() != b.prefixLength()) {
            return false;
        }
        int hostBits = Integer.SIZE - a.prefixLength();
        return hostBits == Integer.SIZE || bits(a.address()) >>> hostBits == bits(b.address()) >>> hostBits;
    }

    private static int bits(InetAddress address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    /**
     * The address adverts are sent from: of IPv4 the interface's first address that is not virtual, a secondary one only where
     * there is no other (it is secondary then to a virtual address that was there before it); of IPv6 the first link-local one
     * that is not virtual and may be used (RFC 9568 section 5.1.2.1).
     *
     * @param isVirtual whether an address is one that instances move about
     * @return null if there is none
     */
    @Nullable InetAddress primary(int index, AddressFamily family, Predicate<InetAddress> isVirtual) {
        InetAddress secondary = null;
        for (InterfaceAddress one : addresses.getOrDefault(index, List.of())) {
            InetAddress address = one.address();
            if (family.has(address) && !isVirtual.test(address)) {
                if (family == AddressFamily.IPV6) {
                    boolean usable =
                            (one.flags() & (InterfaceAddress.FLAG_TENTATIVE | InterfaceAddress.FLAG_DUPLICATE)) == 0;
                    if (usable && address.isLinkLocalAddress()) {
                        return address;
                    }
                } else if ((one.flags() & InterfaceAddress.FLAG_SECONDARY) == 0) {
                    return address;
                } else {
                    secondary = secondary == null ? address : secondary;
                }
            }
        }
        return secondary;
    }
}
