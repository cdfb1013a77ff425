package dev.holdfast.controller.network;

import dev.holdfast.controller.config.global.Firewall;
import dev.holdfast.linuxnet.nftables.NftChain;
import dev.holdfast.linuxnet.nftables.NftElement;
import dev.holdfast.linuxnet.nftables.NftFamily;
import dev.holdfast.linuxnet.nftables.NftRule;
import dev.holdfast.linuxnet.nftables.NftRule.Base;
import dev.holdfast.linuxnet.nftables.NftSet;
import dev.holdfast.linuxnet.nftables.NftTransaction;
import dev.holdfast.linuxnet.nftables.NftType;
import java.util.List;
import java.util.Set;

/**
 * The nftables table of one family, rule for rule as keepalived's. Packets from and to addresses that are not accepted are dropped,
 * but for neighbour discovery; membership reports leave by the interface below a VMAC, so that a switch does not learn the virtual
 * MAC address from them; IPv6 VMACs ask for no routers. Pure: what is to be changed is a transaction.
 */
final class FirewallTable {
    private static final int ADDRESS = 1;
    private static final int INTERFACE = 2;

    private static final int IGMP = 2;
    private static final int ICMPV6 = 58;
    private static final int ROUTER_SOLICITATION = 133;
    private static final int NEIGHBOUR_SOLICITATION = 135;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int LISTENER_REPORT = 143;

    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;
    private static final int IPV4_PROTOCOL_AT = 9;
    private static final int IPV4_SOURCE_AT = 12;
    private static final int IPV4_DESTINATION_AT = 16;
    private static final int IPV6_NEXT_HEADER_AT = 6;
    private static final int IPV6_SOURCE_AT = 8;
    private static final int IPV6_DESTINATION_AT = 24;

    private static final NftSet REPORTERS =
            new NftSet("vmac_map", NftType.INTERFACE_INDEX, NftType.INTERFACE_INDEX, false);
    private static final NftSet SOLICITORS = NftSet.of("vmac_set", NftType.INTERFACE_INDEX);
    private static final NftSet NEIGHBOURS = new NftSet("neighbor-discovery", NftType.ICMPV6_TYPE, null, true);
    private static final NftSet LINK_LOCAL = NftSet.of("vips_link_local", NftType.IPV6_ADDRESS_AND_INTERFACE);

    private final NftFamily family;
    private final String name;
    private final int priority;
    private final boolean counters;
    private final NftSet addresses;

    /**
     * A table that is not there yet.
     *
     * @param firewall its name, its chains' priority, and whether rules count
     */
    FirewallTable(NftFamily family, Firewall firewall) {
        this.family = family;
        String given = firewall.nftables();
        this.name = given == null ? Firewall.DEFAULT_TABLE : given;
        this.priority = firewall.nftablesPriority();
        this.counters = firewall.counters();
        this.addresses = NftSet.of("vips", ipv6() ? NftType.IPV6_ADDRESS : NftType.IPV4_ADDRESS);
    }

    private boolean ipv6() {
        return family == NftFamily.IPV6;
    }

    /** Removes the table, whether it is there or not. */
    NftTransaction remove() {
        return new NftTransaction(family, name).createTable().removeTable();
    }

    /** Makes the table with this content, instead of what there may be. */
    NftTransaction replace(FirewallContent content) {
        NftTransaction transaction = remove().createTable();
        NftChain out = new NftChain("out", NftChain.Hook.OUTPUT, priority);
        transaction.createChain(out);
        if (content.keepsReportsOff()) {
            keepReportsOff(transaction, out, content.virtualInterfaces());
        }
        if (content.dropsPackets()) {
            NftChain in = new NftChain("in", NftChain.Hook.INPUT, priority);
            transaction.createChain(in);
            transaction.createSet(addresses).addElements(addresses, List.copyOf(content.addresses()));
            if (ipv6()) {
                dropIpv6(transaction, in, out, content);
            } else {
                transaction.addRule(
                        out,
                        counted(address(IPV4_SOURCE_AT, IPV4_LENGTH).in(addresses, ADDRESS))
                                .drop());
                transaction.addRule(
                        in,
                        counted(address(IPV4_DESTINATION_AT, IPV4_LENGTH).in(addresses, ADDRESS))
                                .drop());
            }
        }
        return transaction;
    }

    /** Changes the sets of a table that has {@code before}; both need the same rules. */
    NftTransaction update(FirewallContent before, FirewallContent after) {
        NftTransaction transaction = new NftTransaction(family, name);
        if (after.keepsReportsOff()) {
            change(transaction, REPORTERS, before.virtualInterfaces(), after.virtualInterfaces());
            if (ipv6()) {
                change(transaction, SOLICITORS, uppers(before.virtualInterfaces()), uppers(after.virtualInterfaces()));
            }
        }
        if (after.dropsPackets()) {
            change(transaction, addresses, before.addresses(), after.addresses());
            if (!after.linkLocalAddresses().isEmpty()) {
                change(transaction, LINK_LOCAL, before.linkLocalAddresses(), after.linkLocalAddresses());
            }
        }
        return transaction;
    }

