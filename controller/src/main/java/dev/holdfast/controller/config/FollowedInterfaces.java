package dev.holdfast.controller.config;

import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.RouteSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings.Selector;
import dev.holdfast.controller.config.vrrp.StaticSettings;
import dev.holdfast.controller.config.vrrp.TrackGroup;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces an instance is in fault without because something of it is there: its addresses, routes and rules, unless
 * {@code no_track} says otherwise, and those of the static blocks whose {@code track_group} it is in.
 */
final class FollowedInterfaces {
    private final StaticSettings statics;

    FollowedInterfaces(StaticSettings statics) {
        this.statics = statics;
    }

    /** Their names, without the instance's own interface. */
    List<String> of(VrrpInstanceSettings instance) {
        Set<String> names = new LinkedHashSet<>();
        List<AddressSettings> addresses = new ArrayList<>(instance.addresses());
        addresses.addAll(instance.excludedAddresses());
        addresses.stream().filter(AddressSettings::tracked).forEach(one -> add(names, one.device()));
        instance.routes().stream().filter(RouteSettings::tracked).forEach(one -> add(names, one.device()));
        instance.rules().stream().filter(RuleSettings::tracked).forEach(one -> add(names, inputOf(one)));
        for (TrackGroup group : statics.trackGroups()) {
            if (group.instances().contains(instance.name())) {
                follow(group.name(), names);
            }
        }
        names.remove(instance.interfaceName());
        return List.copyOf(names);
    }

    private void follow(String group, Set<String> names) {
        statics.addresses().stream()
                .filter(one -> group.equals(one.trackGroup()))
                .forEach(one -> add(names, one.device()));
        statics.routes().stream()
                .filter(one -> group.equals(one.trackGroup()))
                .forEach(one -> add(names, one.device()));
        statics.rules().stream().filter(one -> group.equals(one.trackGroup())).forEach(one -> add(names, inputOf(one)));
    }

    private static @Nullable String inputOf(RuleSettings rule) {
        return rule.selectors().get(Selector.INPUT_INTERFACE);
    }

    private static void add(Set<String> names, @Nullable String name) {
        if (name != null) {
            names.add(name);
        }
    }
}
