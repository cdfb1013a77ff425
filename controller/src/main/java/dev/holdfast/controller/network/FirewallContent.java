package dev.holdfast.controller.network;

import dev.holdfast.linuxnet.nftables.NftElement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the firewall's sets of one family hold.
 *
 * @param virtualInterfaces VMAC interfaces, each with the one below
 * @param addresses addresses whose packets are dropped
 * @param linkLocalAddresses the same of IPv6 link-local ones, each with its interface
 */
record FirewallContent(
        Set<NftElement> virtualInterfaces, Set<NftElement> addresses, Set<NftElement> linkLocalAddresses) {
    static final FirewallContent EMPTY = new FirewallContent(Set.of(), Set.of(), Set.of());

    FirewallContent {
        virtualInterfaces = Set.copyOf(virtualInterfaces);
        addresses = Set.copyOf(addresses);
        linkLocalAddresses = Set.copyOf(linkLocalAddresses);
    }

    boolean isEmpty() {
        return equals(EMPTY);
    }

    boolean keepsReportsOff() {
        return !virtualInterfaces.isEmpty();
    }

    boolean dropsPackets() {
        return !addresses.isEmpty() || !linkLocalAddresses.isEmpty();
    }

    /** Whether the same chains and rules serve both. */
    boolean hasRulesOf(FirewallContent other) {
        return keepsReportsOff() == other.keepsReportsOff()
                && dropsPackets() == other.dropsPackets()
                && linkLocalAddresses.isEmpty() == other.linkLocalAddresses.isEmpty();
    }

    /** What is in the first and not in the second. */
    static List<NftElement> without(Set<NftElement> first, Set<NftElement> second) {
        Set<NftElement> rest = new LinkedHashSet<>(first);
        rest.removeAll(second);
        return List.copyOf(rest);
    }
}
