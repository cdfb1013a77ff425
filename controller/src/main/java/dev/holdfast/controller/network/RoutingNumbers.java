package dev.holdfast.controller.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The numbers behind the words of routes and rules, as ip(8) knows them.
 *
 * @param tables routing tables that have a name besides the kernel's own
 */
public record RoutingNumbers(Map<String, Long> tables) {
    private static final Path TABLES = Path.of("/etc/iproute2/rt_tables");

    private static final Map<String, Long> KERNEL_TABLES =
            Map.of("unspec", 0L, "default", 253L, "main", 254L, "local", 255L);

    /** The {@code RTPROT_} numbers of linux/rtnetlink.h. */
    private static final Map<String, Integer> PROTOCOLS = Map.ofEntries(
            Map.entry("unspec", 0),
            Map.entry("redirect", 1),
            Map.entry("kernel", 2),
            Map.entry("boot", 3),
            Map.entry("static", 4),
            Map.entry("gated", 8),
            Map.entry("ra", 9),
            Map.entry("mrt", 10),
            Map.entry("zebra", 11),
            Map.entry("bird", 12),
            Map.entry("dnrouted", 13),
            Map.entry("xorp", 14),
            Map.entry("ntk", 15),
            Map.entry("dhcp", 16),
            Map.entry("keepalived", 18),
            Map.entry("babel", 42),
            Map.entry("openr", 99),
            Map.entry("bgp", 186),
            Map.entry("isis", 187),
            Map.entry("ospf", 188),
            Map.entry("rip", 189),
            Map.entry("eigrp", 192));

    private static final Map<String, Integer> SCOPES =
            Map.of("global", 0, "universe", 0, "site", 200, "link", 253, "host", 254, "nowhere", 255);

    /** The assigned protocol numbers of IANA. */
    private static final Map<String, Integer> IP_PROTOCOLS = Map.ofEntries(
            Map.entry("ip", 0),
            Map.entry("icmp", 1),
            Map.entry("igmp", 2),
            Map.entry("ipencap", 4),
            Map.entry("tcp", 6),
            Map.entry("udp", 17),
            Map.entry("dccp", 33),
            Map.entry("gre", 47),
            Map.entry("esp", 50),
            Map.entry("ah", 51),
            Map.entry("ipv6-icmp", 58),
            Map.entry("vrrp", 112),
            Map.entry("sctp", 132),
            Map.entry("udplite", 136));

    /** Copies the map. */
    public RoutingNumbers {
        tables = Map.copyOf(tables);
    }

    /** Those of this machine; a file that cannot be read has no names. */
    public static RoutingNumbers ofThisMachine() {
        try {
            return parse(Files.readAllLines(TABLES));
        } catch (IOException e) {
            return new RoutingNumbers(Map.of());
        }
    }

    /** Reads the lines of rt_tables: a number and a name each, comments after {@code #}. */
    static RoutingNumbers parse(List<String> lines) {
        Map<String, Long> tables = new HashMap<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length > 1 && words[0].matches("[0-9]{1,10}|0x[0-9a-fA-F]{1,8}")) {
                tables.put(words[1], number(words[0]));
            }
        }
        return new RoutingNumbers(tables);
    }

    /** A table's number; {@link IllegalArgumentException} for a name that is not known here. */
    long table(String text) {
        Long known = KERNEL_TABLES.get(text);
        known = known == null ? tables.get(text) : known;
        if (known != null) {
            return known;
        }
        if (!isNumber(text)) {
            throw new IllegalArgumentException("routing table " + text + " (expected a name of " + TABLES + ")");
        }
        return number(text);
    }

    /** A routing protocol's number. */
    static int protocol(String text) {
        Integer known = PROTOCOLS.get(text);
        return known == null ? (int) number(text) : known;
    }

    /** A scope's number. */
    static int scope(String text) {
        Integer known = SCOPES.get(text);
        return known == null ? (int) number(text) : known;
    }

    /** An IP protocol's number. */
    static int ipProtocol(String text) {
        Integer known = IP_PROTOCOLS.get(text.toLowerCase(Locale.ROOT));
        return known == null ? (int) number(text) : known;
    }

    /** {@code [FROM/]TO}, FROM in the upper 16 bits. */
    static int realms(String text) {
        int slash = text.indexOf('/');
        int from = slash < 0 ? 0 : realm(text.substring(0, slash));
        return from << 16 | realm(text.substring(slash + 1));
    }

    private static int realm(String text) {
        return text.equals("cosmos") ? 0 : (int) number(text);
    }

    /** A number, decimal or hexadecimal. */
    static long number(String text) {
        return text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,18}|0x[0-9a-fA-F]{1,8}");
    }
}
