package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.Prefix;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings.Action;
import dev.holdfast.controller.config.vrrp.RuleSettings.Selector;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads a line of virtual_rules or static_rules. */
final class RuleReader {
    private static final List<String> IP_PROTOCOLS = List.of(
            "icmp",
            "igmp",
            "tcp",
            "udp",
            "dccp",
            "gre",
            "esp",
            "ah",
            "ipv6-icmp",
            "vrrp",
            "sctp",
            "udplite",
            "ip",
            "ipencap");

    private final WordCursor words;
    private final Word start;
    private final boolean isStatic;
    private final SystemFacts facts;
    private final Problems problems;
    private final Map<Selector, String> selectors = new EnumMap<>(Selector.class);
    private boolean ipv6;
    private boolean inverted;
    private @Nullable Prefix from;
    private @Nullable Prefix to;
    private @Nullable Action action;
    private @Nullable String target;
    private @Nullable Long preference;
    private @Nullable Word protocol;
    private boolean tracked = true;
    private @Nullable String trackGroup;

    RuleReader(Statement line, boolean isStatic, SystemFacts facts, Problems problems) {
        words = new WordCursor(line, problems);
        start = line.word();
        this.isStatic = isStatic;
        this.facts = facts;
        this.problems = problems;
    }

    /** The rule; null when it cannot be used, which has been said then. */
    @Nullable RuleSettings read() {
        while (words.hasNext() && !words.failed()) {
            option(words.take());
        }
        Action itsAction = action;
        if (selectors.containsKey(Selector.MASTER_DEVICE) && itsAction == null) {
            itsAction = Action.LOOKUP;
        }
        if (!words.failed()) {
            check(itsAction);
        }
        if (words.failed() || itsAction == null) {
            return null;
        }
        if (preference == null) {
            problems.warning(start, "no-preference", "a rule without preference", "preference NUMBER", null);
        }
        Word itsProtocol = protocol;
        if (itsProtocol != null && tracked && !RoutingNames.isKeepalived(itsProtocol.text())) {
            problems.error(
                    itsProtocol,
                    "bad-value",
                    "protocol " + itsProtocol + " of a tracked rule",
                    "no_track",
                    "keepalived's is used");
            selectors.remove(Selector.PROTOCOL);
        }
        if (trackGroup != null && !selectors.containsKey(Selector.INPUT_INTERFACE)) {
            problems.error(
                    start, "no-device", "track_group of a rule without iif", "iif NAME", "track_group is ignored");
            trackGroup = null;
        }
        return new RuleSettings(
                ipv6, inverted, from, to, itsAction, target, preference, selectors, tracked, trackGroup);
    }

    private void check(@Nullable Action itsAction) {
        boolean both = from != null && to != null && from.isIpv4() != to.isIpv4();
        boolean some4 = (from != null && from.isIpv4()) || (to != null && to.isIpv4());
        if (both || (ipv6 && some4)) {
            words.bad(start, "a rule with addresses of both families", "IPv4 or IPv6");
            return;
        }
        ipv6 |= (from != null && !from.isIpv4()) || (to != null && !to.isIpv4());
        if (itsAction == null) {
            words.bad(
                    start, "a rule that does nothing", "table, goto, nop, blackhole, unreachable, prohibit or l3mdev");
            return;
        }
        boolean ofTables = selectors.containsKey(Selector.REALMS)
                || selectors.containsKey(Selector.SUPPRESS_GROUP)
                || selectors.containsKey(Selector.SUPPRESS_PREFIX_LENGTH);
        if (ofTables && itsAction != Action.LOOKUP) {
            words.bad(start, "realms or suppress with " + itsAction.keyword(), "table");
            return;
        }
        Long its = preference;
        if (itsAction == Action.GOTO && its == null) {
            words.bad(start, "goto " + target + " of a rule without preference", "preference NUMBER");
        } else if (itsAction == Action.GOTO && its != null && target != null && its >= Long.parseLong(target)) {
            words.bad(start, "goto " + target + " of a rule with preference " + its, "a later one");
        }
    }

    private void option(Word word) {
        switch (word.text()) {
            case "from" -> from = prefix(word, from);
            case "to" -> to = prefix(word, to);
            case "not" -> inverted = true;
            case "inet6" -> {
                // keepalived 2.2 takes the next word for an argument of this one.
                problems.warning(
                        word,
                        "inet6",
                        "inet6 in a rule",
                        "nothing: addresses show the family",
                        "keepalived 2.2 misreads it");
                ipv6 = true;
            }
            case "preference", "priority", "order" -> preference = number(word, 0xffff_ffffL);
            case "no_track" -> tracked = false;
            case "track_group" -> {
                if (isStatic) {
                    trackGroup = text(word, text -> true, "");
                } else {
                    words.bad(word, "track_group of a virtual rule", "no_track or nothing");
                }
            }
            case "type" -> {
                Word kind = words.value(word);
                if (kind != null) {
                    action(kind);
                }
            }
            default -> {
                if (!selector(word)) {
                    action(word);
                }
            }
        }
    }

