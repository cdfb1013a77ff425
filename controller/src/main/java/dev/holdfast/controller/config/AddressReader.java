package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.AddressSettings.Flag;
import dev.holdfast.controller.config.vrrp.Prefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a line of virtual_ipaddress, virtual_ipaddress_excluded or static_ipaddress: {@code ADDRESS[/PREFIX] [dev NAME] [label
 * NAME] [scope NAME] [brd ADDRESS|+|-] [peer ADDRESS] ...}.
 */
final class AddressReader {
    /** IFNAMSIZ (linux/if.h) less the zero at the end. */
    static final int LONGEST_INTERFACE_NAME = 15;

    /** The names of /etc/iproute2/rt_scopes. */
    static final Map<String, Integer> SCOPES =
            Map.of("global", 0, "universe", 0, "site", 200, "link", 253, "host", 254, "nowhere", 255);

    /** The longest prefix a broadcast address can be worked out for: RFC 3021 leaves none beyond it. */
    private static final int LONGEST_BROADCAST_PREFIX = 30;

    private final Statement line;
    private final boolean isStatic;
    private final SystemFacts facts;
    private final Problems problems;
    private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
    private @Nullable String device;
    private @Nullable String label;
    private @Nullable Integer scope;
    private @Nullable Word broadcast;
    private @Nullable InetAddress peer;
    private @Nullable Long preferredSeconds;
    private boolean useVmac;
    private boolean tracked = true;
    private @Nullable String trackGroup;

    AddressReader(Statement line, boolean isStatic, SystemFacts facts, Problems problems) {
        this.line = line;
        this.isStatic = isStatic;
        this.facts = facts;
        this.problems = problems;
    }

