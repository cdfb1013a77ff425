package dev.holdfast.controller.realserver;

import dev.holdfast.controller.realserver.Change.AddVip;
import dev.holdfast.controller.realserver.Change.SetLink;
import dev.holdfast.controller.realserver.Change.SetSysctl;
import dev.holdfast.controller.realserver.Remembered.Changed;
import dev.holdfast.controller.realserver.Remembered.Placed;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a start has to change: first the settings, so that no neighbour hears of a VIP, then the interface, then the VIPs. */
final class StartPlanner {
    private final HostState state;
    private final Forwarding forwarding;
    private final Map<String, Placed> vips;
    private final Map<Sysctl, Changed> remembered;
    private final Set<String> linksSetUp;
    private final List<Change> changes = new ArrayList<>();

    private StartPlanner(HostState state, Remembered before, Forwarding forwarding) {
        this.state = state;
        this.forwarding = forwarding;
        this.vips = new TreeMap<>(before.vips());
        this.remembered = new TreeMap<>(before.sysctls());
        this.linksSetUp = new TreeSet<>(before.linksSetUp());
    }

    /**
     * Plans a start.
     *
     * @param wanted at least one VIP
     * @param state what there is; where the tunnel's device is missing, the plan is the one for after its module was loaded
     * @param before what earlier starts remembered; it wins over what there is now
     * @throws RealServerException when a VIP cannot be started here
     */
    static Plan plan(List<Vip> wanted, Forwarding forwarding, HostState state, Remembered before)
            throws RealServerException {
        StartPlanner planner = new StartPlanner(state, before, forwarding);
        for (Vip vip : wanted) {
            new Placement(state).check(vip, forwarding.interfaceOf(vip));
            planner.place(vip);
        }
        planner.settings();
        planner.links();
        planner.addresses();
        return new Plan(
                planner.changes, new Remembered(planner.vips, planner.remembered, planner.linksSetUp), List.of());
    }

    private void place(Vip vip) throws RealServerException {
        String ifName = forwarding.interfaceOf(vip);
        Placed placed = vips.get(vip.text());
        if (placed == null) {
            vips.put(vip.text(), new Placed(vip, ifName, state.has(vip, ifName)));
        } else if (!placed.ifName().equals(ifName)) {
            throw new RealServerException("VIP " + vip.text() + " was started on " + placed.ifName() + " (expected "
                    + ifName + ": stop it first)");
        }
    }

    private void settings() {
        if (vips.values().stream().noneMatch(placed -> placed.vip().ipv4())) {
            return;
        }
        int ignoreAll = settleIgnore(Sysctl.ALL, 0);
        settleAnnounce(Sysctl.ALL, 0);
        // The value of all is enough for lo, on which nothing asks; everyone looks for it there, too.
        settleIgnore(Forwarding.LOOPBACK, 0);
        settleAnnounce(Forwarding.LOOPBACK, 0);
        for (Link link : state.links()) {
            if (link.usesArp()) {
                settleIgnore(link.name(), ignoreAll);
                settleAnnounce(link.name(), Arp.ANNOUNCE_OWN_ADDRESS);
            }
        }
        boolean tunnel =
                vips.values().stream().anyMatch(placed -> placed.ifName().equals(Forwarding.IPV4_TUNNEL));
        // 2 is above a 1 in all, and leaves the other interfaces as strict as they are.
        if (tunnel && state.effective(Sysctl.rpFilter(Forwarding.IPV4_TUNNEL)) == Arp.STRICT) {
            set(Sysctl.rpFilter(Forwarding.IPV4_TUNNEL), Arp.LOOSE);
        }
    }

    /** Returns the value that holds afterwards. */
    private int settleIgnore(String ifName, int all) {
        Sysctl sysctl = Sysctl.arpIgnore(ifName);
        int effective = Math.max(all, state.value(sysctl));
        if (!Arp.answersForOtherInterfaces(effective, everyScopeIsHost())) {
            return effective;
        }
        set(sysctl, Arp.IGNORE_OTHER_INTERFACES);
        return Arp.IGNORE_OTHER_INTERFACES;
    }

    private void settleAnnounce(String ifName, int all) {
        Sysctl sysctl = Sysctl.arpAnnounce(ifName);
        if (Arp.announcesOtherAddresses(Math.max(all, state.value(sysctl)))) {
            set(sysctl, Arp.ANNOUNCE_OWN_ADDRESS);
        }
    }

    /** A VIP that was there before may have another scope; ours have scope host. */
    private boolean everyScopeIsHost() {
        return vips.values().stream()
                .filter(placed -> placed.vip().ipv4())
                .flatMap(placed -> state.placesOf(placed.vip()).stream())
                .allMatch(place -> place.scope() == InterfaceAddress.SCOPE_HOST);
    }

    private void set(Sysctl sysctl, int value) {
        int now = state.value(sysctl);
        Changed first = remembered.get(sysctl);
        remembered.put(sysctl, new Changed(first == null ? now : first.was(), value));
        changes.add(new SetSysctl(sysctl, now, value));
    }

    private void links() {
        Set<String> used = new TreeSet<>();
        vips.values().forEach(placed -> used.add(placed.ifName()));
        for (String ifName : used) {
            boolean up = state.link(ifName).map(Link::adminUp).orElse(false);
            if (!up) {
                linksSetUp.add(ifName);
                changes.add(new SetLink(ifName, true));
            }
        }
    }

    /** Those of earlier starts as well: one that somebody took away is put back. */
    private void addresses() {
        for (Placed placed : vips.values()) {
            if (!state.has(placed.vip(), placed.ifName())) {
                changes.add(new AddVip(placed.vip(), placed.ifName()));
            }
        }
    }
}
