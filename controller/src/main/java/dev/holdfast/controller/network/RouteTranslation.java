package dev.holdfast.controller.network;

import dev.holdfast.controller.config.vrrp.RouteSettings;
import dev.holdfast.controller.config.vrrp.RouteSettings.Quantity;
import dev.holdfast.controller.config.vrrp.RouteSettings.Value;
import dev.holdfast.controller.network.InterfaceNames.NoSuchInterfaceException;
import dev.holdfast.linuxnet.rtnetlink.Encapsulation;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.NextHop;
import dev.holdfast.linuxnet.rtnetlink.PlacedRoute;
import dev.holdfast.linuxnet.rtnetlink.Prefix;
import dev.holdfast.linuxnet.rtnetlink.Route;
import dev.holdfast.linuxnet.rtnetlink.RouteMetric;
import dev.holdfast.linuxnet.rtnetlink.RoutePlacement;
import dev.holdfast.linuxnet.rtnetlink.RouteType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the kernel's route of a line of virtual_routes or static_routes. */
final class RouteTranslation {
    private static final int RTT_PER_MILLISECOND = 8;
    private static final int VARIANCE_PER_MILLISECOND = 4;
    private static final long ECN = 1;

    private final RoutingNumbers numbers;
    private final InterfaceNames interfaces;

    RouteTranslation(RoutingNumbers numbers, InterfaceNames interfaces) {
        this.numbers = numbers;
        this.interfaces = interfaces;
    }

    /**
     * The route.
     *
     * @throws NoSuchInterfaceException when it names an interface that is not there
     * @throws IllegalArgumentException when it cannot be, for people
     */
    PlacedRoute route(RouteSettings settings) throws NoSuchInterfaceException {
        String table = settings.table();
        String protocol = settings.protocol();
        String tos = settings.tos();
        Long metric = settings.metric();
        String preference = settings.preference();
        Value expires = settings.numbers().get(Quantity.EXPIRES);
        Value propagate = settings.numbers().get(Quantity.TTL_PROPAGATE);
        Map<RouteMetric, Long> metrics = new EnumMap<>(RouteMetric.class);
        Set<RouteMetric> locked = EnumSet.noneOf(RouteMetric.class);
        settings.numbers().forEach((quantity, value) -> {
            RouteMetric its = metric(quantity);
            if (its != null) {
                metrics.put(its, number(quantity, value.text()));
                if (value.locked()) {
                    locked.add(its);
                }
            }
        });
        if (settings.features() != null) {
            metrics.put(RouteMetric.FEATURES, ECN);
        }
        Route route = Route.builder(settings.ipv6())
                .type(RouteType.valueOf(settings.type().name()))
                .destination(prefix(settings.destination()))
                .from(prefix(settings.from()))
                .preferredSource(settings.source())
                .table(table == null ? Route.TABLE_MAIN : numbers.table(table))
                .protocol(protocol == null ? Route.PROTOCOL_KEEPALIVED : RoutingNumbers.protocol(protocol))
                .scope(scope(settings))
                .tos(tos == null ? 0 : (int) RoutingNumbers.number(tos))
                .metric(metric == null ? 0 : metric)
                .nextHops(ways(settings))
                .metrics(metrics, locked)
                .congestionControl(settings.congestion(), settings.congestionLocked())
                .preference(preference == null ? null : preference(preference))
                .expiresSeconds(expires == null ? null : Long.valueOf(expires.text()))
                .propagateTtl(propagate == null ? null : propagate.text().equals("enabled"))
                .build();
        return new PlacedRoute(route, RoutePlacement.valueOf(settings.order().name()));
    }

    private static int scope(RouteSettings settings) {
        String given = settings.scope();
        if (given != null) {
            return RoutingNumbers.scope(given);
        }
        return switch (settings.type()) {
            // The kernel has no other for them.
            case LOCAL -> InterfaceAddress.SCOPE_HOST;
            case BROADCAST, ANYCAST, MULTICAST -> InterfaceAddress.SCOPE_LINK;
            case UNICAST, BLACKHOLE, UNREACHABLE, PROHIBIT, THROW -> InterfaceAddress.SCOPE_GLOBAL;
        };
    }

    private List<NextHop> ways(RouteSettings settings) throws NoSuchInterfaceException {
        List<NextHop> hops = new ArrayList<>();
        for (RouteSettings.NextHop hop : settings.nextHops()) {
            hops.add(new NextHop(
                    index(hop.device()),
                    hop.gateway(),
                    hop.weight(),
                    hop.onLink(),
                    realms(hop.realms()),
                    encapsulation(hop.encapsulation())));
        }
        InetAddress gateway = settings.gateway();
        String device = settings.device();
        Encapsulation encapsulation = encapsulation(settings.encapsulation());
        int realms = realms(settings.realms());
        if (hops.isEmpty() && (gateway != null || device != null || encapsulation != null || realms != 0)) {
            hops.add(new NextHop(index(device), gateway, 1, settings.onLink(), realms, encapsulation));
        }
        return hops;
    }

    private int index(@Nullable String device) throws NoSuchInterfaceException {
        return device == null ? 0 : interfaces.indexOf(device);
    }

    private static int realms(@Nullable String text) {
        return text == null ? 0 : RoutingNumbers.realms(text);
    }

