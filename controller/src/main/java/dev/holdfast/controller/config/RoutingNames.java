package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.SystemFacts;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** The words of routes and rules that stand for numbers, as iproute2's files have them. */
final class RoutingNames {
    /** RTPROT_KEEPALIVED (linux/rtnetlink.h). */
    static final int KEEPALIVED_PROTOCOL = 18;

    private static final Set<String> TABLES = Set.of("unspec", "default", "main", "local");
    private static final Set<String> PROTOCOLS = Set.of(
            "unspec",
            "redirect",
            "kernel",
            "boot",
            "static",
            "gated",
            "ra",
            "mrt",
            "zebra",
            "bird",
            "dnrouted",
            "xorp",
            "ntk",
            "dhcp",
            "keepalived",
            "babel",
            "openr",
            "bgp",
            "isis",
            "ospf",
            "rip",
            "eigrp");

    private RoutingNames() {}

    /** A table's name or number. */
    static boolean isTable(String text, SystemFacts facts) {
        return TABLES.contains(text)
                || text.matches("[0-9]{1,18}|0x[0-9a-fA-F]{1,8}")
                || facts.routingTableExists(text);
    }

    /** A protocol's name or number. */
    static boolean isProtocol(String text) {
        return PROTOCOLS.contains(text) || number(text, 255).isPresent();
    }

    /** Whether it is keepalived's own protocol. */
    static boolean isKeepalived(String text) {
        return text.equals("keepalived") || number(text, 255).orElse(0) == KEEPALIVED_PROTOCOL;
    }

    /** A scope's name or number. */
    static boolean isScope(String text) {
        return AddressReader.SCOPES.containsKey(text) || number(text, 255).isPresent();
    }

    /** {@code [FROM/]TO}, numbers of realms. */
    static boolean isRealms(String text) {
        String[] parts = text.split("/", -1);
        boolean fits = parts.length <= 2;
        for (String part : parts) {
            fits &= part.equals("cosmos") || number(part, 0xffff).isPresent();
        }
        return fits;
    }

    /** A number of 0 or more, decimal or hexadecimal. */
    static OptionalLong number(String text, long most) {
        if (text.matches("0x[0-9a-fA-F]{1,8}")) {
            long value = Long.parseLong(text.substring(2).toLowerCase(Locale.ROOT), 16);
            return value <= most ? OptionalLong.of(value) : OptionalLong.empty();
        }
        return Numbers.within(text, 0, most);
    }

    /** A number of 0 or more as strtoul(3) reads it: decimal, hexadecimal after 0x, octal after 0. */
    static OptionalLong cNumber(String text, long most) {
        String digits = text.startsWith("+") ? text.substring(1) : text;
        if (digits.matches("0[0-7]{1,12}")) {
            long value = Long.parseLong(digits, 8);
            return value <= most ? OptionalLong.of(value) : OptionalLong.empty();
        }
        return digits.matches("0x[0-9a-fA-F]{1,8}|0|[1-9][0-9]{0,11}") ? number(digits, most) : OptionalLong.empty();
    }

    /** {@code NUMBER[/MASK]}, of 32 bits each. */
    static boolean isMark(String text) {
        String[] parts = text.split("/", -1);
        boolean fits = parts.length <= 2;
        for (String part : parts) {
            fits &= number(part, 0xffff_ffffL).isPresent();
        }
        return fits;
    }

    /** {@code NUMBER-NUMBER}. */
    static boolean isRange(String text, long most) {
        String[] parts = text.split("-", -1);
        return parts.length == 2
                && number(parts[0], most).isPresent()
                && number(parts[1], most).isPresent();
    }
}
