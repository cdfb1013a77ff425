package dev.holdfast.controller.network;

import dev.holdfast.controller.config.global.VrrpDefaults;
import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.linuxnet.HardwareAddress;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.linuxnet.rtnetlink.NewLink;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces that use_vmac and use_ipvlan ask for: made, given their settings and set up, and removed at the end. One that a
 * program which crashed has left behind is taken over when it is as it should be, and made anew otherwise. Used by one thread.
 */
public final class VirtualInterfaces {
    private static final String MACVLAN = "macvlan";
    private static final String IPVLAN = "ipvlan";
    private static final String LOCAL_GROUP_REPORTS = "ipv4/igmp_link_local_mcast_reports";
    private static final String REVERSE_PATH_FILTER = "/rp_filter";

    private static final int LINK_LOCAL_PREFIX = 64;

    private final Rtnetlink rtnetlink;
    private final EventBus bus;
    private final ChangesToUndo changes = new ChangesToUndo();
    private boolean localGroupsReported = true;
    private final Map<Key, Made> made = new LinkedHashMap<>();
    private final Map<Key, String> failures = new HashMap<>();

    /** Nothing yet. */
    public VirtualInterfaces(Rtnetlink rtnetlink, EventBus bus) {
        this.rtnetlink = rtnetlink;
        this.bus = bus;
    }

    /** An instance's interface over a device. */
    private record Key(String instance, String device) {}

    /**
     * An interface that is there.
     *
     * @param name its name
     * @param index its index
     * @param lowerIndex the index of the one below
     * @param lowerName the name of the one below
     * @param hasIpv4 whether its instance has IPv4 addresses, be they beside IPv6 ones
     * @param hasIpv6 whether its instance has IPv6 addresses, be they beside IPv4 ones
     * @param kind macvlan or ipvlan
     */
    public record Made(
            String name, int index, int lowerIndex, String lowerName, boolean hasIpv4, boolean hasIpv6, String kind) {
        /** Whether it has a hardware address of its own. */
        public boolean isMacvlan() {
            return kind.equals(MACVLAN);
        }
    }

    /** The interfaces that are there. */
    public List<Made> all() {
        return List.copyOf(made.values());
    }

    /** An instance's interface over a device, or null. */
    public @Nullable Made of(String instance, String device) {
        return made.get(new Key(instance, device));
    }

    /** The devices an instance needs one over: its own interface, and those that its addresses ask for. */
    public static List<String> devices(VrrpInstanceSettings settings) {
        VirtualInterface wanted = settings.virtualInterface();
        List<String> devices = new ArrayList<>();
        String own = settings.interfaceName();
        if (own != null && wanted.kind() != VirtualInterface.Kind.NONE) {
            devices.add(own);
        }
        List<AddressSettings> addresses = new ArrayList<>(settings.addresses());
        addresses.addAll(settings.excludedAddresses());
        for (AddressSettings address : addresses) {
            String device = address.device();
            if (device != null
                    && !devices.contains(device)
                    && !device.equals(own)
                    && (address.useVmac() || wanted.onEveryDevice())) {
                devices.add(device);
            }
        }
        return devices;
    }

