package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.config.vrrp.BfdInstance;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the bfd_instance blocks, keepalived.conf(5) "BFD CONFIGURATION". */
final class BfdReader {
    /** BFD_INAME_MAX of keepalived, less the zero at the end. */
    private static final int LONGEST_NAME = 31;

    private static final int DECIMALS_OF_MILLISECONDS = 3;
    private static final int MICROS_PER_MILLI = 1000;

    private final Problems problems;

    BfdReader(Problems problems) {
        this.problems = problems;
    }

    List<BfdInstance> read(List<Statement> blocks) {
        List<BfdInstance> instances = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<InetAddress> neighbours = new HashSet<>();
        for (Statement block : blocks) {
            if (block.text(0).length() > LONGEST_NAME) {
                leftOut(block, "bad-name", "bfd_instance " + block.text(0), "at most " + LONGEST_NAME + " characters");
            } else if (!names.add(block.text(0))) {
                leftOut(block, "repeated-name", "bfd_instance " + block.text(0) + " a second time", "another name");
            } else {
                instance(block).ifPresent(instance -> {
                    if (neighbours.add(instance.neighbour())) {
                        instances.add(instance);
                    } else {
                        String found = "neighbor_ip of bfd_instance " + block.text(0) + " a second time";
                        leftOut(block, "repeated-neighbour", found, "another address");
                    }
                });
            }
        }
        return instances;
    }

    private void leftOut(Statement block, String id, String found, String expected) {
        problems.error(block.at(0), id, found, expected, "it is left out");
    }

    private Optional<BfdInstance> instance(Statement block) {
        Entries entries = new Entries(block.children());
        String name = block.text(0);
        InetAddress neighbour = null;
        for (String keyword : List.of("neighbor_ip", "neighbour_ip")) {
            for (Statement statement : entries.all(keyword)) {
                InetAddress given = Addresses.read(statement, problems);
                neighbour = given == null ? neighbour : given;
            }
        }
        if (neighbour == null) {
            leftOut(block, "no-neighbour", "bfd_instance " + name + " without neighbor_ip", "neighbor_ip ADDRESS");
            return Optional.empty();
        }
        InetAddress source = null;
        for (Statement statement : entries.all("source_ip")) {
            source = Addresses.read(statement, problems);
        }
        if (source != null && source.getClass() != neighbour.getClass()) {
            leftOut(block, "address-family", "source_ip of bfd_instance " + name, "the family of neighbor_ip");
            return Optional.empty();
        }
        boolean ipv4 = neighbour instanceof Inet4Address;
        boolean forVrrp = entries.has("vrrp") || !entries.has("checker");
        boolean forCheckers = entries.has("checker") || !entries.has("vrrp");
        Statement weight = entries.last("weight");
        boolean reverse = false;
        if (weight != null && weight.argument(1).isPresent()) {
            reverse = weight.text(1).equals("reverse");
            if (!reverse) {
                problems.error(
                        weight.at(1),
                        "unknown-option",
                        "weight " + weight.at(1),
                        "reverse or nothing",
                        "it is ignored");
            }
        }
        return Optional.of(new BfdInstance(
                name,
                neighbour,
                source,
                micros(entries, "min_rx", 1, BfdInstance.DEFAULT_INTERVAL_MICROS),
                micros(entries, "min_tx", 1, BfdInstance.DEFAULT_INTERVAL_MICROS),
                micros(
                        entries,
                        "idle_tx",
                        BfdInstance.DEFAULT_IDLE_MICROS / MICROS_PER_MILLI,
                        BfdInstance.DEFAULT_IDLE_MICROS),
                entries.integer("multiplier", BfdInstance.DEFAULT_MULTIPLIER),
                entries.has("passive"),
                ipv4
                        ? entries.integer("ttl", BfdInstance.DEFAULT_TTL)
                        : entries.integer("hoplimit", BfdInstance.DEFAULT_HOP_LIMIT),
                entries.integer("max_hops", 0),
                entries.integer("weight", 0),
                reverse,
                forVrrp,
                forCheckers));
    }

    /** A time in milliseconds with decimals. */
    private long micros(Entries entries, String keyword, long leastMillis, long otherwise) {
        long found = otherwise;
        long mostMillis = BfdInstance.MOST_INTERVAL_MICROS / MICROS_PER_MILLI;
        for (Statement statement : entries.all(keyword)) {
            OptionalLong micros = Numbers.decimal(
                    statement.text(0),
                    DECIMALS_OF_MILLISECONDS,
                    leastMillis * MICROS_PER_MILLI,
                    BfdInstance.MOST_INTERVAL_MICROS);
            if (micros.isEmpty()) {
                problems.error(
                        statement.at(0),
                        "bad-value",
                        keyword + " " + statement.text(0),
                        leastMillis + ".." + mostMillis + " milliseconds",
                        "it is ignored");
            }
            found = micros.orElse(found);
        }
        return found;
    }
}
