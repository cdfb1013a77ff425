package dev.holdfast.controller.router;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.global.ReceiveBuffers;
import dev.holdfast.controller.config.global.VrrpDefaults;
import dev.holdfast.controller.config.vrrp.RouteSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.controller.network.InterfaceNames;
import dev.holdfast.controller.network.KernelRouting;
import dev.holdfast.controller.network.NetlinkRoom;
import dev.holdfast.controller.network.NumberedRules;
import dev.holdfast.controller.network.RoutingNumbers;
import dev.holdfast.controller.network.StaticNetwork;
import dev.holdfast.controller.network.VirtualInterfaces;
import dev.holdfast.controller.network.VirtualInterfaces.Made;
import dev.holdfast.controller.network.VrrpFirewall;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.linuxnet.rtnetlink.RoutingMonitor;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkMonitor;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.state.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What instances have in the kernel besides sockets and addresses, and what is there whoever is master. A master's routes and rules
 * are put on after its addresses and taken off before them.
 */
final class RouterNetwork implements RouterEffects.Surroundings {
    private final EventLoop loop;
    private final EventBus bus;
    private final Rtnetlink rtnetlink;
    private final RtnetlinkMonitor links;
    private final KernelRouting routing;
    private final StaticNetwork statics;
    private final VirtualInterfaces virtualInterfaces;
    private final VrrpFirewall firewall;
    private final InterfaceTable interfaces;
    private final Collection<VirtualRouter> all;
    private final Map<VirtualRouter, KernelRouting.Owner> owners = new HashMap<>();
    private final Map<VirtualRouter, Settled> settled = new HashMap<>();
    private final Set<String> promoted = new HashSet<>();
    private NumberedRules rules = NumberedRules.NONE;
    private @Nullable VrrpDefaults defaults;

    /** What an instance was brought in line with last: most events change nothing of it. */
    private record Settled(Role role, boolean holdsAddresses, RouterConfig config) {
        static Settled of(VirtualRouter router) {
            return new Settled(router.state().role(), router.state().holdsAddresses(), router.wanted());
        }

        /** Asked for every advert: a record's own comparison is not among what the quick compiler makes quick. */
        boolean isStill(VirtualRouter router) {
            return role == router.state().role()
                    && holdsAddresses == router.state().holdsAddresses()
                    && Objects.equals(config, router.wanted());
        }
    }

    private @Nullable RoutingMonitor monitor;
    private boolean leftoversUndone;

    RouterNetwork(
            EventLoop loop,
            EventBus bus,
            Rtnetlink rtnetlink,
            RtnetlinkMonitor links,
            InterfaceTable interfaces,
            Collection<VirtualRouter> all) {
        this.loop = loop;
        this.bus = bus;
        this.rtnetlink = rtnetlink;
        this.links = links;
        this.interfaces = interfaces;
        this.all = all;
        this.virtualInterfaces = new VirtualInterfaces(rtnetlink, bus);
        this.firewall = new VrrpFirewall(bus);
        InterfaceNames names = name -> {
            Link link = interfaces.link(name);
            if (link == null) {
                throw new InterfaceNames.NoSuchInterfaceException(name);
            }
            return link.index();
        };
        this.routing =
                new KernelRouting(rtnetlink, names, RoutingNumbers.ofThisMachine(), bus, loop::timer, System::nanoTime);
        this.statics = new StaticNetwork(rtnetlink, names, routing, bus);
    }

    /** Takes the configuration that the instances are about to get, and puts on what is there whoever is master. */
    void apply(Configuration configuration) {
        boolean first = defaults == null;
        defaults = configuration.globals().vrrp();
        rules = NumberedRules.of(configuration.blocks());
        firewall.use(configuration.globals().firewall());
        if (first && configuration.instances().stream().anyMatch(instance -> usesFirewall(instance.settings()))) {
            firewall.removeLeftovers();
        }
        settled.clear();
        watchRoutes(configuration);
        promoteSecondaries(configuration);
        virtualInterfaces.reportLocalGroups(!defaults.disableLocalIgmp());
        giveRoom(configuration.globals().buffers());
        String defaultInterface = configuration.globals().vrrp().defaultInterface();
        statics.apply(
                configuration.blocks().statics(),
                rules.statics(),
                defaultInterface == null ? "eth0" : defaultInterface);
    }

    private void giveRoom(ReceiveBuffers buffers) {
        try {
            rtnetlink.setReceiveRoom(NetlinkRoom.of(buffers.vrrpCommands()));
            links.setReceiveRoom(NetlinkRoom.of(buffers.vrrpMonitor()));
            if (monitor != null) {
                monitor.setReceiveRoom(NetlinkRoom.of(buffers.vrrpMonitor()));
            }
        } catch (LinuxException e) {
            say(Severity.WARNING, "vrrp_netlink_cmd_rcv_bufs, vrrp_netlink_monitor_rcv_bufs: " + e.getMessage());
        }
    }