    /**
     * Sees to it that an instance has its interface over a device.
     *
     * @param lower the device
     * @param linkLocal the device's IPv6 link-local address, or null
     * @return what was there or has been made; null when it could not be, which has been told
     */
    public @Nullable Link ensure(
            VrrpInstanceSettings settings, VrrpDefaults defaults, Link lower, @Nullable InetAddress linkLocal) {
        Key key = new Key(settings.name(), lower.name());
        Made before = made.get(key);
        boolean own = lower.name().equals(settings.interfaceName());
        String kind = own && settings.virtualInterface().kind() == VirtualInterface.Kind.IPVLAN ? IPVLAN : MACVLAN;
        String name = before == null ? name(settings, defaults, own) : before.name();
        try {
            Link link = linkOf(settings, kind, name, lower);
            made.put(
                    key,
                    new Made(
                            name,
                            link.index(),
                            lower.index(),
                            lower.name(),
                            hasIpv4(settings),
                            hasIpv6(settings),
                            kind));
            prepare(settings, link, lower, kind.equals(MACVLAN), own, linkLocal);
            rtnetlink.setLinkUp(link.index(), true);
            InterfaceAddress address = kind.equals(MACVLAN) ? null : ownAddress(settings, link.index());
            if (address != null) {
                rtnetlink.addAddress(address);
            }
            failures.remove(key);
            return rtnetlink.link(name).orElse(link);
        } catch (IOException e) {
            String text = "no interface " + name + ": " + e.getMessage();
            if (!text.equals(failures.put(key, text))) {
                say(settings, Severity.ERROR, text);
            }
            return null;
        }
    }

    private static boolean hasIpv4(VrrpInstanceSettings settings) {
        return !settings.ipv6() || settings.excludedAddresses().stream().anyMatch(AddressSettings::isIpv4);
    }

    private static boolean hasIpv6(VrrpInstanceSettings settings) {
        return settings.ipv6() || settings.excludedAddresses().stream().anyMatch(address -> !address.isIpv4());
    }

    private Link linkOf(VrrpInstanceSettings settings, String kind, String name, Link lower) throws IOException {
        HardwareAddress mac = kind.equals(MACVLAN) ? macAddress(settings) : lower.hardwareAddress();
        Optional<Link> there = rtnetlink.link(name);
        if (there.isPresent()) {
            Link link = there.get();
            boolean virtual = MACVLAN.equals(link.kind()) || IPVLAN.equals(link.kind());
            if (!virtual) {
                throw new IOException("there is another interface of that name (expected none, or one of use_vmac)");
            }
            if (kind.equals(link.kind())
                    && link.lowerIndex() == lower.index()
                    && link.hardwareAddress().equals(mac)) {
                changes.made(name);
                return link;
            }
            rtnetlink.removeLink(link.index());
        }
        changes.made(name);
        rtnetlink.createLink(
                kind.equals(MACVLAN)
                        ? new NewLink.Macvlan(name, lower.index(), mac)
                        : new NewLink.Ipvlan(name, lower.index(), flag(settings)));
        say(
                settings,
                Severity.INFO,
                "Success creating " + (kind.equals(MACVLAN) ? "VMAC" : IPVLAN) + " interface " + name);
        return rtnetlink.link(name).orElseThrow(() -> new IOException("it has gone as soon as it was made"));
    }

    private static NewLink.Ipvlan.Flag flag(VrrpInstanceSettings settings) {
        VirtualInterface.Mode mode = settings.virtualInterface().mode();
        return mode == null
                ? NewLink.Ipvlan.Flag.BRIDGE
                : switch (mode) {
                    case BRIDGE -> NewLink.Ipvlan.Flag.BRIDGE;
                    case PRIVATE -> NewLink.Ipvlan.Flag.PRIVATE;
                    case VEPA -> NewLink.Ipvlan.Flag.VEPA;
                };
    }

    /** RFC 9568 section 7.3: 00-00-5E-00-01-VRID for IPv4, 00-00-5E-00-02-VRID for IPv6. */
    static HardwareAddress macAddress(VrrpInstanceSettings settings) {
        String given = settings.virtualInterface().macAddress();
        return HardwareAddress.parse(
                given != null
                        ? given
                        : String.format(
                                Locale.ROOT, "00:00:5e:00:%s:%02x", settings.ipv6() ? "02" : "01", settings.vrid()));
    }