    private static void change(NftTransaction transaction, NftSet set, Set<NftElement> before, Set<NftElement> after) {
        transaction.removeElements(set, FirewallContent.without(before, after));
        transaction.addElements(set, FirewallContent.without(after, before));
    }

    private static Set<NftElement> uppers(Set<NftElement> pairs) {
        return Set.copyOf(pairs.stream().map(NftElement::withoutData).toList());
    }

    private void keepReportsOff(NftTransaction transaction, NftChain out, Set<NftElement> pairs) {
        transaction.createSet(REPORTERS).addElements(REPORTERS, List.copyOf(pairs));
        if (!ipv6()) {
            NftRule report = new NftRule()
                    .payload(Base.NETWORK, IPV4_PROTOCOL_AT, 1, ADDRESS)
                    .equal(ADDRESS, (byte) IGMP)
                    .payload(Base.NETWORK, IPV4_DESTINATION_AT, IPV4_LENGTH, ADDRESS)
                    .leavesByKind("macvlan", INTERFACE)
                    .outputInterface(INTERFACE)
                    .translate(REPORTERS, INTERFACE)
                    .duplicate(ADDRESS, INTERFACE);
            transaction.addRule(out, counted(report).drop());
            return;
        }
        transaction.createSet(SOLICITORS).addElements(SOLICITORS, List.copyOf(uppers(pairs)));
        NftRule report = icmpv6(LISTENER_REPORT)
                .payload(Base.NETWORK, IPV6_DESTINATION_AT, IPV6_LENGTH, ADDRESS)
                .leavesByKind("macvlan", INTERFACE)
                .outputInterface(INTERFACE)
                .translate(REPORTERS, INTERFACE)
                .duplicate(ADDRESS, INTERFACE);
        transaction.addRule(out, counted(report).drop());
        NftRule solicitation = icmpv6(ROUTER_SOLICITATION)
                .leavesByKind("macvlan", INTERFACE)
                .outputInterface(INTERFACE)
                .in(SOLICITORS, INTERFACE);
        transaction.addRule(out, counted(solicitation).drop());
    }

    private static NftRule icmpv6(int type) {
        return new NftRule()
                .transportProtocol(ADDRESS)
                .equal(ADDRESS, (byte) ICMPV6)
                .payload(Base.TRANSPORT, 0, 1, ADDRESS)
                .equal(ADDRESS, (byte) type);
    }

    private void dropIpv6(NftTransaction transaction, NftChain in, NftChain out, FirewallContent content) {
        NftChain inLocal = new NftChain("in_link_local", null, 0);
        NftChain outLocal = new NftChain("out_link_local", null, 0);
        transaction.createChain(inLocal).createChain(outLocal);
        transaction.createSet(NEIGHBOURS);
        transaction.addElements(
                NEIGHBOURS,
                List.of(
                        NftElement.ofIcmpv6Type(NEIGHBOUR_SOLICITATION),
                        NftElement.ofIcmpv6Type(NEIGHBOUR_ADVERTISEMENT)));
        for (NftChain chain : List.of(out, in)) {
            boolean leaving = chain.hook() == NftChain.Hook.OUTPUT;
            int at = leaving ? IPV6_SOURCE_AT : IPV6_DESTINATION_AT;
            NftRule neighbours = new NftRule()
                    .payload(Base.NETWORK, IPV6_NEXT_HEADER_AT, 1, ADDRESS)
                    .equal(ADDRESS, (byte) ICMPV6)
                    .payload(Base.TRANSPORT, 0, 1, ADDRESS)
                    .in(NEIGHBOURS, ADDRESS);
            transaction.addRule(chain, counted(neighbours).accept());
            byte[] mask = new byte[IPV6_LENGTH];
            mask[0] = (byte) 0xff;
            mask[1] = (byte) 0xc0;
            byte[] prefix = new byte[IPV6_LENGTH];
            prefix[0] = (byte) 0xfe;
            prefix[1] = (byte) 0x80;
            NftRule local = address(at, IPV6_LENGTH).mask(ADDRESS, mask).equal(ADDRESS, prefix);
            transaction.addRule(chain, counted(local).goTo(leaving ? outLocal.name() : inLocal.name()));
            transaction.addRule(
                    chain,
                    counted(address(at, IPV6_LENGTH).in(addresses, ADDRESS)).drop());
        }
        if (content.linkLocalAddresses().isEmpty()) {
            return;
        }
        transaction.createSet(LINK_LOCAL).addElements(LINK_LOCAL, List.copyOf(content.linkLocalAddresses()));
        transaction.addRule(
                inLocal,
                counted(address(IPV6_DESTINATION_AT, IPV6_LENGTH)
                                .inputInterface(INTERFACE)
                                .in(LINK_LOCAL, ADDRESS))
                        .drop());
        transaction.addRule(
                outLocal,
                counted(address(IPV6_SOURCE_AT, IPV6_LENGTH)
                                .outputInterface(INTERFACE)
                                .in(LINK_LOCAL, ADDRESS))
                        .drop());
    }

    private static NftRule address(int offset, int length) {
        return new NftRule().payload(Base.NETWORK, offset, length, ADDRESS);
    }

    private NftRule counted(NftRule rule) {
        return counters ? rule.count() : rule;
    }
}
