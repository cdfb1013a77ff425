package dev.holdfast.controller.realserver;

import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** Says of each VIP, and of what all depend on, whether it is right, and why it matters where it is not. */
final class Inspector {
    private final HostState state;
    private final Services services;
    private final List<Finding> findings = new ArrayList<>();

    private Inspector(HostState state, Services services) {
        this.state = state;
        this.services = services;
    }

    /**
     * Inspects.
     *
     * @param vips at least one
     * @param tunnel whether packets are to arrive through a tunnel even where no VIP says so by its place
     * @param before what was started
     */
    static List<Finding> inspect(
            List<Vip> vips, boolean tunnel, HostState state, Services services, Remembered before) {
        Inspector inspector = new Inspector(state, services);
        Set<String> used = new LinkedHashSet<>();
        for (Vip vip : vips) {
            String ifName = inspector.placeOf(vip, tunnel, before);
            inspector.vip(vip, ifName);
            used.add(ifName);
        }
        if (vips.stream().anyMatch(Vip::ipv4)) {
            inspector.arp(vips);
        }
        used.forEach(inspector::link);
        vips.forEach(inspector::service);
        for (boolean ipv4 : new boolean[] {true, false}) {
            vips.stream().filter(vip -> vip.ipv4() == ipv4).findFirst().ifPresent(inspector::route);
        }
        return List.copyOf(inspector.findings);
    }

    /** The VIPs there are without being told: those that were started, and whatever else is where VIPs are. */
    static List<Vip> vipsOf(HostState state, Remembered before) {
        Set<Vip> vips = new LinkedHashSet<>();
        before.vips().values().forEach(placed -> vips.add(placed.vip()));
        for (InterfaceAddress address : state.addresses()) {
            String ifName = state.nameOf(address.ifIndex());
            if (Forwarding.PLACES.contains(ifName)
                    && !address.address().isLoopbackAddress()
                    && !address.address().isLinkLocalAddress()) {
                vips.add(new Vip(address.address()));
            }
        }
        return List.copyOf(vips);
    }

    private String placeOf(Vip vip, boolean tunnel, Remembered before) {
        Remembered.Placed placed = before.vips().get(vip.text());
        if (placed != null) {
            return placed.ifName();
        }
        boolean onTunnel = state.placesOf(vip).stream().anyMatch(place -> isTunnel(state.nameOf(place.ifIndex())));
        return (tunnel || onTunnel ? Forwarding.TUNNEL : Forwarding.DIRECT_ROUTING).interfaceOf(vip);
    }

    private void vip(Vip vip, String ifName) {
        boolean found = false;
        for (InterfaceAddress place : state.placesOf(vip)) {
            String where = state.nameOf(place.ifIndex());
            if (where.equals(ifName)) {
                found = true;
                inPlace(vip, place, where);
            } else {
                elsewhere(vip, place, where, ifName);
            }
        }
        if (!found) {
            findings.add(Finding.wrong(
                    vip.text(),
                    "not on " + ifName + ": packets for it are dropped (holdfast realserver start "
                            + (ifName.equals(Forwarding.LOOPBACK) ? "" : "--tun ") + vip.text() + ")"));
        }
    }

    private void elsewhere(Vip vip, InterfaceAddress place, String where, String ifName) {
        String del = "; ip address del " + vip.text() + "/" + place.prefixLength() + " dev " + where;
        if (state.link(where).map(Link::loopback).orElse(false)) {
            findings.add(Finding.note(vip.text(), "on " + where + " too (expected only on " + ifName + del + ")"));
        } else {
            findings.add(Finding.wrong(
                    vip.text(),
                    "on " + where + ": this server answers its neighbours' "
                            + (vip.ipv4() ? "ARP requests" : "neighbour solicitations")
                            + " for it and takes the director's traffic (expected only on " + ifName + del + ")"));
        }
    }

    private void inPlace(Vip vip, InterfaceAddress place, String where) {
        if (place.prefixLength() != vip.prefixLength()) {
            findings.add(Finding.wrong(
                    vip.text(),
                    "on " + where + " with /" + place.prefixLength()
                            + ": this server keeps what is for its neighbours in "
                            + "that subnet, clients there get no answer (expected /" + vip.prefixLength()
                            + "; ip address del " + vip.text() + "/" + place.prefixLength() + " dev " + where + ")"));
        } else if ((place.flags() & InterfaceAddress.FLAG_DUPLICATE) != 0) {
            findings.add(Finding.wrong(vip.text(), "on " + where + ", but not used: another host has it (dadfailed)"));
        } else if (vip.ipv4() && place.scope() != InterfaceAddress.SCOPE_HOST) {
            findings.add(Finding.note(
                    vip.text(),
                    "on " + where + " without scope host: what this server begins by itself can leave from the VIP"
                            + " where the interface has no address of its own"));
        } else if (!vip.ipv4() && (place.flags() & InterfaceAddress.FLAG_DEPRECATED) == 0) {
            findings.add(Finding.note(
                    vip.text(),
                    "on " + where
                            + " without preferred_lft 0: what this server begins by itself can leave from the VIP"));
        } else {
            findings.add(Finding.ok(vip.text(), "on " + where + ", /" + vip.prefixLength()));
        }
    }

