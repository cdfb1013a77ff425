package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Word;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code encap} of a route or of one of its next hops: {@code ip|ip6 [id N] [dst A] [src A] ...}, {@code mpls LABEL[/LABEL]}
 * or {@code ila LOCATOR}.
 */
final class EncapsulationReader {
    /** MPLS labels have 20 bits (RFC 3032 section 2.1). */
    private static final long MOST_LABEL = 0xf_ffff;

    private static final int MOST_LABELS = 2;
    private static final int LOCATOR_GROUPS = 4;
    private static final Pattern GROUP = Pattern.compile("(0[xX])?0*[0-9a-fA-F]{1,4}");
    private static final Pattern ID = Pattern.compile("\\+?[0-9]{1,20}");
    private static final List<String> OF_IP = List.of("id", "dst", "src", "tos", "ttl", "flags");
    private static final List<String> OF_IP6 = List.of("id", "dst", "src", "tc", "hoplimit", "flags");

    private final WordCursor words;
    private final boolean ofNextHop;

    /**
     * A reader.
     *
     * @param words where the word after {@code encap} comes next
     * @param ofNextHop whether it is one of a next hop, after which nothing of the route follows
     */
    EncapsulationReader(WordCursor words, boolean ofNextHop) {
        this.words = words;
        this.ofNextHop = ofNextHop;
    }

    /** Its words, numbers of labels and locators in the usual form; where it is no encapsulation, that has been said. */
    List<String> read(Word encap) {
        if (!words.hasNext()) {
            words.bad(encap, "encap without a kind", "encap ip, ip6, mpls or ila");
            return List.of();
        }
        Word kind = words.take();
        switch (kind.text()) {
            case "ip" -> {
                return tunnel(kind, OF_IP);
            }
            case "ip6" -> {
                return tunnel(kind, OF_IP6);
            }
            case "mpls" -> {
                return single(kind, "LABEL[/LABEL], each 0.." + MOST_LABEL);
            }
            case "ila" -> {
                return single(kind, "a locator such as 1:2:3:4");
            }
            default -> {
                words.bad(kind, "encap " + kind, "ip, ip6, mpls or ila");
                return List.of();
            }
        }
    }

    private List<String> single(Word kind, String expected) {
        if (!words.hasNext()) {
            words.bad(kind, "encap " + kind + " without a value", expected);
            return List.of();
        }
        Word value = words.take();
        String text = kind.text().equals("mpls") ? labels(value.text()) : locator(value.text());
        if (text == null) {
            words.bad(value, "encap " + kind + " " + value, expected);
            return List.of();
        }
        return List.of(kind.text(), text);
    }

    private static @Nullable String labels(String text) {
        String[] parts = text.split("/", -1);
        List<String> labels = new ArrayList<>();
        for (String part : parts) {
            OptionalLong label = RoutingNames.cNumber(part, MOST_LABEL);
            if (label.isEmpty()) {
                return null;
            }
            labels.add(Long.toString(label.getAsLong()));
        }
        return parts.length > MOST_LABELS ? null : String.join("/", labels);
    }

    private static @Nullable String locator(String text) {
        String[] groups = text.split(":", -1);
        List<String> usual = new ArrayList<>();
        for (String group : groups) {
            if (!GROUP.matcher(group).matches()) {
                return null;
            }
            String digits = group.replaceFirst("^0[xX]", "");
            usual.add(Integer.toHexString(Integer.parseInt(digits.substring(Math.max(0, digits.length() - 4)), 16)));
        }
        return groups.length == LOCATOR_GROUPS ? String.join(":", usual) : null;
    }

    private List<String> tunnel(Word kind, List<String> options) {
        Map<String, String> given = new LinkedHashMap<>();
        while (options.contains(String.valueOf(words.peek()))) {
            Word option = words.take();
            Word value = value(kind, option);
            if (value == null) {
                break;
            }
            given.put(option.text(), usual(option, value.text()));
        }
        if (!given.containsKey("id") && !given.containsKey("dst") && !words.failed()) {
            words.bad(kind, "encap " + kind + " without an address or id", "dst ADDRESS or id NUMBER");
        }
        List<String> all = new ArrayList<>(List.of(kind.text()));
        given.forEach((option, value) -> all.addAll(List.of(option, value)));
        return all;
    }

    private static String usual(Word option, String value) {
        return switch (option.text()) {
            case "dst", "src" -> value;
            case "tos", "tc" -> Long.toString(RoutingNames.cNumber(value, 255).orElseThrow());
            default -> value.replace("+", "");
        };
    }

    /**
     * The value of an option; null where there is none that fits. keepalived then takes the option for one of the route: of a next
     * hop it is the rest of the line that is ignored, and where the route knows it its argument must not be missing.
     */
    private @Nullable Word value(Word kind, Word option) {
        if (words.hasNext() && fits(kind, option, String.valueOf(words.peek()))) {
            return words.take();
        }
        if (ofNextHop) {
            words.putBack();
        } else if (words.hasNext()) {
            words.bad(words.take(), "encap " + kind + " " + option + " " + words.last(), expected(kind, option));
        } else if (List.of("src", "tos", "hoplimit").contains(option.text())) {
            return words.value(option);
        } else {
            words.bad(option, "encap " + kind + " " + option + " without a value", expected(kind, option));
        }
        return null;
    }

    private static boolean fits(Word kind, Word option, String value) {
        return switch (option.text()) {
            case "id" -> ID.matcher(value).matches() && isUnsigned64(value);
            case "dst", "src" -> {
                InetAddress address = Addresses.parse(value);
                yield address != null
                        && address instanceof Inet6Address == kind.text().equals("ip6");
            }
            case "tos", "tc" -> RoutingNames.cNumber(value, 255).isPresent();
            case "ttl", "hoplimit" -> isUnsigned(value, 255);
            default -> isUnsigned(value, 0xffff);
        };
    }

    private static boolean isUnsigned(String text, long most) {
        return !text.startsWith("-") && Numbers.within(text, 0, most).isPresent();
    }

    private static boolean isUnsigned64(String text) {
        return new BigInteger(text.replace("+", "")).bitLength() <= Long.SIZE;
    }

    private static String expected(Word kind, Word option) {
        return switch (option.text()) {
            case "id" -> "0..18446744073709551615";
            case "dst", "src" -> kind.text().equals("ip6") ? "an IPv6 address" : "an IPv4 address";
            case "tos", "tc", "ttl", "hoplimit" -> "0..255";
            default -> "0..65535";
        };
    }
}