    /** {@code vrrp.51}; where another instance has that, {@code vrrp6.51} for IPv6, then {@code vrrp1.51} and so on. */
    private String name(VrrpInstanceSettings settings, VrrpDefaults defaults, boolean own) {
        String given = settings.virtualInterface().name();
        if (own && given != null) {
            return given;
        }
        String forAddresses = defaults.vmacAddressPrefix();
        String prefix = own || forAddresses == null ? defaults.vmacPrefix() : forAddresses;
        String suffix = "." + settings.vrid();
        List<String> candidates = new ArrayList<>();
        candidates.add(prefix + suffix);
        if (settings.ipv6()) {
            candidates.add(prefix + "6" + suffix);
        }
        for (int i = 1; i <= made.size() + 1; i++) {
            candidates.add(prefix + i + suffix);
        }
        return candidates.stream()
                .filter(name ->
                        made.values().stream().noneMatch(one -> one.name().equals(name)))
                .findFirst()
                .orElseThrow();
    }

    private void prepare(
            VrrpInstanceSettings settings,
            Link link,
            Link lower,
            boolean macvlan,
            boolean own,
            @Nullable InetAddress linkLocal)
            throws IOException {
        if (!settings.ipv6() && macvlan) {
            clearReversePathFilter();
            String its = "ipv4/conf/" + link.name() + "/";
            // It answers ARP only for its own addresses and takes packets that come from them.
            Sysctls.set(its + "arp_ignore", "1");
            Sysctls.set(its + "accept_local", "1");
            Sysctls.set(its + "rp_filter", "0");
            Sysctls.set(its + "promote_secondaries", "1");
            // The one below does not answer for them with its own hardware address.
            changes.change("ipv4/conf/" + lower.name() + "/arp_ignore", "1");
            changes.change("ipv4/conf/" + lower.name() + "/arp_filter", "1");
        }
        boolean sends = macvlan && own && !settings.virtualInterface().sendFromBase();
        try {
            if (macvlan) {
                // No address that the kernel makes up of the hardware address: both routers would have the same.
                Sysctls.set("ipv6/conf/" + link.name() + "/addr_gen_mode", "1");
            }
            Sysctls.set("ipv6/conf/" + link.name() + "/disable_ipv6", hasIpv6(settings) ? "0" : "1");
        } catch (IOException e) {
            if (settings.ipv6()) {
                throw e;
            }
            // A kernel without IPv6.
        }
        if (settings.ipv6() && sends && linkLocal instanceof Inet6Address) {
            InterfaceAddress address = new InterfaceAddress(
                    link.index(),
                    linkLocal,
                    LINK_LOCAL_PREFIX,
                    null,
                    InterfaceAddress.SCOPE_GLOBAL,
                    null,
                    InterfaceAddress.FLAG_NO_DUPLICATE_DETECTION,
                    null,
                    0L);
            rtnetlink.addAddress(address);
        }
    }

    /**
     * The address that an instance's ipvlan has and adverts are sent from, or null where the kernel makes one up. One of IPv6 serves
     * for nothing else.
     *
     * @param index the ipvlan's
     */
    public static @Nullable InterfaceAddress ownAddress(VrrpInstanceSettings settings, int index) {
        InetAddress address = settings.virtualInterface().address();
        if (address == null) {
            return null;
        }
        return address instanceof Inet6Address
                ? new InterfaceAddress(
                        index,
                        address,
                        Byte.SIZE * address.getAddress().length,
                        null,
                        InterfaceAddress.SCOPE_GLOBAL,
                        null,
                        InterfaceAddress.FLAG_NO_DUPLICATE_DETECTION,
                        null,
                        0L)
                : InterfaceAddress.of(index, address, Byte.SIZE * address.getAddress().length);
    }

