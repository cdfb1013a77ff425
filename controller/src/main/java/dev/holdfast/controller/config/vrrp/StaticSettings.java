package dev.holdfast.controller.config.vrrp;

import java.util.List;

/**
 * What is there whoever is master, each list in the file's order.
 *
 * @param trackGroups {@code track_group} blocks
 * @param addresses {@code static_ipaddress}
 * @param routes {@code static_routes}
 * @param rules {@code static_rules}
 */
public record StaticSettings(
        List<TrackGroup> trackGroups,
        List<AddressSettings> addresses,
        List<RouteSettings> routes,
        List<RuleSettings> rules) {
    /** Copies the lists. */
    public StaticSettings {
        trackGroups = List.copyOf(trackGroups);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
    }
}
