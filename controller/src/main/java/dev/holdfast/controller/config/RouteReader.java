package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.Prefix;
import dev.holdfast.controller.config.vrrp.RouteSettings;
import dev.holdfast.controller.config.vrrp.RouteSettings.NextHop;
import dev.holdfast.controller.config.vrrp.RouteSettings.Order;
import dev.holdfast.controller.config.vrrp.RouteSettings.Quantity;
import dev.holdfast.controller.config.vrrp.RouteSettings.Value;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a line of virtual_routes or static_routes. */
final class RouteReader {
    private final WordCursor words;
    private final Word start;
    private final boolean isStatic;
    private final SystemFacts facts;
    private final Problems problems;
    private final Map<Quantity, Value> numbers = new EnumMap<>(Quantity.class);
    private final List<NextHop> nextHops = new ArrayList<>();
    private RouteSettings.Type type = RouteSettings.Type.UNICAST;
    private boolean hasDestination;
    private boolean ipv6;
    private @Nullable Prefix destination;
    private @Nullable Prefix from;
    private @Nullable InetAddress source;
    private @Nullable InetAddress gateway;
    private @Nullable InetAddress firstHop;
    private @Nullable String device;
    private boolean onLink;
    private @Nullable String table;
    private @Nullable Word protocol;
    private @Nullable String scope;
    private @Nullable String tos;
    private @Nullable String realms;
    private @Nullable Long metric;
    private @Nullable String features;
    private @Nullable String congestion;
    private boolean congestionLocked;
    private @Nullable Word preference;
    private List<String> encapsulation = List.of();
    private Order order = Order.PREPEND;
    private boolean tracked = true;
    private @Nullable String trackGroup;

    RouteReader(Statement line, boolean isStatic, SystemFacts facts, Problems problems) {
        words = new WordCursor(line, problems);
        start = line.word();
        this.isStatic = isStatic;
        this.facts = facts;
        this.problems = problems;
    }

    /** The route; null when it cannot be used, which has been said then. */
    @Nullable RouteSettings read() {
        while (words.hasNext() && !words.failed()) {
            option(words.take());
        }
        if (!words.failed() && !hasDestination) {
            words.bad(start, "a route without a destination", "a destination or default");
        }
        if (!words.failed()) {
            families();
        }
        if (words.failed()) {
            return null;
        }
        if (device == null && tracked) {
            problems.warning(
                    start,
                    "untracked-route",
                    "a route without a device cannot be tracked",
                    "dev NAME or no_track",
                    null);
            tracked = false;
        }
        Word itsProtocol = protocol;
        if (itsProtocol != null && tracked && !RoutingNames.isKeepalived(itsProtocol.text())) {
            problems.error(
                    itsProtocol,
                    "bad-value",
                    "protocol " + itsProtocol + " of a tracked route",
                    "no_track",
                    "keepalived's is used");
            itsProtocol = null;
        }
        return new RouteSettings(
                type,
                ipv6,
                destination,
                from,
                source,
                gateway,
                device,
                onLink,
                nextHops,
                table,
                itsProtocol == null ? null : itsProtocol.text(),
                scope,
                tos,
                realms,
                metric,
                numbers,
                features,
                congestion,
                congestionLocked,
                preference == null ? null : preference.text(),
                encapsulation,
                order,
                tracked,
                trackGroup);
    }

    /** IPv6 shows in the addresses; some options are only its own. */
    private void families() {
        boolean some6 = hasAny(Inet6Address.class);
        boolean some4 = hasAny(Inet4Address.class);
        if (some4 && (some6 || ipv6)) {
            words.bad(start, "a route with addresses of both families", "IPv4 or IPv6");
        }
        ipv6 |= some6;
        if (!ipv6 && from != null) {
            words.bad(start, "from in a route of IPv4", "IPv6");
        } else if (!ipv6 && preference != null) {
            words.bad(preference, "pref in a route of IPv4", "IPv6");
        } else if (!ipv6 && numbers.containsKey(Quantity.EXPIRES)) {
            words.bad(start, "expires in a route of IPv4", "IPv6");
        }
    }

    /** Whether one of the addresses that say of which family the route is is of this one. */
    private boolean hasAny(Class<? extends InetAddress> family) {
        return (destination != null && family.isInstance(destination.address()))
                || (from != null && family.isInstance(from.address()))
                || family.isInstance(source)
                || family.isInstance(gateway)
                || family.isInstance(firstHop);
    }

