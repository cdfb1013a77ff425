package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of virtual_rules or static_rules, in the words of ip-rule(8).
 *
 * @param ipv6 whether it is a rule of IPv6
 * @param inverted {@code not}
 * @param from {@code from}, or null for every source
 * @param to {@code to}, or null for every destination
 * @param action what is done
 * @param target the table's name or number of {@link Action#LOOKUP}, the preference of {@link Action#GOTO}, otherwise null
 * @param preference {@code preference}, 1..4294967295, or null for one that is chosen
 * @param selectors every other option, with its value as given (the empty string for one without)
 * @param tracked whether its loss is noticed; {@code no_track} says no
 * @param trackGroup {@code track_group} of a static rule, or null
 */
public record RuleSettings(
        boolean ipv6,
        boolean inverted,
        @Nullable Prefix from,
        @Nullable Prefix to,
        Action action,
        @Nullable String target,
        @Nullable Long preference,
        Map<Selector, String> selectors,
        boolean tracked,
        @Nullable String trackGroup) {
    /** What a rule does. */
    public enum Action {
        LOOKUP("table"),
        GOTO("goto"),
        NOTHING("nop"),
        BLACKHOLE("blackhole"),
        UNREACHABLE("unreachable"),
        PROHIBIT("prohibit");

        private final String keyword;

        Action(String keyword) {
            this.keyword = keyword;
        }

        /** The keyword. */
        public String keyword() {
            return keyword;
        }
    }

    /** What else a rule goes by, and what it does besides. */
    public enum Selector {
        TOS("tos"),
        FIREWALL_MARK("fwmark"),
        REALMS("realms"),
        SUPPRESS_PREFIX_LENGTH("suppress_prefixlength"),
        SUPPRESS_GROUP("suppress_ifgroup"),
        INPUT_INTERFACE("iif"),
        OUTPUT_INTERFACE("oif"),
        TUNNEL_ID("tunnel-id"),
        USER_RANGE("uidrange"),
        MASTER_DEVICE("l3mdev"),
        PROTOCOL("protocol"),
        IP_PROTOCOL("ipproto"),
        SOURCE_PORTS("sport"),
        DESTINATION_PORTS("dport");

        private final String keyword;

        Selector(String keyword) {
            this.keyword = keyword;
        }

        /** The keyword. */
        public String keyword() {
            return keyword;
        }
    }

    /** Checks the range and copies the map. */
    public RuleSettings {
        if (preference != null) {
            Checked.range("rule preference", preference, 0, 0xffff_ffffL);
        }
        EnumMap<Selector, String> copy = new EnumMap<>(Selector.class);
        copy.putAll(selectors);
        selectors = Collections.unmodifiableMap(copy);
    }

    /** The same rule with that preference. */
    public RuleSettings withPreference(long number) {
        return new RuleSettings(ipv6, inverted, from, to, action, target, number, selectors, tracked, trackGroup);
    }
}
