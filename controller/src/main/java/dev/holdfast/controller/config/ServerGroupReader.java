package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.lvs.VirtualServerGroup;
import dev.holdfast.controller.config.lvs.VirtualServerGroup.Mark;
import dev.holdfast.controller.config.lvs.VirtualServerGroup.Range;
import dev.holdfast.ipvs.AddressFamily;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the virtual_server_group blocks. */
final class ServerGroupReader {
    private final Problems problems;

    ServerGroupReader(Problems problems) {
        this.problems = problems;
    }

    /** The groups that have an entry, by their names in the file's order. */
    Map<String, VirtualServerGroup> read(List<Statement> blocks) {
        Map<String, VirtualServerGroup> groups = new LinkedHashMap<>();
        for (Statement block : blocks) {
            String name = block.text(0);
            VirtualServerGroup group = group(block);
            boolean isEmpty = group.ranges().isEmpty() && group.marks().isEmpty();
            if (isEmpty && !block.children().isEmpty()) {
                // What is wrong with its lines has been said.
                problems.followUp();
                problems.blockLeftOut(block);
            } else if (isEmpty) {
                problems.error(
                        block.at(0),
                        "empty-block",
                        "virtual_server_group " + name + " has no entries",
                        "addresses or firewall marks",
                        "it is left out");
                problems.blockLeftOut(block);
            } else if (isMixed(group)) {
                problems.error(
                        block.at(0),
                        "address-family",
                        "virtual_server_group " + name + " of IPv4, IPv6 and a firewall mark of neither",
                        "fwmark NUMBER inet or inet6",
                        "it is left out");
            } else if (groups.putIfAbsent(name, group) != null) {
                problems.remark(
                        block.at(0),
                        "repeated-name",
                        "virtual_server_group " + name + " a second time",
                        "another name",
                        "the first counts");
            }
        }
        return groups;
    }

    /** Whether it has addresses of both families and a mark that says neither. */
    private static boolean isMixed(VirtualServerGroup group) {
        Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
        group.ranges().forEach(range -> families.add(AddressFamily.of(range.first())));
        group.marks().stream().map(Mark::family).filter(Objects::nonNull).forEach(families::add);
        return families.size() > 1 && group.marks().stream().anyMatch(mark -> mark.family() == null);
    }

    private VirtualServerGroup group(Statement block) {
        List<Range> ranges = new ArrayList<>();
        List<Mark> marks = new ArrayList<>();
        for (Statement line : block.children()) {
            if (line.name().equals("fwmark")) {
                mark(line, marks);
            } else {
                Range range = range(line);
                if (range != null) {
                    ranges.add(range);
                }
            }
        }
        return new VirtualServerGroup(block.text(0), ranges, marks);
    }

    private void mark(Statement line, List<Mark> into) {
        if (line.arguments().isEmpty()) {
            problems.fatal(
                    line.word(),
                    "missing-argument",
                    "fwmark without a number",
                    "fwmark NUMBER",
                    "keepalived does not start with this");
            return;
        }
        OptionalLong mark = Numbers.within(line.text(0), 0, 0xffff_ffffL);
        AddressFamily family = null;
        boolean known = true;
        if (line.argument(1).isPresent()) {
            known = line.text(1).equals("inet") || line.text(1).equals("inet6");
            family = line.text(1).equals("inet6") ? AddressFamily.IPV6 : AddressFamily.IPV4;
        }
        if (mark.isEmpty() || !known) {
            problems.error(
                    line.at(known ? 0 : 1),
                    "bad-value",
                    "fwmark " + line.text(0) + (known ? "" : " " + line.text(1)),
                    "1..4294967295 [inet|inet6]",
                    "it is ignored");
        } else if (mark.getAsLong() == 0) {
            problems.remark(line.at(0), "bad-value", "fwmark 0", "1..4294967295", "it is ignored");
        } else {
            into.add(new Mark(mark.getAsLong(), family));
        }
    }

    private @Nullable Range range(Statement line) {
        OptionalLong port = line.argument(0).isPresent() ? Numbers.within(line.text(0), 0, 65_535) : OptionalLong.of(0);
        if (port.isEmpty()) {
            return bad(line.at(0), "port " + line.text(0), "1..65535");
        }
        Word word = line.word();
        String text = word.text();
        int slash = text.indexOf('/');
        int dash = text.indexOf('-');
        int cut = slash >= 0 ? slash : dash;
        InetAddress first = Addresses.parse(cut < 0 ? text : text.substring(0, cut));
        if (first == null) {
            return bad(word, "address " + text, "an address, ADDRESS-ADDRESS or ADDRESS/PREFIX");
        }
        InetAddress last = first;
        if (slash >= 0) {
            int whole = first.getAddress().length * Byte.SIZE;
            OptionalLong prefix = Numbers.within(text.substring(slash + 1), 1, whole);
            if (prefix.isEmpty()) {
                return bad(word, "prefix length of " + text, "1.." + whole);
            }
            if (!masked(first, (int) prefix.getAsLong(), false).equals(first)) {
                return bad(word, "address " + text, "one without bits after the prefix");
            }
            last = masked(first, (int) prefix.getAsLong(), true);
        } else if (dash >= 0) {
            last = end(first, text.substring(dash + 1));
            if (last == null || last.getClass() != first.getClass()) {
                return bad(word, "end of the range " + text, "an address or its last part");
            }
            if (number(last).compareTo(number(first)) <= 0) {
                return bad(word, "end of the range " + text, "an address after the first");
            }
        }
        return new Range(first, last, (int) port.getAsLong());
    }

    private @Nullable Range bad(Word at, String found, String expected) {
        problems.error(at, "bad-value", found, expected, "the line is left out");
        return null;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    /** The whole address, or the first one with this last part. */
    private static @Nullable InetAddress end(InetAddress first, String text) {
        InetAddress whole = Addresses.parse(text);
        if (whole != null) {
            return whole;
        }
        byte[] bytes = first.getAddress();
        boolean ipv4 = bytes.length == 4;
        String pattern = ipv4 ? "[0-9]{1,3}" : "[0-9a-fA-F]{1,4}";
        int value = text.matches(pattern) ? Integer.parseInt(text, ipv4 ? 10 : 16) : Integer.MAX_VALUE;
        if (value > (ipv4 ? 255 : 0xffff)) {
            return null;
        }
        bytes[bytes.length - 1] = (byte) value;
        if (!ipv4) {
            bytes[bytes.length - 2] = (byte) (value >> Byte.SIZE);
        }
        return address(bytes);
    }

    private static InetAddress masked(InetAddress address, int prefix, boolean set) {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            int at = bit / Byte.SIZE;
            bytes[at] = (byte) (set ? bytes[at] | mask : bytes[at] & ~mask);
        }
        return address(bytes);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