    /** Sets {@code promote_secondaries} of the interfaces that instances ask for, and puts it back on others. */
    private void promoteSecondaries(Configuration configuration) {
        Set<String> wanted = new HashSet<>();
        for (RouterConfig instance : configuration.instances()) {
            // A VMAC has it set anyway, and the one below has none of its addresses.
            String name = instance.protocol().interfaceName();
            if (name != null
                    && instance.settings().options().promoteSecondaries()
                    && instance.settings().virtualInterface().kind() == VirtualInterface.Kind.NONE) {
                wanted.add(name);
            }
        }
        promoted.stream().filter(name -> !wanted.contains(name)).forEach(virtualInterfaces::demoteSecondaries);
        promoted.clear();
        promoted.addAll(wanted);
        promoted.stream().filter(name -> interfaces.link(name) != null).forEach(virtualInterfaces::promoteSecondaries);
    }

    private static boolean usesFirewall(VrrpInstanceSettings settings) {
        return !settings.options().accept()
                || !VirtualInterfaces.devices(settings).isEmpty();
    }

    /** The interface an instance speaks and listens on, which is made if it has to be; null when there is none. */
    @Nullable Link speakingLink(VirtualRouter router) {
        VrrpInstanceSettings settings = router.wanted().settings();
        String own = router.config().interfaceName();
        // Without an interface, the VRF whose routes lead to the peers.
        String baseName = own == null ? settings.vrf() : own;
        Link base = baseName == null ? null : interfaces.link(baseName);
        List<String> devices = VirtualInterfaces.devices(settings);
        virtualInterfaces.release(settings, devices);
        for (String device : devices) {
            ensure(settings, device);
        }
        if (base == null
                || settings.virtualInterface().kind() == VirtualInterface.Kind.NONE
                || settings.virtualInterface().sendFromBase()) {
            return base;
        }
        Made made = virtualInterfaces.of(settings.name(), base.name());
        return made == null ? null : interfaces.link(made.index());
    }

    private void ensure(VrrpInstanceSettings settings, String device) {
        Link lower = interfaces.link(device);
        VrrpDefaults itsDefaults = defaults;
        if (lower == null || itsDefaults == null) {
            return;
        }
        Made made = virtualInterfaces.of(settings.name(), device);
        if (made != null && made.lowerIndex() == lower.index() && interfaces.link(made.index()) != null) {
            return;
        }
        Link link = virtualInterfaces.ensure(settings, itsDefaults, lower, interfaces.linkLocal(lower.index()));
        if (link != null) {
            interfaces.put(link);
            Made now = virtualInterfaces.of(settings.name(), device);
            InterfaceAddress address =
                    now == null || now.isMacvlan() ? null : VirtualInterfaces.ownAddress(settings, link.index());
            if (address != null) {
                interfaces.put(address);
            }
        }
        settleFirewall();
    }

    @Override
    public @Nullable Link virtualLink(VirtualRouter router, VirtualAddress address) {
        VrrpInstanceSettings settings = router.wanted().settings();
        String base = router.config().interfaceName();
        String device = address.device() == null ? base : address.device();
        // Addresses of the other family are on the device itself.
        Made made = device == null || address.isIpv4() == settings.ipv6()
                ? null
                : virtualInterfaces.of(settings.name(), device);
        boolean wanted = Objects.equals(device, base)
                || address.options().onVirtualInterface()
                || settings.virtualInterface().onEveryDevice();
        // An ipvlan is for adverts only.
        return made == null || !made.isMacvlan() || !wanted ? null : interfaces.link(made.index());
    }

    private void settleFirewall() {
        List<VrrpFirewall.Denied> denied = new ArrayList<>();
        for (VirtualRouter router : all) {
            if (!router.wanted().settings().options().accept()
                    && !router.config().isOwner()
                    && router.state().role() == Role.MASTER) {
                for (VirtualAddress address : router.wanted().protocol().allAddresses()) {
                    Link link = placeOf(router, address);
                    denied.add(new VrrpFirewall.Denied(address.address(), link == null ? 0 : link.index()));
                }
            }
        }
        List<VrrpFirewall.Virtual> virtuals = virtualInterfaces.all().stream()
                .filter(Made::isMacvlan)
                .map(made -> new VrrpFirewall.Virtual(made.index(), made.lowerIndex(), made.hasIpv4(), made.hasIpv6()))
                .toList();
        firewall.settle(denied, virtuals);
    }

