package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import java.net.InetAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of virtual_routes or static_routes, in the words of ip-route(8). Names of tables, protocols, scopes and realms are kept
 * as given: the files of /etc/iproute2 give them their numbers.
 *
 * @param type what is done with a packet
 * @param ipv6 whether it is a route of IPv6
 * @param destination where to; null for {@code default}
 * @param from {@code from}: where from, IPv6 only; or null
 * @param source {@code src}: the preferred source address, or null
 * @param gateway {@code via}, or null; its family may differ from the route's
 * @param device {@code dev}, or null
 * @param onLink the gateway is on the link whatever the addresses say
 * @param nextHops {@code nexthop} (and {@code or}): several ways; none for the one above
 * @param table {@code table}: name or number, or null for main
 * @param protocol {@code proto}: name or number, or null for keepalived's own
 * @param scope {@code scope}: name or number, or null for the default
 * @param tos {@code tos}: name or number, or null
 * @param realms {@code realms}: {@code [from/]to}, or null
 * @param metric {@code metric} (or {@code priority}, {@code preference}), 0..4294967295, or null
 * @param numbers the numbers among the options
 * @param features {@code features}, as given, or null
 * @param congestion {@code congctl}: the algorithm, or null
 * @param congestionLocked whether {@code congctl lock} was given
 * @param preference {@code pref}: low, medium, high or a number, or null
 * @param encapsulation {@code encap}: its words; none for none
 * @param order where it goes among its like
 * @param tracked whether its loss is noticed; {@code no_track} says no
 * @param trackGroup {@code track_group} of a static route, or null
 */
public record RouteSettings(
        Type type,
        boolean ipv6,
        @Nullable Prefix destination,
        @Nullable Prefix from,
        @Nullable InetAddress source,
        @Nullable InetAddress gateway,
        @Nullable String device,
        boolean onLink,
        List<NextHop> nextHops,
        @Nullable String table,
        @Nullable String protocol,
        @Nullable String scope,
        @Nullable String tos,
        @Nullable String realms,
        @Nullable Long metric,
        Map<Quantity, Value> numbers,
        @Nullable String features,
        @Nullable String congestion,
        boolean congestionLocked,
        @Nullable String preference,
        List<String> encapsulation,
        Order order,
        boolean tracked,
        @Nullable String trackGroup) {
    /** What a route does with a packet. */
    public enum Type {
        UNICAST,
        LOCAL,
        BROADCAST,
        ANYCAST,
        MULTICAST,
        BLACKHOLE,
        UNREACHABLE,
        PROHIBIT,
        THROW
    }

    /** Where a route goes among those of the same destination. */
    public enum Order {
        /** Before them, the default. */
        PREPEND,
        /** After them. */
        APPEND,
        /** Only when there is none. */
        ADD
    }

    /** Options with a number, by their keyword. */
    public enum Quantity {
        MTU("mtu"),
        HOP_LIMIT("hoplimit"),
        ADVERTISED_MSS("advmss"),
        ROUND_TRIP("rtt"),
        ROUND_TRIP_VARIANCE("rttvar"),
        REORDERING("reordering"),
        WINDOW("window"),
        CONGESTION_WINDOW("cwnd"),
        SLOW_START_THRESHOLD("ssthresh"),
        LEAST_RETRANSMIT_TIMEOUT("rto_min"),
        FIRST_CONGESTION_WINDOW("initcwnd"),
        FIRST_RECEIVE_WINDOW("initrwnd"),
        QUICK_ACKNOWLEDGE("quickack"),
        FAST_OPEN_NO_COOKIE("fastopen_no_cookie"),
        EXPIRES("expires"),
        TTL_PROPAGATE("ttl-propagate");

        private final String keyword;

        Quantity(String keyword) {
            this.keyword = keyword;
        }

        /** The keyword. */
        public String keyword() {
            return keyword;
        }
    }

    /**
     * A number as given.
     *
     * @param text with its unit, where it has one ({@code 20ms}, {@code enabled})
     * @param locked whether {@code lock} stands before it
     */
    public record Value(String text, boolean locked) {}

    /**
     * One of several ways.
     *
     * @param gateway {@code via}, or null
     * @param device {@code dev}, or null
     * @param weight {@code weight}, 1..256
     * @param onLink the gateway is on the link whatever the addresses say
     * @param realms {@code realms}, or null
     * @param encapsulation {@code encap}: its words; none for none
     */
    public record NextHop(
            @Nullable InetAddress gateway,
            @Nullable String device,
            int weight,
            boolean onLink,
            @Nullable String realms,
            List<String> encapsulation) {
        /** Checks the range and copies the list. */
        public NextHop {
            Checked.range("nexthop weight", weight, 1, 256);
            encapsulation = List.copyOf(encapsulation);
        }
    }

    /** Checks the range and copies the lists. */
    public RouteSettings {
        if (metric != null) {
            Checked.range("route metric", metric, 0, 0xffff_ffffL);
        }
        nextHops = List.copyOf(nextHops);
        encapsulation = List.copyOf(encapsulation);
        EnumMap<Quantity, Value> copy = new EnumMap<>(Quantity.class);
        copy.putAll(numbers);
        numbers = Collections.unmodifiableMap(copy);
    }
}
