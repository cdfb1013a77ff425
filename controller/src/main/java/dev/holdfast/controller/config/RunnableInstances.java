package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.PasswordSettings;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.config.vrrp.Tracked;
import dev.holdfast.controller.config.vrrp.Tracking;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the protocol's own records of instances, as far as they can run already. */
final class RunnableInstances {
    private final List<SyncGroup> groups;
    private final Problems problems;

    RunnableInstances(List<SyncGroup> groups, Problems problems) {
        this.groups = groups;
        this.problems = problems;
    }

    /** The instance for the protocol; empty when it cannot run yet, which has been said then. */
    Optional<InstanceConfig> config(VrrpInstanceSettings instance, Statement block) {
        String interfaceName = instance.interfaceName();
        String missing = missing(instance);
        if (missing != null || interfaceName == null) {
            problems.remark(
                    block.at(0),
                    "instance-left-out",
                    "vrrp_instance " + instance.name() + " does not run: "
                            + (missing == null ? "an instance without an interface" : missing)
                            + " is not implemented yet",
                    "",
                    "running it without would make a second master");
            return Optional.empty();
        }
        PasswordSettings password = instance.password();
        Integer timerExpired = instance.timing().timerExpiredBackup();
        return Optional.of(InstanceConfig.builder(instance.name(), interfaceName, instance.vrid())
                .version(instance.version())
                .basePriority(instance.priority())
                .advertIntervalCentis(instance.timing().advertIntervalCentis())
                .nopreempt(instance.timing().nopreempt())
                .startAsMaster(instance.wantsMaster())
                .authentication(
                        password == null ? Authentication.NONE : new Authentication.SimplePassword(password.bytes()))
                .family(instance.ipv6() ? AddressFamily.IPV6 : AddressFamily.IPV4)
                .addresses(instance.addresses().stream()
                        .map(AddressSettings::toVirtualAddress)
                        .toList())
                .excludedAddresses(instance.excludedAddresses().stream()
                        .map(AddressSettings::toVirtualAddress)
                        .toList())
                .garp(instance.options().garp())
                .skipCheckAdvertAddresses(instance.options().skipCheckAdvertAddresses())
                .lowerPriorityNoAdvert(instance.timing().lowerPriorityNoAdvert())
                .higherPrioritySendAdvert(instance.timing().higherPrioritySendAdvert())
                .downTimerAdverts(instance.timing().downTimerAdverts())
                .preemptDelayNanos(instance.timing().preemptDelayNanos())
                .timerExpiredBackup(timerExpired == null ? 0 : timerExpired)
                .grouped(groups.stream().anyMatch(group -> group.instances().contains(instance.name())))
                .tracked(tracked(instance))
                .build());
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
            return "an instance without a name";
        }
        if (instance.transport().isUnicast()) {
            return "unicast_peer";
        }
        if (instance.ipv6()) {
            return "VRRP over IPv6";
        }
        PasswordSettings password = instance.password();
        if (password != null && password.header()) {
            return "auth_type AH";
        }
        if (instance.hmac() != null) {
            return "auth_hmac";
        }
        return null;
    }
}