    /** The prefix as the kernel wants it: without the bits after it. */
    static @Nullable Prefix prefix(dev.holdfast.controller.config.vrrp.@Nullable Prefix given) {
        if (given == null) {
            return null;
        }
        byte[] bytes = given.address().getAddress();
        for (int bit = given.length(); bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        try {
            return new Prefix(InetAddress.getByAddress(bytes), given.length());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static int preference(String text) {
        return switch (text) {
            case "medium" -> 0;
            case "high" -> 1;
            case "low" -> 3;
            default -> (int) RoutingNumbers.number(text);
        };
    }

    private static @Nullable RouteMetric metric(Quantity quantity) {
        return switch (quantity) {
            case MTU -> RouteMetric.MTU;
            case HOP_LIMIT -> RouteMetric.HOP_LIMIT;
            case ADVERTISED_MSS -> RouteMetric.ADVERTISED_MSS;
            case ROUND_TRIP -> RouteMetric.RTT;
            case ROUND_TRIP_VARIANCE -> RouteMetric.RTT_VARIANCE;
            case REORDERING -> RouteMetric.REORDERING;
            case WINDOW -> RouteMetric.WINDOW;
            case CONGESTION_WINDOW -> RouteMetric.CONGESTION_WINDOW;
            case SLOW_START_THRESHOLD -> RouteMetric.SLOW_START_THRESHOLD;
            case LEAST_RETRANSMIT_TIMEOUT -> RouteMetric.LEAST_RETRANSMIT_TIMEOUT;
            case FIRST_CONGESTION_WINDOW -> RouteMetric.FIRST_CONGESTION_WINDOW;
            case FIRST_RECEIVE_WINDOW -> RouteMetric.FIRST_RECEIVE_WINDOW;
            case QUICK_ACKNOWLEDGE -> RouteMetric.QUICK_ACKNOWLEDGE;
            case FAST_OPEN_NO_COOKIE -> RouteMetric.FAST_OPEN_NO_COOKIE;
            case EXPIRES, TTL_PROPAGATE -> null;
        };
    }

    private static long number(Quantity quantity, String text) {
        return switch (quantity) {
            case ROUND_TRIP -> time(text, RTT_PER_MILLISECOND);
            case ROUND_TRIP_VARIANCE -> time(text, VARIANCE_PER_MILLISECOND);
            case LEAST_RETRANSMIT_TIMEOUT -> time(text, 1);
            case MTU,
                    HOP_LIMIT,
                    ADVERTISED_MSS,
                    REORDERING,
                    WINDOW,
                    CONGESTION_WINDOW,
                    SLOW_START_THRESHOLD,
                    FIRST_CONGESTION_WINDOW,
                    FIRST_RECEIVE_WINDOW,
                    QUICK_ACKNOWLEDGE,
                    FAST_OPEN_NO_COOKIE -> Long.parseLong(text);
            case EXPIRES, TTL_PROPAGATE -> throw new IllegalArgumentException(quantity + " is no metric");
        };
    }

    /** With a unit a time, in milliseconds rounded up and then in the kernel's unit; without one as the kernel has it. */
    private static long time(String text, int perMillisecond) {
        if (text.endsWith("us")) {
            return milliseconds(text, "us", 0.001) * perMillisecond;
        }
        if (text.endsWith("ms")) {
            return milliseconds(text, "ms", 1) * perMillisecond;
        }
        if (text.endsWith("s")) {
            return milliseconds(text, "s", 1000) * perMillisecond;
        }
        return (long) Math.ceil(Double.parseDouble(text));
    }

    private static long milliseconds(String text, String unit, double factor) {
        return (long) Math.ceil(Double.parseDouble(text.substring(0, text.length() - unit.length())) * factor);
    }

    /** {@code encap}'s words: its kind, then for mpls and ila a value, then options with a value each. */
    private static @Nullable Encapsulation encapsulation(List<String> words) {
        if (words.isEmpty()) {
            return null;
        }
        String kind = words.get(0);
        return switch (kind) {
            case "mpls" -> mpls(words);
            case "ila" -> new Encapsulation.Ila(locator(words.get(1)));
            default -> tunnel(kind.equals("ip6"), words);
        };
    }

    private static Encapsulation mpls(List<String> words) {
        List<Integer> labels = new ArrayList<>();
        for (String label : words.get(1).split("/", -1)) {
            labels.add((int) RoutingNumbers.number(label));
        }
        String ttl = option(words, 2, "ttl");
        return new Encapsulation.Mpls(labels, ttl == null ? null : (int) RoutingNumbers.number(ttl));
    }

    private static Encapsulation tunnel(boolean ipv6, List<String> words) {
        String id = option(words, 1, "id");
        String trafficClass = option(words, 1, ipv6 ? "tc" : "tos");
        String hopLimit = option(words, 1, ipv6 ? "hoplimit" : "ttl");
        String flags = option(words, 1, "flags");
        return new Encapsulation.Ip(
                ipv6,
                id == null ? null : Long.parseUnsignedLong(id),
                address(option(words, 1, "dst")),
                address(option(words, 1, "src")),
                trafficClass == null ? null : (int) RoutingNumbers.number(trafficClass),
                hopLimit == null ? null : (int) RoutingNumbers.number(hopLimit),
                flags == null ? null : (int) RoutingNumbers.number(flags));
    }

    private static @Nullable String option(List<String> words, int from, String name) {
        for (int i = from; i + 1 < words.size(); i += 2) {
            if (words.get(i).equals(name)) {
                return words.get(i + 1);
            }
        }
        return null;
    }

    private static @Nullable InetAddress address(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9a-fA-F:.]+")) {
            throw new IllegalArgumentException("encap address " + text + " (expected an IP address)");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("encap address " + text + " (expected an IP address)", e);
        }
    }

    /** Four groups of 16 bits. */
    private static long locator(String text) {
        long locator = 0;
        for (String group : text.split(":", -1)) {
            locator = locator << 16 | Long.parseLong(group, 16);
        }
        return locator;
    }
}