    private void arp(List<Vip> vips) {
        boolean scopeHost = vips.stream()
                .filter(Vip::ipv4)
                .flatMap(vip -> state.placesOf(vip).stream())
                .allMatch(place -> place.scope() == InterfaceAddress.SCOPE_HOST);
        for (Link link : state.links()) {
            if (!link.usesArp() || !link.adminUp()) {
                continue;
            }
            Sysctl ignore = Sysctl.arpIgnore(link.name());
            Sysctl announce = Sysctl.arpAnnounce(link.name());
            int ignored = state.effective(ignore);
            int announced = state.effective(announce);
            if (Arp.answersForOtherInterfaces(ignored, scopeHost)) {
                findings.add(Finding.wrong(
                        link.name(),
                        "arp_ignore " + ignored
                                + ": this server answers ARP requests for the VIP and takes the director's"
                                + " traffic (expected " + fix(ignore, Arp.IGNORE_OTHER_INTERFACES) + ")"));
            }
            if (Arp.announcesOtherAddresses(announced)) {
                findings.add(Finding.wrong(
                        link.name(),
                        "arp_announce " + announced + ": this server's own ARP requests say that the VIP is here, and"
                                + " neighbours believe it (expected " + fix(announce, Arp.ANNOUNCE_OWN_ADDRESS) + ")"));
            }
            if (!Arp.answersForOtherInterfaces(ignored, scopeHost) && !Arp.announcesOtherAddresses(announced)) {
                findings.add(Finding.ok(
                        link.name(),
                        "arp_ignore " + ignored + ", arp_announce " + announced + ": silent about the VIP"));
            }
        }
    }

    /** Which setting to change: all, unless the interface's own is the one that counts. */
    private String fix(Sysctl sysctl, int wanted) {
        boolean own = state.value(sysctl) > wanted;
        return wanted + "; sysctl -w " + (own ? sysctl : new Sysctl(Sysctl.ALL, sysctl.key())).variable() + "="
                + wanted;
    }

    private void link(String ifName) {
        Link link = state.link(ifName).orElse(null);
        if (link == null) {
            findings.add(Finding.wrong(
                    ifName,
                    "there is no such interface: nothing comes out of the tunnel (modprobe "
                            + Forwarding.moduleOf(ifName) + ")"));
            return;
        }
        if (!link.adminUp()) {
            findings.add(
                    Finding.wrong(ifName, "down: packets for the VIP are dropped (ip link set dev " + ifName + " up)"));
        }
        if (!ifName.equals(Forwarding.IPV4_TUNNEL)) {
            // IPv6 has no rp_filter.
            return;
        }
        int filter = state.effective(Sysctl.rpFilter(ifName));
        if (filter == Arp.STRICT) {
            findings.add(Finding.wrong(
                    ifName,
                    "rp_filter 1: packets from the tunnel are dropped, because their clients are not reached through it"
                            + " (expected 0 or 2; sysctl -w "
                            + Sysctl.rpFilter(ifName).variable() + "=2, which is above a 1"
                            + " in all)"));
        } else if (link.adminUp()) {
            findings.add(Finding.ok(ifName, "up, rp_filter " + filter));
        }
    }

    private void service(Vip vip) {
        SortedSet<Integer> others = services.portsOfOthers(vip);
        SortedSet<Integer> ports = services.portsOf(vip);
        if (!others.isEmpty()) {
            findings.add(Finding.note(
                    vip.text(),
                    "TCP " + list(others)
                            + " is listened on for another address only: connections to the VIP's are refused"));
        }
        if (ports.isEmpty()) {
            findings.add(Finding.note(vip.text(), "no program listens on it for TCP: connections are refused"));
        } else {
            findings.add(Finding.ok(vip.text(), "TCP " + list(ports) + " is listened on"));
        }
    }

    private void route(Vip vip) {
        if (!services.defaultRoute(vip)) {
            findings.add(Finding.note(
                    vip.ipv4() ? "IPv4" : "IPv6",
                    "no default route in the main table: clients beyond this server's own subnets get no answer"));
        }
    }

    private static boolean isTunnel(String ifName) {
        return ifName.equals(Forwarding.IPV4_TUNNEL) || ifName.equals(Forwarding.IPV6_TUNNEL);
    }

    private static String list(SortedSet<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