    private boolean selector(Word word) {
        switch (word.text()) {
            case "iif", "dev" -> device(word, Selector.INPUT_INTERFACE);
            case "oif" -> device(word, Selector.OUTPUT_INTERFACE);
            case "tos", "dsfield" ->
                put(Selector.TOS, word, text -> RoutingNames.number(text, 255).isPresent(), "0..255");
            case "fwmark" -> put(Selector.FIREWALL_MARK, word, RoutingNames::isMark, "NUMBER[/MASK]");
            case "realms" -> put(Selector.REALMS, word, RoutingNames::isRealms, "[NUMBER/]NUMBER");
            case "suppress_prefixlength", "sup_pl" ->
                put(Selector.SUPPRESS_PREFIX_LENGTH, word, text -> isNumber(text), "a prefix length");
            case "suppress_ifgroup", "sup_group" ->
                put(
                        Selector.SUPPRESS_GROUP,
                        word,
                        text -> text.equals("default") || isNumber(text),
                        "a group's number");
            case "tunnel-id" -> put(Selector.TUNNEL_ID, word, text -> isNumber(text), "a number");
            case "uidrange" ->
                put(Selector.USER_RANGE, word, text -> RoutingNames.isRange(text, 0xffff_ffffL), "NUMBER-NUMBER");
            case "l3mdev" -> {
                if (action == Action.LOOKUP) {
                    words.bad(word, "l3mdev and table", "one of them");
                }
                selectors.put(Selector.MASTER_DEVICE, "");
            }
            case "protocol" -> {
                put(
                        Selector.PROTOCOL,
                        word,
                        text -> RoutingNames.number(text, 255).isPresent(),
                        "0..255");
                protocol = words.last();
            }
            case "ipproto", "ip_proto" -> {
                if (word.text().equals("ip_proto")) {
                    problems.warning(
                            word, "misnamed", "ip_proto", "ipproto", "keepalived 2.2 does not know the manual's name");
                }
                put(
                        Selector.IP_PROTOCOL,
                        word,
                        text -> IP_PROTOCOLS.contains(text.toLowerCase(Locale.ROOT))
                                || Numbers.within(text, 0, 255).isPresent(),
                        "a protocol's name or number");
            }
            case "sport" -> ports(Selector.SOURCE_PORTS, word);
            case "dport" -> ports(Selector.DESTINATION_PORTS, word);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String text) {
        return Numbers.within(text, 0, 0xffff_ffffL).isPresent();
    }

    private void action(Word word) {
        Action given = switch (word.text()) {
            case "table", "lookup" -> Action.LOOKUP;
            case "goto" -> Action.GOTO;
            case "nop" -> Action.NOTHING;
            case "blackhole" -> Action.BLACKHOLE;
            case "unreachable" -> Action.UNREACHABLE;
            case "prohibit" -> Action.PROHIBIT;
            default -> null;
        };
        if (given == null) {
            words.bad(word, "unknown option '" + word + "' of a rule", "a keyword of ip-rule(8)");
            return;
        }
        if (action != null || selectors.containsKey(Selector.MASTER_DEVICE)) {
            words.bad(
                    word,
                    word + " after another action",
                    "one of table, goto, nop, blackhole, unreachable, prohibit and l3mdev");
            return;
        }
        action = given;
        if (given == Action.LOOKUP) {
            target = text(word, text -> RoutingNames.isTable(text, facts), "the name or number of a routing table");
        } else if (given == Action.GOTO) {
            Long number = number(word, 0xffff_ffffL);
            target = number == null ? null : number.toString();
        }
    }

    private void put(Selector selector, Word option, Predicate<String> fits, String expected) {
        String value = text(option, fits, expected);
        if (value != null) {
            selectors.put(selector, value);
        }
    }

    /** A range of ports; keepalived keeps a rule whose range it cannot read, without the range. */
    private void ports(Selector selector, Word option) {
        Word value = words.value(option);
        if (value == null) {
            return;
        }
        if (RoutingNames.isRange(value.text(), 65_535)) {
            selectors.put(selector, value.text());
        } else {
            problems.error(
                    value, "bad-value", option + " " + value, "PORT-PORT", "it is ignored: the rule is for every port");
        }
    }

    private @Nullable Long number(Word option, long most) {
        Word value = words.value(option);
        if (value == null) {
            return null;
        }
        OptionalLong number = Numbers.within(value.text(), 0, most);
        if (number.isEmpty()) {
            words.bad(value, option + " " + value, "0.." + most);
            return null;
        }
        return number.getAsLong();
    }

    private @Nullable String text(Word option, Predicate<String> fits, String expected) {
        Word value = words.value(option);
        if (value == null) {
            return null;
        }
        if (!fits.test(value.text())) {
            words.bad(value, option + " " + value, expected);
        }
        return value.text();
    }

    private void device(Word option, Selector selector) {
        Word value = words.value(option);
        if (value == null) {
            return;
        }
        if (!facts.interfaceExists(value.text())) {
            String found = "interface " + value + " does not exist";
            problems.error(value, "no-such-interface", found, "an interface of this host", null);
        }
        selectors.put(selector, value.text());
    }

    /** An address with its prefix length; every address is null. */
    private @Nullable Prefix prefix(Word option, @Nullable Prefix before) {
        Word value = words.value(option);
        if (value == null) {
            return before;
        }
        switch (value.text()) {
            case "all", "any", "default" -> {
                return null;
            }
            case "default6" -> {
                ipv6 = true;
                return null;
            }
            default -> {
                Prefix prefix = Addresses.prefix(value, problems);
                if (prefix == null) {
                    words.bad(value, option + " " + value, "an address, all, any or default");
                }
                return prefix;
            }
        }
    }
}
