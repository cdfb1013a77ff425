package dev.holdfast.controller.network;

import dev.holdfast.controller.config.global.Firewall;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.nftables.NftElement;
import dev.holdfast.linuxnet.nftables.NftFamily;
import dev.holdfast.linuxnet.nftables.NftTransaction;
import dev.holdfast.linuxnet.nftables.Nftables;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The firewall rules of VRRP: what no_accept drops, and what keeps membership reports off VMAC interfaces. Both tables are made when
 * something asks for them, changed element by element, and removed when nothing does. Used by one thread.
 */
public final class VrrpFirewall {
    private static final List<NftFamily> FAMILIES = List.of(NftFamily.IPV4, NftFamily.IPV6);

    private final EventBus bus;
    private final Opener opener;
    private final Map<NftFamily, FirewallContent> installed = new EnumMap<>(NftFamily.class);
    private @Nullable Firewall settings;
    private @Nullable Nftables nftables;
    private @Nullable String failure;

    /** No rules yet. */
    public VrrpFirewall(EventBus bus) {
        this(bus, Nftables::open);
    }

    VrrpFirewall(EventBus bus, Opener opener) {
        this.bus = bus;
        this.opener = opener;
    }

    /** Opens nftables when a rule is wanted first. */
    interface Opener {
        /** Opens. */
        Nftables open() throws LinuxException;
    }

    /**
     * An address whose packets are dropped.
     *
     * @param interfaceIndex where it is
     */
    public record Denied(InetAddress address, int interfaceIndex) {}

    /**
     * A VMAC interface.
     *
     * @param index its index
     * @param lowerIndex the index of the one below
     * @param ipv4 whether it has IPv4 addresses
     * @param ipv6 whether it has IPv6 addresses
     */
    public record Virtual(int index, int lowerIndex, boolean ipv4, boolean ipv6) {}

    /** Takes table name, priority and counters; rules that are there move along. */
    public void use(Firewall firewall) {
        if (!firewall.equals(settings)) {
            close();
            settings = firewall;
        }
    }

    /** Makes the rules these. */
    public void settle(List<Denied> denied, List<Virtual> virtuals) {
        Firewall itsSettings = settings;
        if (itsSettings != null) {
            settle(new FirewallTable(NftFamily.IPV4, itsSettings), NftFamily.IPV4, content4(denied, virtuals));
            settle(new FirewallTable(NftFamily.IPV6, itsSettings), NftFamily.IPV6, content6(denied, virtuals));
        }
    }

    private static FirewallContent content4(List<Denied> denied, List<Virtual> virtuals) {
        Set<NftElement> interfaces = new HashSet<>();
        virtuals.stream()
                .filter(Virtual::ipv4)
                .forEach(one -> interfaces.add(NftElement.ofInterfaces(one.index(), one.lowerIndex())));
        Set<NftElement> addresses = new HashSet<>();
        denied.stream()
                .filter(one -> one.address() instanceof Inet4Address)
                .forEach(one -> addresses.add(NftElement.of(one.address())));
        return new FirewallContent(interfaces, addresses, Set.of());
    }

    private static FirewallContent content6(List<Denied> denied, List<Virtual> virtuals) {
        Set<NftElement> interfaces = new HashSet<>();
        virtuals.stream()
                .filter(Virtual::ipv6)
                .forEach(one -> interfaces.add(NftElement.ofInterfaces(one.index(), one.lowerIndex())));
        Set<NftElement> addresses = new HashSet<>();
        Set<NftElement> linkLocal = new HashSet<>();
        for (Denied one : denied) {
            if (one.address() instanceof Inet6Address address) {
                if (address.isLinkLocalAddress()) {
                    linkLocal.add(NftElement.of(address, one.interfaceIndex()));
                } else {
                    addresses.add(NftElement.of(address));
                }
            }
        }
        return new FirewallContent(interfaces, addresses, linkLocal);
    }

    private void settle(FirewallTable table, NftFamily family, FirewallContent wanted) {
        FirewallContent before = installed.get(family);
        if (before == null ? wanted.isEmpty() : before.equals(wanted)) {
            return;
        }
        NftTransaction change;
        if (wanted.isEmpty()) {
            change = table.remove();
        } else if (before != null && before.hasRulesOf(wanted)) {
            change = table.update(before, wanted);
        } else {
            change = table.replace(wanted);
        }
        try {
            commit(change);
            failure = null;
            if (wanted.isEmpty()) {
                installed.remove(family);
            } else {
                installed.put(family, wanted);
            }
        } catch (LinuxException e) {
            // Nothing of it was done; where nothing is known to be there, the next change makes the table anew.
            String text = String.valueOf(e.getMessage());
            if (!text.equals(failure)) {
                failure = text;
                bus.say(
                        Part.VRRP,
                        Severity.ERROR,
                        "no_accept and use_vmac are without their firewall rules: " + text
                                + " (expected a kernel with nf_tables)");
            }
        }
    }

    private void commit(NftTransaction change) throws LinuxException {
        Nftables opened = nftables;
        if (opened == null) {
            opened = opener.open();
            nftables = opened;
        }
        opened.commit(change);
    }

    /** Removes what a program that crashed has left behind, where the configuration may ask for rules again. */
    public void removeLeftovers() {
        Firewall itsSettings = settings;
        if (itsSettings == null || !installed.isEmpty()) {
            return;
        }
        for (NftFamily family : FAMILIES) {
            try {
                commit(new FirewallTable(family, itsSettings).remove());
            } catch (LinuxException e) {
                // Told when a rule is wanted.
                return;
            }
        }
    }

    /** Removes the rules. */
    public void close() {
        Firewall itsSettings = settings;
        if (itsSettings != null) {
            for (NftFamily family : new ArrayList<>(installed.keySet())) {
                settle(new FirewallTable(family, itsSettings), family, FirewallContent.EMPTY);
            }
        }
        installed.clear();
        if (nftables != null) {
            nftables.close();
            nftables = null;
        }
    }
}
