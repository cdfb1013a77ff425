package dev.holdfast.controller.realserver;

import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the kernel has, as far as it matters to a real server.
 *
 * @param links every interface
 * @param addresses every address
 * @param sysctls the value of each setting there is of {@link Sysctl}'s keys, for {@code all}, {@code default} and every interface
 */
record HostState(List<Link> links, List<InterfaceAddress> addresses, Map<Sysctl, Integer> sysctls) {
    HostState {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        sysctls = Map.copyOf(sysctls);
    }

    Optional<Link> link(String name) {
        return links.stream().filter(link -> link.name().equals(name)).findFirst();
    }

    /** The name of an interface, or {@code ifN} where it is gone. */
    String nameOf(int ifIndex) {
        return links.stream()
                .filter(link -> link.index() == ifIndex)
                .map(Link::name)
                .findFirst()
                .orElse("if" + ifIndex);
    }

    /** Every place an address is at, with whatever prefix. */
    List<InterfaceAddress> placesOf(Vip vip) {
        return addresses.stream()
                .filter(one -> one.address().equals(vip.address()))
                .toList();
    }

    /** Whether the VIP, alone, is on that interface. */
    boolean has(Vip vip, String ifName) {
        return placesOf(vip).stream()
                .anyMatch(place -> nameOf(place.ifIndex()).equals(ifName)
                        && place.prefixLength() == vip.prefixLength()
                        && place.peer() == null);
    }

    /** A setting's value; what an interface that is not there yet would get; 0 where the kernel has no such setting. */
    int value(Sysctl sysctl) {
        Integer value = sysctls.get(sysctl);
        return value == null ? sysctls.getOrDefault(new Sysctl(Sysctl.DEFAULT, sysctl.key()), 0) : value;
    }

    /** What holds for an interface: the maximum of its own and {@code all}'s value. */
    int effective(Sysctl sysctl) {
        return Math.max(value(new Sysctl(Sysctl.ALL, sysctl.key())), value(sysctl));
    }
}
