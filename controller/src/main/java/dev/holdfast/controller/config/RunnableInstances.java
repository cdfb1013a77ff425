package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.PasswordSettings;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.config.vrrp.Tracked;
import dev.holdfast.controller.config.vrrp.Tracking;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.packet.WireConfig;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the protocol's own records of instances, as far as they can run. */
final class RunnableInstances {
    /** Where keepalived puts the addresses of an instance without an interface, unless {@code default_interface} says so. */
    private static final String DEFAULT_INTERFACE = "eth0";

    private final GlobalDefs globals;
    private final List<SyncGroup> groups;
    private final WireReader wires;
    private final FollowedInterfaces followed;
    private final Problems problems;

    RunnableInstances(
            GlobalDefs globals,
            List<SyncGroup> groups,
            FollowedInterfaces followed,
            SystemFacts facts,
            Problems problems) {
        this.globals = globals;
        this.followed = followed;
        this.groups = groups;
        this.wires = new WireReader(globals, facts, problems);
        this.problems = problems;
    }

    /** The instance to run; empty when it cannot, which has been said then. */
    Optional<RouterConfig> config(VrrpInstanceSettings instance, Statement block) {
        String missing = missing(instance);
        if (missing != null) {
            problems.remark(
                    block.at(0),
                    "instance-left-out",
                    "vrrp_instance " + instance.name() + " does not run: " + missing,
                    "",
                    "running it without would make a second master");
            return Optional.empty();
        }
        WireConfig wire = wires.read(instance, block);
        return wire == null ? Optional.empty() : Optional.of(new RouterConfig(protocol(instance), wire, instance));
    }

    private InstanceConfig protocol(VrrpInstanceSettings instance) {
        Integer timerExpired = instance.timing().timerExpiredBackup();
        return InstanceConfig.builder(instance.name(), instance.interfaceName(), instance.vrid())
                .version(instance.version())
                .basePriority(instance.priority())
                .advertIntervalCentis(instance.timing().advertIntervalCentis())
                .nopreempt(instance.timing().nopreempt())
                .startAsMaster(instance.wantsMaster())
                .authentication(authentication(instance.password()))
                .family(instance.ipv6() ? AddressFamily.IPV6 : AddressFamily.IPV4)
                .addresses(addresses(instance, instance.addresses()))
                .excludedAddresses(addresses(instance, instance.excludedAddresses()))
                .garp(instance.options().garp())
                .skipCheckAdvertAddresses(instance.options().skipCheckAdvertAddresses())
                .lowerPriorityNoAdvert(instance.timing().lowerPriorityNoAdvert())
                .higherPrioritySendAdvert(instance.timing().higherPrioritySendAdvert())
                .downTimerAdverts(instance.timing().downTimerAdverts())
                .preemptDelayNanos(instance.timing().preemptDelayNanos())
                .timerExpiredBackup(timerExpired == null ? 0 : timerExpired)
                .grouped(groups.stream().anyMatch(group -> group.instances().contains(instance.name())))
                .tracked(tracked(instance))
                .build();
    }

    private static Authentication authentication(@Nullable PasswordSettings password) {
        if (password == null) {
            return Authentication.NONE;
        }
        return password.header() ? Authentication.HEADER : new Authentication.SimplePassword(password.bytes());
    }

    private List<VirtualAddress> addresses(VrrpInstanceSettings instance, List<AddressSettings> addresses) {
        String given = globals.vrrp().defaultInterface();
        String otherwise = instance.interfaceName() != null ? null : given == null ? DEFAULT_INTERFACE : given;
        return addresses.stream()
                .map(AddressSettings::toVirtualAddress)
                .map(address -> address.device() != null || otherwise == null
                        ? address
                        : new VirtualAddress(
                                address.address(),
                                address.prefixLength(),
                                otherwise,
                                address.label(),
                                address.scope(),
                                address.broadcast()))
                .toList();
    }

    /** What the instance tracks, and what its sync group tracks for it. */
    private List<TrackedItem> tracked(VrrpInstanceSettings instance) {
        List<TrackedItem> items = new ArrayList<>();
        add(instance.tracking(), items);
        for (SyncGroup group : groups) {
            if (group.instances().contains(instance.name())) {
                add(group.tracking(), items);
            }
        }
        if (instance.priority() == InstanceConfig.OWNER_PRIORITY) {
            items.removeIf(item -> item.weight() != 0);
        }
        for (String name : followed.of(instance)) {
            TrackedId id = new TrackedId(TrackedId.Kind.INTERFACE, name);
            if (items.stream().noneMatch(item -> item.id().equals(id))) {
                items.add(new TrackedItem(id, 0, false));
            }
        }
        return items;
    }

    /** Only what somebody reports the status of: an instance waits for what it tracks. */
    private static void add(Tracking tracking, List<TrackedItem> items) {
        add(TrackedId.Kind.INTERFACE, tracking.interfaces(), items);
        add(TrackedId.Kind.SCRIPT, tracking.scripts(), items);
        add(TrackedId.Kind.FILE, tracking.files(), items);
        add(TrackedId.Kind.PROCESS, tracking.processes(), items);
    }

    private static void add(TrackedId.Kind kind, List<Tracked> tracked, List<TrackedItem> items) {
        for (Tracked one : tracked) {
            items.add(new TrackedItem(new TrackedId(kind, one.name()), one.weight(), one.reverse()));
        }
    }

    private static @Nullable String missing(VrrpInstanceSettings instance) {
        if (instance.name().isEmpty()) {
            return "an instance without a name is not implemented yet";
        }
        if (instance.interfaceName() == null && instance.transport().source() == null) {
            return "without an interface it needs unicast_src_ip";
        }
        return null;
    }
}
