package dev.holdfast.controller.realserver;

import dev.holdfast.controller.realserver.Change.RemoveVip;
import dev.holdfast.controller.realserver.Change.SetLink;
import dev.holdfast.controller.realserver.Change.SetSysctl;
import dev.holdfast.controller.realserver.Remembered.Changed;
import dev.holdfast.controller.realserver.Remembered.Placed;
import dev.holdfast.linuxnet.rtnetlink.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a stop has to change: first the VIPs, then, when they are the last, the interface and the settings. */
final class StopPlanner {
    private StopPlanner() {}

    /**
     * Plans a stop.
     *
     * @param wanted the VIPs to stop; empty for all that were started
     * @param before what starts remembered
     */
    static Plan plan(List<Vip> wanted, HostState state, Remembered before) {
        List<Change> changes = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Map<String, Placed> left = new TreeMap<>(before.vips());
        for (Placed placed : stopped(wanted, before, state, notes)) {
            left.remove(placed.vip().text());
            if (placed.wasThere()) {
                notes.add("VIP " + placed.vip().text() + " was on " + placed.ifName()
                        + " before it was started: left there");
            } else if (state.has(placed.vip(), placed.ifName())) {
                changes.add(new RemoveVip(placed.vip(), placed.ifName()));
            }
        }
        Set<String> linksLeft = new TreeSet<>(before.linksSetUp());
        for (String ifName : before.linksSetUp()) {
            if (left.values().stream().noneMatch(placed -> placed.ifName().equals(ifName))) {
                linksLeft.remove(ifName);
                if (state.link(ifName).map(Link::adminUp).orElse(false)) {
                    changes.add(new SetLink(ifName, false));
                }
            }
        }
        Map<Sysctl, Changed> sysctlsLeft = new TreeMap<>(before.sysctls());
        before.sysctls().forEach((sysctl, changed) -> {
            if (!needed(sysctl, left)) {
                sysctlsLeft.remove(sysctl);
                putBack(sysctl, changed, state, changes, notes);
            }
        });
        return new Plan(changes, new Remembered(left, sysctlsLeft, linksLeft), notes);
    }

    private static List<Placed> stopped(List<Vip> wanted, Remembered before, HostState state, List<String> notes) {
        if (wanted.isEmpty()) {
            return List.copyOf(before.vips().values());
        }
        List<Placed> stopped = new ArrayList<>();
        for (Vip vip : wanted) {
            Placed placed = before.vips().get(vip.text());
            if (placed != null) {
                stopped.add(placed);
            } else if (!state.placesOf(vip).isEmpty()) {
                notes.add("VIP " + vip.text() + " on "
                        + state.nameOf(state.placesOf(vip).get(0).ifIndex())
                        + " was not started by holdfast: left there");
            }
        }
        return stopped;
    }

    /** ARP's settings are for every IPv4 VIP, an interface's rp_filter for those on it. */
    private static boolean needed(Sysctl sysctl, Map<String, Placed> left) {
        return left.values().stream()
                .anyMatch(placed -> placed.vip().ipv4()
                        && (!sysctl.key().equals(Sysctl.RP_FILTER)
                                || placed.ifName().equals(sysctl.ifName())));
    }

    private static void putBack(
            Sysctl sysctl, Changed changed, HostState state, List<Change> changes, List<String> notes) {
        Integer now = state.sysctls().get(sysctl);
        // Gone with its interface, or never changed because of a crash.
        if (now == null || now == changed.was()) {
            return;
        }
        if (now == changed.set()) {
            changes.add(new SetSysctl(sysctl, now, changed.was()));
        } else {
            notes.add(sysctl + " is " + now + ", not the " + changed.set() + " it was set to: left as it is (it was "
                    + changed.was() + " before)");
        }
    }
}