    private void option(Word word) {
        for (Quantity number : Quantity.values()) {
            if (number.keyword().equals(word.text())) {
                number(word, number);
                return;
            }
        }
        switch (word.text()) {
            case "src" -> source = address(word);
            case "via", "gw" -> {
                deprecated(word, "gw", "via");
                gateway = gateway(word);
            }
            case "or" -> {
                deprecated(word, "or", "nexthop");
                if (gateway != null) {
                    nextHops.add(new NextHop(gateway, null, 1, false, null, List.of()));
                    firstHop = gateway;
                    gateway = null;
                }
                nextHops.add(new NextHop(address(word), null, 1, false, null, List.of()));
            }
            case "dev", "oif" -> device = device(word);
            case "onlink" -> onLink = true;
            case "nexthop" -> nextHop();
            case "inet6" -> {
                // keepalived 2.2 takes the next word for an argument of this one.
                problems.warning(
                        word,
                        "inet6",
                        "inet6 in a route",
                        "nothing: addresses show the family",
                        "keepalived 2.2 misreads it");
                ipv6 = true;
            }
            case "to" -> {
                Word value = words.value(word);
                if (value != null) {
                    destination(value);
                }
            }
            case "from" -> from = prefix(words.value(word));
            case "add", "append", "prepend" -> order = Order.valueOf(word.text().toUpperCase(Locale.ROOT));
            case "no_track" -> tracked = false;
            case "encap" -> encapsulation = new EncapsulationReader(words, false).read(word);
            default -> named(word);
        }
    }

    private void named(Word word) {
        switch (word.text()) {
            case "table" ->
                table = text(word, text -> RoutingNames.isTable(text, facts), "the name or number of a routing table");
            case "protocol" -> {
                Word value = words.value(word);
                if (value != null && !RoutingNames.isProtocol(value.text())) {
                    words.bad(value, "protocol " + value, "the name or number of a routing protocol");
                }
                protocol = value;
            }
            case "scope" -> scope = text(word, RoutingNames::isScope, "a scope's name or 0..255");
            case "tos", "dsfield" ->
                tos = text(word, text -> RoutingNames.number(text, 255).isPresent(), "0..255");
            case "realms" -> realms = text(word, RoutingNames::isRealms, "[NUMBER/]NUMBER");
            case "metric", "priority", "preference" -> {
                String text = text(
                        word, value -> Numbers.within(value, 0, 0xffff_ffffL).isPresent(), "0..4294967295");
                metric = words.failed() || text == null ? null : Long.valueOf(text);
            }
            case "features" -> features = text(word, "ecn"::equals, "ecn");
            case "congctl" -> {
                congestionLocked = words.takeIf("lock");
                congestion = text(word, text -> true, "");
            }
            case "pref" -> {
                Word value = words.value(word);
                if (value != null
                        && !List.of("low", "medium", "high").contains(value.text())
                        && RoutingNames.number(value.text(), 255).isEmpty()) {
                    words.bad(value, "pref " + value, "low, medium, high or 0..255");
                }
                preference = value;
            }
            case "nat" -> {
                if (words.value(word) != null) {
                    words.bad(word, "nat in a route", "a type that Linux has");
                }
            }
            case "vrf" -> {
                Word value = words.value(word);
                if (value != null) {
                    words.bad(value, "vrf " + value, "table and the number of the VRF's table");
                }
            }
            case "track_group" -> {
                if (isStatic) {
                    trackGroup = text(word, text -> true, "");
                } else {
                    words.bad(word, "track_group of a virtual route", "no_track or nothing");
                }
            }
            default -> typeOrDestination(word);
        }
    }

    private void typeOrDestination(Word word) {
        if (List.of(
                        "unicast",
                        "local",
                        "broadcast",
                        "anycast",
                        "multicast",
                        "blackhole",
                        "unreachable",
                        "prohibit",
                        "throw")
                .contains(word.text())) {
            type = RouteSettings.Type.valueOf(word.text().toUpperCase(Locale.ROOT));
            Word value = words.value(word);
            if (value != null) {
                destination(value);
            }
        } else {
            destination(word);
        }
    }

    private void destination(Word word) {
        hasDestination = true;
        if (word.text().equals("default") || word.text().equals("default6")) {
            ipv6 |= word.text().endsWith("6");
            destination = null;
        } else {
            Prefix before = destination;
            destination = prefix(word);
            if (before != null && destination != null && before.isIpv4() != destination.isIpv4()) {
                words.bad(word, "destinations of both families", "IPv4 or IPv6");
            }
        }
    }

    private void deprecated(Word word, String old, String instead) {
        if (word.text().equals(old)) {
            problems.warning(word, "deprecated", old + " in a route is out of use", "", "write " + instead);
        }
    }

    private @Nullable String text(Word option, java.util.function.Predicate<String> fits, String expected) {
        Word value = words.value(option);
        if (value == null) {
            return null;
        }
        if (!fits.test(value.text())) {
            words.bad(value, option + " " + value, expected);
        }
        return value.text();
    }

    private void number(Word word, Quantity number) {
        boolean locked = words.takeIf("lock");
        RouteTime time = time(number);
        String text = time == null ? plain(word, number) : time(word, time);
        if (text != null) {
            numbers.put(number, new Value(text, locked));
        }
    }

    private static @Nullable RouteTime time(Quantity number) {
        return switch (number) {
            case ROUND_TRIP -> RouteTime.ROUND_TRIP;
            case ROUND_TRIP_VARIANCE -> RouteTime.ROUND_TRIP_VARIANCE;
            case LEAST_RETRANSMIT_TIMEOUT -> RouteTime.LEAST_RETRANSMIT_TIMEOUT;
            default -> null;
        };
    }