    private @Nullable Link placeOf(VirtualRouter router, VirtualAddress address) {
        Link virtual = virtualLink(router, address);
        String device = address.device() == null ? router.config().interfaceName() : address.device();
        return virtual != null || device == null ? virtual : interfaces.link(device);
    }

    /** Hears of routes only where there are any: a machine that routes for others has very many. */
    private void watchRoutes(Configuration configuration) {
        boolean any = !rules.statics().isEmpty()
                || !configuration.blocks().statics().routes().isEmpty()
                || configuration.instances().stream()
                        .anyMatch(instance -> !instance.settings().routes().isEmpty()
                                || !instance.settings().rules().isEmpty());
        if (any && monitor == null) {
            try {
                RoutingMonitor opened = RoutingMonitor.open();
                monitor = opened;
                loop.watch(opened, () -> read(opened));
            } catch (LinuxException e) {
                say(Severity.ERROR, "routes and rules that others remove are not put back: " + e.getMessage());
            }
        }
    }

    private void read(RoutingMonitor from) {
        try {
            from.drain(routing);
        } catch (LinuxException e) {
            say(Severity.ERROR, "cannot read the kernel's route changes: " + e.getMessage());
        }
    }

    @Override
    public void beforeAddition(VirtualRouter router) {
        if (usesFirewall(router.wanted().settings())) {
            settleFirewall();
        }
    }

    @Override
    public void settle(VirtualRouter router) {
        Settled last = settled.get(router);
        if (last != null && last.isStill(router)) {
            return;
        }
        settled.put(router, Settled.of(router));
        if (usesFirewall(router.wanted().settings())) {
            settleFirewall();
        }
        settleRouting(router);
    }

    private void settleRouting(VirtualRouter router) {
        List<RouteSettings> itsRoutes = router.wanted().settings().routes();
        List<RuleSettings> itsRules = rules.of(router.wanted().settings().name());
        KernelRouting.Owner owner = owners.get(router);
        if (owner == null) {
            if (itsRoutes.isEmpty() && itsRules.isEmpty()) {
                return;
            }
            owner = routing.owner("(" + router.config().name() + ")", "Virtual ");
            owners.put(router, owner);
            if (router.state().role() != Role.MASTER && !router.state().holdsAddresses()) {
                // Of a predecessor that could not take them off.
                owner.release(itsRoutes, itsRules);
            }
        }
        if (router.state().role() == Role.MASTER) {
            owner.hold(itsRoutes, itsRules);
        } else if (!router.state().holdsAddresses()) {
            owner.release(List.of(), List.of());
        }
    }

    @Override
    public void beforeRemoval(VirtualRouter router) {
        KernelRouting.Owner owner = owners.get(router);
        if (owner != null && router.state().role() != Role.MASTER) {
            owner.release(
                    router.wanted().settings().routes(),
                    rules.of(router.wanted().settings().name()));
        }
    }

    /** The instances run: what an earlier run has left behind besides theirs is undone. */
    void started() {
        if (!leftoversUndone) {
            leftoversUndone = true;
            virtualInterfaces.undoLeftovers();
        }
    }

    /** Forgets an instance that has stopped. */
    void forget(VirtualRouter router) {
        settled.remove(router);
        KernelRouting.Owner owner = owners.remove(router);
        if (owner != null) {
            owner.close();
        }
        virtualInterfaces.release(router.wanted().settings(), List.of());
        if (usesFirewall(router.wanted().settings())) {
            settleFirewall();
        }
    }

    /** Addresses were removed, or interfaces came, went or changed. */
    void changed(List<InterfaceAddress> removed, boolean links) {
        removed.forEach(statics::addressRemoved);
        if (links) {
            promoted.stream()
                    .filter(name -> interfaces.link(name) != null)
                    .forEach(virtualInterfaces::promoteSecondaries);
            statics.recheck();
        }
        // The kernel does not tell of IPv4 routes that go with an address or an interface.
        if ((links || !removed.isEmpty()) && !routing.isEmpty()) {
            routing.recheck();
        }
    }

    /** Takes off what is there whoever is master; the instances have stopped. */
    void shutdown() {
        for (VirtualRouter router : all) {
            virtualInterfaces.release(router.wanted().settings(), List.of());
        }
        virtualInterfaces.close();
        firewall.close();
        statics.close();
    }

    void close() {
        if (monitor != null) {
            loop.unwatch(monitor);
            monitor.close();
        }
    }

    private void say(Severity severity, String text) {
        bus.say(Part.VRRP, severity, text);
    }
}