    /** The address of the line; null when it cannot be used, which has been said then. */
    @Nullable AddressSettings read() {
        String text = line.name();
        int slash = text.indexOf('/');
        InetAddress address = Addresses.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return leftOut(line.word(), "bad-address", "address " + text, "an IPv4 or IPv6 address");
        }
        int prefix = prefix(line.word(), slash < 0 ? "" : text.substring(slash + 1), address);
        List<Word> words = line.arguments();
        int i = 0;
        while (i < words.size()) {
            int taken = option(words, i);
            if (taken == 0) {
                return null;
            }
            i += taken;
        }
        return complete(address, prefix);
    }

    private @Nullable AddressSettings leftOut(Word at, String id, String found, String expected) {
        problems.error(at, id, found, expected, "the address is left out");
        return null;
    }

    private @Nullable AddressSettings complete(InetAddress address, int prefix) {
        InetAddress itsBroadcast = null;
        Word given = broadcast;
        if (given != null) {
            if (!(address instanceof Inet4Address)) {
                return leftOut(given, "bad-address", "brd of the IPv6 address " + line.name(), "none");
            }
            itsBroadcast = broadcastOf(given, address, prefix);
            if (itsBroadcast == null) {
                return null;
            }
        }
        Prefix itsPeer = null;
        int itsPrefix = prefix;
        if (peer != null) {
            int whole = whole(address);
            if (itsPrefix != whole) {
                problems.error(
                        line.word(),
                        "bad-prefix",
                        "prefix length of " + line.word() + " with a peer",
                        "none",
                        "it is ignored");
                itsPrefix = whole;
            }
            itsPeer = new Prefix(peer, whole);
        }
        return new AddressSettings(
                new Prefix(address, itsPrefix),
                device,
                label,
                scope,
                itsBroadcast,
                itsPeer,
                flags,
                preferredSeconds,
                useVmac,
                tracked,
                trackGroup);
    }

    private static int whole(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    private int prefix(Word word, String text, InetAddress address) {
        int whole = whole(address);
        if (text.isEmpty()) {
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
    private int option(List<Word> words, int i) {
        Word word = words.get(i);
        for (Flag flag : Flag.values()) {
            if (flag.keyword().equals(word.text())) {
                flags.add(flag);
                return 1;
            }
        }
        if (word.text().equals("peer") && peer != null && i + 1 < words.size()) {
            String found = "peer a second time of address " + line.name();
            problems.error(word, "repeated-option", found, "one peer", "the first counts");
            // Only the word is passed over, as with keepalived; an address after it needs no word of its own.
            return Addresses.parse(words.get(i + 1).text()) == null ? 1 : 2;
        }
        switch (word.text()) {
            case "dev", "label", "scope", "brd", "broadcast", "peer", "preferred_lft" -> {
                return valued(words, i);
            }
            case "track_group" -> {
                if (isStatic) {
                    return valued(words, i);
                }
                unknown(word);
            }
            case "use_vmac" -> {
                if (isStatic) {
                    unknown(word);
                } else {
                    useVmac = true;
                }
            }
            case "no_track" -> {
                tracked = false;
            }
            default -> unknown(word);
        }
        return 1;
    }

    private int valued(List<Word> words, int i) {
        Word word = words.get(i);
        if (i + 1 >= words.size()) {
            leftOut(word, "missing-argument", word + " without an argument", word + " VALUE");
            return 0;
        }
        return withValue(word, words.get(i + 1)) ? 2 : 0;
    }

    private void unknown(Word word) {
        problems.error(
                word,
                "unknown-option",
                "unknown option '" + word + "' of address " + line.name(),
                "dev, label, scope, brd, peer or preferred_lft",
                "it is ignored");
    }

    private boolean withValue(Word option, Word value) {
        switch (option.text()) {
            case "dev" -> {
                if (device != null) {
                    leftOut(option, "repeated-option", "dev a second time of address " + line.name(), "one device");
                    return false;
                }
                if (!facts.interfaceExists(value.text())) {
                    String found = "interface " + value + " does not exist";
                    problems.error(value, "no-such-interface", found, "an interface of this host", null);
                }
                device = value.text();
            }
            case "label" -> {
                if (value.text().length() > LONGEST_INTERFACE_NAME) {
                    String expected = "at most " + LONGEST_INTERFACE_NAME + " characters";
                    leftOut(value, "bad-label", "label " + value, expected);
                    return false;
                }
                if (ipv4(option)) {
                    label = value.text();
                }
            }
            case "scope" -> scope(option, value);
            case "brd", "broadcast" -> broadcast = value;
            case "peer" -> peer(value);
            case "preferred_lft" -> {
                return preferred(value);
            }
            default -> trackGroup = value.text();
        }
        return true;
    }

    /** Whether it is an IPv4 address, as this option of one needs. */
    private boolean ipv4(Word option) {
        if (Addresses.parseIpv4(Addresses.withoutPrefix(line.name())) != null) {
            return true;
        }
        problems.error(
                option,
                "address-family",
                option + " of the IPv6 address " + line.name(),
                option + " with IPv4 addresses only",
                "it is ignored");
        return false;
    }

    /** The peer's address; one that cannot be used is left out, and a later one counts then. */
    private void peer(Word value) {
        InetAddress own = Addresses.parse(Addresses.withoutPrefix(line.name()));
        InetAddress other = Addresses.parse(value.text());
        if (other == null || own == null || other.getClass() != own.getClass()) {
            problems.error(value, "bad-address", "peer " + value, "an address of the same family", "it is ignored");
        } else {
            peer = other;
        }
    }

    private void scope(Word option, Word value) {
        Integer named = SCOPES.get(value.text());
        OptionalLong numbered = Numbers.within(value.text(), 0, 255);
        if (named != null) {
            scope = named;
        } else if (numbered.isPresent()) {
            scope = (int) numbered.getAsLong();
        } else {
            String expected = "global, site, link, host, nowhere or 0..255";
            problems.error(value, "bad-value", "scope " + value, expected, "it is ignored");
            return;
        }
        if (!ipv4(option)) {
            scope = null;
        }
    }

    private boolean preferred(Word value) {
        OptionalLong seconds = value.text().equals("forever")
                ? OptionalLong.of(AddressSettings.FOREVER)
                : Numbers.within(value.text(), 0, AddressSettings.FOREVER);
        if (seconds.isEmpty()) {
            leftOut(value, "bad-value", "preferred_lft " + value, "seconds or forever");
            return false;
        }
        preferredSeconds = seconds.getAsLong();
        return true;
    }

    /** {@code +} sets the host bits, {@code -} clears them; null when the text is no such address. */
    private @Nullable InetAddress broadcastOf(Word word, InetAddress address, int prefix) {
        String text = word.text();
        if (!text.equals("+") && !text.equals("-")) {
            InetAddress given = Addresses.parseIpv4(text);
            if (given == null) {
                leftOut(word, "bad-address", "brd " + text, "an IPv4 address, + or -");
            }
            return given;
        }
        if (prefix > LONGEST_BROADCAST_PREFIX) {
            leftOut(word, "bad-prefix", "brd " + text + " with the prefix length " + prefix, "at most 30");
            return null;
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