    private @Nullable String time(Word option, RouteTime time) {
        Word value = words.value(option);
        if (value == null) {
            return null;
        }
        String text = time.read(option, value, problems);
        if (text == null) {
            words.bad(value, option + " " + value, time.expected());
        }
        return text;
    }

    private @Nullable String plain(Word word, Quantity number) {
        String pattern = switch (number) {
            case TTL_PROPAGATE -> "enabled|disabled";
            case QUICK_ACKNOWLEDGE, FAST_OPEN_NO_COOKIE -> "[01]";
            case HOP_LIMIT -> "[0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5]";
            case MTU,
                    ADVERTISED_MSS,
                    REORDERING,
                    WINDOW,
                    CONGESTION_WINDOW,
                    SLOW_START_THRESHOLD,
                    FIRST_CONGESTION_WINDOW,
                    FIRST_RECEIVE_WINDOW,
                    EXPIRES,
                    ROUND_TRIP,
                    ROUND_TRIP_VARIANCE,
                    LEAST_RETRANSMIT_TIMEOUT -> "[0-9]{1,10}";
        };
        return text(word, value -> value.matches(pattern), "a number in range");
    }

    private @Nullable InetAddress address(Word option) {
        Word value = words.value(option);
        if (value == null) {
            return null;
        }
        InetAddress address = Addresses.parse(value.text());
        if (address == null) {
            words.bad(value, option + " " + value, "an IPv4 or IPv6 address");
        }
        return address;
    }

    /** The address of {@code via}, which may say its family; only that of the route will do. */
    private @Nullable InetAddress gateway(Word option) {
        boolean says4 = words.takeIf("inet");
        boolean says6 = !says4 && words.takeIf("inet6");
        InetAddress address = address(option);
        if (address != null && (says4 || says6) && says6 != address instanceof Inet6Address) {
            String found = option + (says6 ? " inet6 " : " inet ") + words.last();
            words.bad(words.last(), found, says6 ? "an IPv6 address" : "an IPv4 address");
        }
        return address;
    }

    /** A next hop is of the route's family, which the first one says where nothing before it does. */
    private void checkFamily(InetAddress hop) {
        boolean hop6 = hop instanceof Inet6Address;
        boolean other = hop6 ? hasAny(Inet4Address.class) : ipv6 || hasAny(Inet6Address.class);
        if (other) {
            String found = "nexthop via " + words.last() + " of another family than the route";
            words.bad(words.last(), found, hop6 ? "an IPv4 address" : "an IPv6 address");
        }
        firstHop = firstHop == null ? hop : firstHop;
    }

    private @Nullable Prefix prefix(@Nullable Word word) {
        if (word == null) {
            return null;
        }
        Prefix prefix = Addresses.prefix(word, problems);
        if (prefix == null) {
            words.bad(word, "unknown option '" + word + "' of a route", "an address or a keyword of ip-route(8)");
        }
        return prefix;
    }

    private @Nullable String device(Word option) {
        Word value = words.value(option);
        if (value == null) {
            return null;
        }
        if (!facts.interfaceExists(value.text())) {
            String found = "interface " + value + " does not exist";
            problems.error(value, "no-such-interface", found, "an interface of this host", null);
        }
        return value.text();
    }

    private void nextHop() {
        InetAddress via = null;
        String itsDevice = null;
        int weight = 1;
        boolean itsOnLink = false;
        String itsRealms = null;
        List<String> encap = List.of();
        while (words.hasNext() && !words.failed()) {
            String text = words.peek();
            if (!List.of("via", "dev", "weight", "onlink", "realms", "encap").contains(String.valueOf(text))) {
                break;
            }
            Word word = words.take();
            switch (word.text()) {
                case "via" -> {
                    via = gateway(word);
                    if (via != null && !words.failed()) {
                        checkFamily(via);
                    }
                }
                case "dev" -> itsDevice = device(word);
                case "onlink" -> itsOnLink = true;
                case "realms" -> itsRealms = text(word, RoutingNames::isRealms, "[NUMBER/]NUMBER");
                case "encap" -> encap = new EncapsulationReader(words, true).read(word);
                default -> {
                    String given =
                            text(word, value -> Numbers.within(value, 1, 256).isPresent(), "1..256");
                    weight = given == null || words.failed() ? 1 : Integer.parseInt(given);
                }
            }
        }
        nextHops.add(new NextHop(via, itsDevice, weight, itsOnLink, itsRealms, encap));
        if (words.hasNext() && !"nexthop".equals(words.peek())) {
            Word rest = words.take();
            problems.error(
                    rest,
                    "extra-argument",
                    rest + " after nexthop",
                    "another nexthop",
                    "the rest of the line is ignored");
            while (words.hasNext()) {
                words.take();
            }
        }
    }
}
