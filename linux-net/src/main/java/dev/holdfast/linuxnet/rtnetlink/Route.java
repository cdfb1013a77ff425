package dev.holdfast.linuxnet.rtnetlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route, ip-route(8).
 *
 * @param ipv6 whether it is of IPv6
 * @param type what it does
 * @param destination where packets go; null for everywhere
 * @param from where they come from, IPv6 only; null for everywhere
 * @param tos the TOS they have, 0 to 255
 * @param table the table it is in, 0 to 4294967295; {@link #TABLE_MAIN} mostly
 * @param protocol who made it: an {@code RTPROT_} number, 0 to 255
 * @param scope how far the destination is, an {@code RT_SCOPE_} number, 0 to 255; IPv4 only
 * @param metric the lower, the better, 0 to 4294967295; of IPv6 the kernel makes 1024 of 0
 * @param nextHops the ways; none for a type that goes nowhere, several share the packets
 * @param preferredSource the source of packets that have none yet; null for the kernel's choice
 * @param metrics numbers for connections
 * @param locked which of the numbers the kernel does not adapt
 * @param congestionControl TCP's algorithm; null for the usual one
 * @param congestionControlLocked whether connections may not choose another
 * @param preference of router advertisements, IPv6 only: 0 medium, 1 high, 3 low; null for none
 * @param expiresSeconds how long it lives, IPv6 only; null for ever
 * @param propagateTtl whether MPLS takes over the packet's TTL; null for the kernel's default
 */
public record Route(
        boolean ipv6,
        RouteType type,
        @Nullable Prefix destination,
        @Nullable Prefix from,
        int tos,
        long table,
        int protocol,
        int scope,
        long metric,
        List<NextHop> nextHops,
        @Nullable InetAddress preferredSource,
        Map<RouteMetric, Long> metrics,
        Set<RouteMetric> locked,
        @Nullable String congestionControl,
        boolean congestionControlLocked,
        @Nullable Integer preference,
        @Nullable Long expiresSeconds,
        @Nullable Boolean propagateTtl) {

    /** {@code RT_TABLE_DEFAULT}. */
    public static final long TABLE_DEFAULT = 253;
    /** {@code RT_TABLE_MAIN}. */
    public static final long TABLE_MAIN = 254;
    /** {@code RT_TABLE_LOCAL}. */
    public static final long TABLE_LOCAL = 255;

    /** {@code RTPROT_KEEPALIVED}. */
    public static final int PROTOCOL_KEEPALIVED = 18;

    /** {@code IP6_RT_PRIO_USER}: what the kernel makes of no metric. */
    private static final long DEFAULT_IPV6_METRIC = 1024;

    private static final long LARGEST = 0xffff_ffffL;

    public Route {
        requireFamily("destination", ipv6, destination == null ? null : destination.address());
        requireFamily("from", ipv6, from == null ? null : from.address());
        requireFamily("preferred source", ipv6, preferredSource);
        requireRange("tos", tos, 255);
        requireRange("table", table, LARGEST);
        requireRange("protocol", protocol, 255);
        requireRange("scope", scope, 255);
        requireRange("metric", metric, LARGEST);
        nextHops = List.copyOf(nextHops);
        Map<RouteMetric, Long> metricsCopy = new EnumMap<>(RouteMetric.class);
        metricsCopy.putAll(metrics);
        metrics = Collections.unmodifiableMap(metricsCopy);
        Set<RouteMetric> lockedCopy = EnumSet.noneOf(RouteMetric.class);
        lockedCopy.addAll(locked);
        locked = Collections.unmodifiableSet(lockedCopy);
    }

    /**
     * What tells a route from others of its table, and what the kernel tells of one that is gone.
     *
     * @param ipv6 whether it is of IPv6
     * @param destination null for everywhere
     * @param from null for everywhere
     * @param tos 0 to 255
     * @param table 0 to 4294967295
     * @param protocol 0 to 255
     * @param metric as the kernel has it, 0 to 4294967295
     */
    public record Key(
            boolean ipv6,
            @Nullable Prefix destination,
            @Nullable Prefix from,
            int tos,
            long table,
            int protocol,
            long metric) {}

    /** What tells it from others; others with other ways may have the same. */
    public Key key() {
        return new Key(
                ipv6,
                destination,
                from,
                ipv6 ? 0 : tos,
                table == 0 ? TABLE_MAIN : table,
                protocol,
                ipv6 && metric == 0 ? DEFAULT_IPV6_METRIC : metric);
    }

    /** The notation of ip(8), as far as it tells routes apart: {@code 192.0.2.0/24 via 198.51.100.1 table 100 metric 5}. */
    public String notation() {
        StringBuilder text = new StringBuilder();
        if (type != RouteType.UNICAST) {
            text.append(type.name().toLowerCase(Locale.ROOT)).append(' ');
        }
        Prefix to = destination;
        text.append(to == null ? (ipv6 ? "default (IPv6)" : "default") : to.notation());
        for (NextHop hop : nextHops) {
            InetAddress gateway = hop.gateway();
            text.append(nextHops.size() > 1 ? " nexthop" : "");
            text.append(gateway == null ? "" : " via " + gateway.getHostAddress());
        }
        text.append(table == TABLE_MAIN ? "" : " table " + table);
        return text.append(metric == 0 ? "" : " metric " + metric).toString();
    }

    private static void requireFamily(String what, boolean ipv6, @Nullable InetAddress address) {
        if (address != null && ipv6 == address instanceof Inet4Address) {
            throw new IllegalArgumentException(
                    what + " " + address.getHostAddress() + " (expected one of " + (ipv6 ? "IPv6)" : "IPv4)"));
        }
    }

    private static void requireRange(String what, long value, long most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(what + " " + value + " (expected 0.." + most + ")");
        }
    }

    /** A builder of a unicast route to everywhere in the main table, made by keepalived. */
    public static Builder builder(boolean ipv6) {
        return new Builder(ipv6);
    }

    /** Collects the values of a {@link Route}; nothing is checked before {@link #build}. */
    public static final class Builder {
        private final boolean ipv6;
        private RouteType type = RouteType.UNICAST;
        private @Nullable Prefix destination;
        private @Nullable Prefix from;
        private int tos;
        private long table = TABLE_MAIN;
        private int protocol = PROTOCOL_KEEPALIVED;
        private int scope = InterfaceAddress.SCOPE_GLOBAL;
        private long metric;
        private List<NextHop> nextHops = List.of();
        private @Nullable InetAddress preferredSource;
        private Map<RouteMetric, Long> metrics = Map.of();
        private Set<RouteMetric> locked = Set.of();
        private @Nullable String congestionControl;
        private boolean congestionControlLocked;
        private @Nullable Integer preference;
        private @Nullable Long expiresSeconds;
        private @Nullable Boolean propagateTtl;

        private Builder(boolean ipv6) {
            this.ipv6 = ipv6;
        }

        /** What it does. */
        public Builder type(RouteType value) {
            type = value;
            return this;
        }

        /** Where packets go; null for everywhere. */
        public Builder destination(@Nullable Prefix value) {
            destination = value;
            return this;
        }

        /** Where they come from; null for everywhere. */
        public Builder from(@Nullable Prefix value) {
            from = value;
            return this;
        }

        /** Their TOS. */
        public Builder tos(int value) {
            tos = value;
            return this;
        }

        /** The table. */
        public Builder table(long value) {
            table = value;
            return this;
        }

        /** Who made it. */
        public Builder protocol(int value) {
            protocol = value;
            return this;
        }

        /** How far it goes. */
        public Builder scope(int value) {
            scope = value;
            return this;
        }

        /** The metric; 0 for none. */
        public Builder metric(long value) {
            metric = value;
            return this;
        }

        /** The ways. */
        public Builder nextHops(List<NextHop> value) {
            nextHops = value;
            return this;
        }

        /** The source of packets that have none yet. */
        public Builder preferredSource(@Nullable InetAddress value) {
            preferredSource = value;
            return this;
        }

        /** Numbers for connections, and which of them are fixed. */
        public Builder metrics(Map<RouteMetric, Long> values, Set<RouteMetric> fixed) {
            metrics = values;
            locked = fixed;
            return this;
        }

        /** TCP's algorithm, and whether it is fixed. */
        public Builder congestionControl(@Nullable String value, boolean fixed) {
            congestionControl = value;
            congestionControlLocked = fixed;
            return this;
        }

        /** The preference of router advertisements. */
        public Builder preference(@Nullable Integer value) {
            preference = value;
            return this;
        }

        /** How long it lives, in seconds. */
        public Builder expiresSeconds(@Nullable Long value) {
            expiresSeconds = value;
            return this;
        }

        /** Whether MPLS takes over the packet's TTL. */
        public Builder propagateTtl(@Nullable Boolean value) {
            propagateTtl = value;
            return this;
        }

        /** The route; {@link IllegalArgumentException} names the first value out of range. */
        public Route build() {
            return new Route(
                    ipv6,
                    type,
                    destination,
                    from,
                    tos,
                    table,
                    protocol,
                    scope,
                    metric,
                    nextHops,
                    preferredSource,
                    metrics,
                    locked,
                    congestionControl,
                    congestionControlLocked,
                    preference,
                    expiresSeconds,
                    propagateTtl);
        }
    }
}
