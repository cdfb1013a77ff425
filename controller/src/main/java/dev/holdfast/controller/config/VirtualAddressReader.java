package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.vrrp.VirtualAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads a line of virtual_ipaddress: {@code ADDRESS[/PREFIX] [dev NAME] [label NAME] [scope NAME] [brd ADDRESS|+|-] ...}. */
final class VirtualAddressReader {
    /** IFNAMSIZ (linux/if.h) less the zero at the end. */
    static final int LONGEST_INTERFACE_NAME = 15;

    /** The names of /etc/iproute2/rt_scopes. */
    private static final Map<String, Integer> SCOPES =
            Map.of("global", 0, "universe", 0, "site", 200, "link", 253, "host", 254, "nowhere", 255);

    private final Problems problems;
    private final SystemFacts facts;
    private @Nullable String device;
    private @Nullable String label;
    private @Nullable Integer scope;
    private @Nullable String broadcast;
    private @Nullable Word broadcastWord;

    VirtualAddressReader(Problems problems, SystemFacts facts) {
        this.problems = problems;
        this.facts = facts;
    }

    /** The address of the line; null when it cannot be used, which has been said then. */
    @Nullable VirtualAddress read(Statement line) {
        device = null;
        label = null;
        scope = null;
        broadcast = null;
        broadcastWord = null;
        String text = line.name();
        int slash = text.indexOf('/');
        InetAddress address = Addresses.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            problems.error(
                    line.word(),
                    "bad-address",
                    "virtual_ipaddress " + text,
                    "an IPv4 or IPv6 address",
                    "it is left out");
            return null;
        }
        int prefix = prefix(line.word(), slash < 0 ? null : text.substring(slash + 1), address);
        List<Word> words = line.arguments();
        int i = 0;
        while (i < words.size()) {
            int taken = option(words, i, line);
            if (taken == 0) {
                return null;
            }
            i += taken;
        }
        return complete(address, prefix);
    }

    private @Nullable VirtualAddress complete(InetAddress address, int prefix) {
        InetAddress itsBroadcast = null;
        if (broadcast != null && broadcastWord != null) {
            itsBroadcast = broadcastOf(broadcast, address, prefix);
            if (itsBroadcast == null) {
                problems.error(
                        broadcastWord,
                        "bad-address",
                        "brd " + broadcast,
                        "an address of the same family, + or -",
                        "the address is left out");
                return null;
            }
        }
        return new VirtualAddress(address, prefix, device, label, scope, itsBroadcast);
    }

    private int prefix(Word word, @Nullable String text, InetAddress address) {
        int whole = address.getAddress().length * Byte.SIZE;
        if (text == null) {
            return whole;
        }
        OptionalLong prefix = Numbers.within(text, 0, whole);
        if (prefix.isEmpty()) {
            problems.error(
                    word, "bad-prefix", "prefix length " + text + " of " + word, "0.." + whole, whole + " is used");
        }
        return (int) prefix.orElse(whole);
    }

    /** Takes one option; returns how many words it is made of, 0 when the address has to be left out. */
    private int option(List<Word> words, int i, Statement line) {
        Word word = words.get(i);
        switch (word.text()) {
            case "dev", "label", "scope", "brd", "broadcast", "peer", "preferred_lft", "track_group" -> {
                if (i + 1 >= words.size()) {
                    problems.error(
                            word,
                            "missing-argument",
                            word + " without an argument",
                            word + " VALUE",
                            "the address is left out");
                    return 0;
                }
                return withValue(word, words.get(i + 1)) ? 2 : 0;
            }
            case "home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "use_vmac", "no_track" ->
                problems.remark(
                        word,
                        "not-implemented",
                        word + " in virtual_ipaddress is not implemented yet",
                        "",
                        "it is ignored");
            default ->
                problems.error(
                        word,
                        "unknown-option",
                        "unknown option '" + word + "' of address " + line.name(),
                        "dev, label, scope or brd",
                        "it is ignored");
        }
        return 1;
    }

    private boolean withValue(Word option, Word value) {
        switch (option.text()) {
            case "dev" -> {
                if (!facts.interfaceExists(value.text())) {
                    problems.error(
                            value,
                            "no-such-interface",
                            "interface " + value + " does not exist",
                            "an interface of this host",
                            null);
                }
                device = value.text();
            }
            case "label" -> {
                if (value.text().length() > LONGEST_INTERFACE_NAME) {
                    String expected = "at most " + LONGEST_INTERFACE_NAME + " characters";
                    problems.error(value, "bad-label", "label " + value, expected, "the address is left out");
                    return false;
                }
                label = value.text();
            }
            case "scope" -> {
                Integer named = SCOPES.get(value.text());
                OptionalLong numbered = Numbers.within(value.text(), 0, 255);
                if (named != null) {
                    scope = named;
                } else if (numbered.isPresent()) {
                    scope = (int) numbered.getAsLong();
                } else {
                    problems.error(
                            value,
                            "bad-value",
                            "scope " + value,
                            "global, site, link, host, nowhere or 0..255",
                            "it is ignored");
                }
            }
            case "brd", "broadcast" -> {
                broadcast = value.text();
                broadcastWord = value;
            }
            default ->
                problems.remark(
                        option,
                        "not-implemented",
                        option + " in virtual_ipaddress is not implemented yet",
                        "",
                        "it is ignored");
        }
        return true;
    }

    /** {@code +} sets the host bits, {@code -} clears them; null when the text is no such address. */
    private static @Nullable InetAddress broadcastOf(String text, InetAddress address, int prefix) {
        if (!text.equals("+") && !text.equals("-")) {
            InetAddress given = Addresses.parse(text);
            return given != null && given.getClass() == address.getClass() ? given : null;
        }
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            int at = bit / Byte.SIZE;
            bytes[at] = (byte) (text.equals("+") ? bytes[at] | mask : bytes[at] & ~mask);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
