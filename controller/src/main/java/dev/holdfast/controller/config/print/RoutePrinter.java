package dev.holdfast.controller.config.print;

import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.Prefix;
import dev.holdfast.controller.config.vrrp.RouteSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes lines of addresses, routes and rules. */
final class RoutePrinter {
    private final Lines out;

    RoutePrinter(Lines out) {
        this.out = out;
    }

    void address(AddressSettings address) {
        StringBuilder line = new StringBuilder();
        // A peer's address has no prefix length of its own.
        line.append(
                address.peer() == null
                        ? address.address().toString()
                        : Lines.address(address.address().address()));
        option(line, "brd", address.broadcast() == null ? null : Lines.address(address.broadcast()));
        option(line, "dev", word(address.device()));
        if (address.useVmac()) {
            line.append(" use_vmac");
        }
        option(line, "scope", address.scope());
        option(line, "label", word(address.label()));
        Prefix peer = address.peer();
        option(line, "peer", peer == null ? null : Lines.address(peer.address()));
        address.flags().forEach(flag -> line.append(' ').append(flag.keyword()));
        Long seconds = address.preferredSeconds();
        if (seconds != null) {
            option(line, "preferred_lft", seconds == AddressSettings.FOREVER ? "forever" : seconds);
        }
        end(line, address.tracked(), address.trackGroup());
    }

    private static @Nullable String word(@Nullable String text) {
        return text == null ? null : Lines.word(text);
    }

    void route(RouteSettings route) {
        StringBuilder line = new StringBuilder();
        if (route.type() != RouteSettings.Type.UNICAST) {
            line.append(route.type().name().toLowerCase(Locale.ROOT)).append(' ');
        }
        Prefix destination = route.destination();
        line.append(destination != null ? destination.toString() : route.ipv6() ? "default6" : "default");
        option(line, "from", route.from());
        option(line, "src", route.source() == null ? null : Lines.address(route.source()));
        option(line, "via", route.gateway() == null ? null : Lines.address(route.gateway()));
        option(line, "dev", route.device());
        if (route.onLink()) {
            line.append(" onlink");
        }
        option(line, "tos", route.tos());
        option(line, "table", route.table());
        option(line, "protocol", route.protocol());
        option(line, "scope", route.scope());
        option(line, "metric", route.metric());
        option(line, "realms", route.realms());
        route.numbers()
                .forEach((quantity, value) ->
                        option(line, quantity.keyword(), (value.locked() ? "lock " : "") + value.text()));
        option(line, "features", route.features());
        option(line, "congctl" + (route.congestionLocked() ? " lock" : ""), route.congestion());
        option(line, "pref", route.preference());
        encapsulation(line, route.encapsulation());
        switch (route.order()) {
            case PREPEND -> {
                // The default.
            }
            case APPEND -> line.append(" append");
            case ADD -> line.append(" add");
        }
        StringBuilder hops = new StringBuilder();
        for (RouteSettings.NextHop hop : route.nextHops()) {
            hops.append(" nexthop");
            option(hops, "via", hop.gateway() == null ? null : Lines.address(hop.gateway()));
            option(hops, "dev", hop.device());
            option(hops, "weight", hop.weight());
            if (hop.onLink()) {
                hops.append(" onlink");
            }
            option(hops, "realms", hop.realms());
            encapsulation(hops, hop.encapsulation());
        }
        // What is after nexthop belongs to it.
        if (!route.tracked()) {
            line.append(" no_track");
        }
        option(line, "track_group", route.trackGroup());
        out.line(line.append(hops).toString());
    }

    private static void encapsulation(StringBuilder line, List<String> words) {
        if (!words.isEmpty()) {
            line.append(" encap ").append(String.join(" ", words));
        }
    }

    void rule(RuleSettings rule) {
        StringBuilder line = new StringBuilder(rule.inverted() ? "not " : "");
        Prefix from = rule.from();
        line.append("from ").append(from != null ? from.toString() : rule.ipv6() ? "default6" : "all");
        option(line, "to", rule.to());
        option(line, "preference", rule.preference());
        rule.selectors().forEach((selector, value) -> {
            line.append(' ').append(selector.keyword());
            if (!value.isEmpty()) {
                line.append(' ').append(value);
            }
        });
        if (!rule.selectors().containsKey(RuleSettings.Selector.MASTER_DEVICE)) {
            line.append(' ').append(rule.action().keyword());
            if (rule.target() != null) {
                line.append(' ').append(rule.target());
            }
        }
        end(line, rule.tracked(), rule.trackGroup());
    }

    private void end(StringBuilder line, boolean tracked, @Nullable String group) {
        if (!tracked) {
            line.append(" no_track");
        }
        option(line, "track_group", group);
        out.line(line.toString());
    }

    private static void option(StringBuilder line, String keyword, @Nullable Object value) {
        if (value != null) {
            String text = value.toString();
            line.append(' ').append(keyword).append(' ').append(text);
        }
    }
}
