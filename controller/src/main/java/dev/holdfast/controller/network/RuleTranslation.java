package dev.holdfast.controller.network;

import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings.Selector;
import dev.holdfast.linuxnet.rtnetlink.Route;
import dev.holdfast.linuxnet.rtnetlink.Rule;
import dev.holdfast.linuxnet.rtnetlink.Rule.Mark;
import dev.holdfast.linuxnet.rtnetlink.Rule.Range;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the kernel's rule of a line of virtual_rules or static_rules. */
final class RuleTranslation {
    private static final long ALL_BITS = 0xffff_ffffL;

    private final RoutingNumbers numbers;

    RuleTranslation(RoutingNumbers numbers) {
        this.numbers = numbers;
    }

    /**
     * The rule.
     *
     * @param settings with a preference
     * @throws IllegalArgumentException when it cannot be, for people
     */
    Rule rule(RuleSettings settings) {
        Long preference = settings.preference();
        if (preference == null) {
            throw new IllegalArgumentException("rule without a preference (expected one to have been chosen)");
        }
        Map<Selector, String> selectors = settings.selectors();
        String protocol = selectors.get(Selector.PROTOCOL);
        return new Rule(
                settings.ipv6(),
                preference,
                settings.inverted(),
                RouteTranslation.prefix(settings.from()),
                RouteTranslation.prefix(settings.to()),
                action(settings),
                target(settings),
                protocol == null ? Route.PROTOCOL_KEEPALIVED : RoutingNumbers.protocol(protocol),
                selectors(selectors));
    }

    private static Rule.Action action(RuleSettings settings) {
        return switch (settings.action()) {
            case LOOKUP -> Rule.Action.LOOKUP;
            case GOTO -> Rule.Action.GOTO;
            case NOTHING -> Rule.Action.NOTHING;
            case BLACKHOLE -> Rule.Action.BLACKHOLE;
            case UNREACHABLE -> Rule.Action.UNREACHABLE;
            case PROHIBIT -> Rule.Action.PROHIBIT;
        };
    }

    private long target(RuleSettings settings) {
        String target = settings.target();
        if (target == null) {
            return 0;
        }
        return settings.action() == RuleSettings.Action.LOOKUP ? numbers.table(target) : RoutingNumbers.number(target);
    }

    private static Rule.Selectors selectors(Map<Selector, String> given) {
        String tos = given.get(Selector.TOS);
        String realms = given.get(Selector.REALMS);
        String prefixLength = given.get(Selector.SUPPRESS_PREFIX_LENGTH);
        String group = given.get(Selector.SUPPRESS_GROUP);
        String tunnel = given.get(Selector.TUNNEL_ID);
        String ipProtocol = given.get(Selector.IP_PROTOCOL);
        return new Rule.Selectors(
                tos == null ? 0 : (int) RoutingNumbers.number(tos),
                mark(given.get(Selector.FIREWALL_MARK)),
                realms == null ? 0 : RoutingNumbers.realms(realms),
                prefixLength == null ? null : (int) RoutingNumbers.number(prefixLength),
                group == null ? null : group.equals("default") ? 0 : (int) RoutingNumbers.number(group),
                given.get(Selector.INPUT_INTERFACE),
                given.get(Selector.OUTPUT_INTERFACE),
                tunnel == null ? null : RoutingNumbers.number(tunnel),
                range(given.get(Selector.USER_RANGE)),
                given.containsKey(Selector.MASTER_DEVICE),
                ipProtocol == null ? null : RoutingNumbers.ipProtocol(ipProtocol),
                range(given.get(Selector.SOURCE_PORTS)),
                range(given.get(Selector.DESTINATION_PORTS)));
    }

    /** {@code MARK[/MASK]}. */
    private static @Nullable Mark mark(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int slash = text.indexOf('/');
        return slash < 0
                ? new Mark(RoutingNumbers.number(text), ALL_BITS)
                : new Mark(
                        RoutingNumbers.number(text.substring(0, slash)),
                        RoutingNumbers.number(text.substring(slash + 1)));
    }

    /** {@code FIRST-LAST}. */
    private static @Nullable Range range(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int dash = text.indexOf('-');
        return new Range(
                RoutingNumbers.number(text.substring(0, dash)), RoutingNumbers.number(text.substring(dash + 1)));
    }
}
