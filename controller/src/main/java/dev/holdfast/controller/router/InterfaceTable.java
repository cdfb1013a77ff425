package dev.holdfast.controller.router;

import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the kernel last said about its interfaces and their addresses. Used by one thread; does no I/O itself. */
final class InterfaceTable {
    private final Map<Integer, Link> links = new HashMap<>();
    private final Map<Integer, List<InterfaceAddress>> addresses = new HashMap<>();

    /** Forgets everything and takes this instead. */
    void replaceAll(List<Link> allLinks, List<InterfaceAddress> allAddresses) {
        links.clear();
        addresses.clear();
        allLinks.forEach(this::put);
        allAddresses.forEach(this::put);
    }

    /** Takes a new or changed link. */
    void put(Link link) {
        links.put(link.index(), link);
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
        links.remove(index);
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
        for (Link link : links.values()) {
            if (link.name().equals(name)) {
                return link;
            }
        }
        return null;
    }

    /** Whether the interface has this address, with any prefix length. */
    boolean has(int index, InetAddress address) {
        return addresses.getOrDefault(index, List.of()).stream()
                .anyMatch(one -> one.address().equals(address));
    }

    /**
     * The address adverts are sent from: the interface's first IPv4 address that is neither secondary nor virtual.
     *
     * @param isVirtual whether an address is one that instances move about
     * @return null if there is none
     */
    @Nullable Inet4Address primary(int index, Predicate<InetAddress> isVirtual) {
        for (InterfaceAddress one : addresses.getOrDefault(index, List.of())) {
            if (one.address() instanceof Inet4Address address
                    && (one.flags() & InterfaceAddress.FLAG_SECONDARY) == 0
                    && !isVirtual.test(address)) {
                return address;
            }
        }
        return null;
    }
}