    /** The filter of {@code all} counts on every interface; it is moved to each of them but ours. */
    private void clearReversePathFilter() throws IOException {
        String all = Sysctls.read("ipv4/conf/all/rp_filter");
        if (all.equals("0")) {
            // Perhaps because an earlier run has moved it.
            changes.claim(REVERSE_PATH_FILTER);
            return;
        }
        for (String name : Sysctls.interfaces()) {
            boolean ours = made.values().stream().anyMatch(one -> one.name().equals(name));
            String path = "ipv4/conf/" + name + "/rp_filter";
            if (!ours && !name.equals("all") && Sysctls.read(path).compareTo(all) < 0) {
                changes.change(path, all);
            }
        }
        changes.change("ipv4/conf/all/rp_filter", "0");
    }

    /** Sets {@code promote_secondaries} of an interface until the end: a secondary address follows a primary one that goes. */
    public void promoteSecondaries(String interfaceName) {
        try {
            changes.change("ipv4/conf/" + interfaceName + "/promote_secondaries", "1");
        } catch (IOException e) {
            bus.say(
                    Part.VRRP,
                    Severity.WARNING,
                    "promote_secondaries of " + interfaceName + " cannot be set: " + e.getMessage());
        }
    }

    /** {@code disable_local_igmp}: whether this network namespace reports its membership in 224.0.0.0/24 by IGMP. */
    public void reportLocalGroups(boolean reports) {
        if (reports && localGroupsReported) {
            return;
        }
        localGroupsReported = reports;
        try {
            if (reports) {
                changes.restore(LOCAL_GROUP_REPORTS);
            } else {
                changes.change(LOCAL_GROUP_REPORTS, "0");
            }
        } catch (IOException e) {
            bus.say(Part.VRRP, Severity.WARNING, "disable_local_igmp cannot be set: " + e.getMessage());
        }
    }

    /** Puts {@code promote_secondaries} back. */
    public void demoteSecondaries(String interfaceName) {
        changes.restore("ipv4/conf/" + interfaceName + "/promote_secondaries");
    }

    /** Removes an instance's interfaces, but for those over the devices given. */
    public void release(VrrpInstanceSettings settings, List<String> keptDevices) {
        List<Key> gone = made.keySet().stream()
                .filter(key -> key.instance().equals(settings.name()) && !keptDevices.contains(key.device()))
                .toList();
        for (Key key : gone) {
            Made one = made.remove(key);
            if (one != null) {
                remove(settings, one);
            }
        }
    }

    private void remove(VrrpInstanceSettings settings, Made one) {
        try {
            rtnetlink.removeLink(one.index());
            changes.removed(one.name());
        } catch (LinuxException e) {
            say(settings, Severity.ERROR, "interface " + one.name() + " stays: " + e.getMessage());
        }
        boolean lowerUsed = made.values().stream().anyMatch(other -> other.lowerIndex() == one.lowerIndex());
        if (!lowerUsed) {
            changes.restore("ipv4/conf/" + one.lowerName() + "/arp_");
        }
        if (made.isEmpty()) {
            // The filter of all interfaces was moved to each of them.
            changes.restore("ipv4/conf/all/rp_filter");
            Set<String> others = new HashSet<>(changes.settings());
            others.removeIf(path -> !path.endsWith(REVERSE_PATH_FILTER));
            others.forEach(changes::restore);
        }
    }

    /** Undoes what a program that was killed has left behind and the configuration does not ask for any more. */
    public void undoLeftovers() {
        try {
            for (String name : changes.undoUnclaimed()) {
                Optional<Link> link = rtnetlink.link(name);
                if (link.isPresent()
                        && (MACVLAN.equals(link.get().kind())
                                || IPVLAN.equals(link.get().kind()))) {
                    rtnetlink.removeLink(link.get().index());
                }
            }
        } catch (IOException e) {
            bus.say(Part.VRRP, Severity.WARNING, "what was left behind by an earlier run stays: " + e.getMessage());
        }
    }

    /** Puts back every setting that is still changed. */
    public void close() {
        changes.restore("");
    }

    private void say(VrrpInstanceSettings settings, Severity severity, String text) {
        bus.say(Part.VRRP, severity, "(" + settings.name() + ") " + text);
    }
}
