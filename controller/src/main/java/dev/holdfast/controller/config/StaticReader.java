package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.GarpGroup;
import dev.holdfast.controller.config.vrrp.RouteSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.config.vrrp.StaticSettings;
import dev.holdfast.controller.config.vrrp.TrackGroup;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the blocks of static addresses, routes and rules, the track_group blocks and the garp_group blocks. */
final class StaticReader {
    private static final long NANOS_PER_MICRO = 1000;

    private final ConfigurationTree tree;
    private final SystemFacts facts;
    private final Problems problems;
    private final Set<String> instances = new HashSet<>();
    private final Set<String> trackGroups = new HashSet<>();

    StaticReader(ConfigurationTree tree, List<VrrpInstanceSettings> instances, SystemFacts facts, Problems problems) {
        this.tree = tree;
        this.facts = facts;
        this.problems = problems;
        instances.forEach(instance -> this.instances.add(instance.name()));
    }

    StaticSettings read() {
        List<TrackGroup> groups = new ArrayList<>();
        for (Statement block : tree.all("track_group")) {
            if (trackGroups.add(block.text(0))) {
                groups.add(trackGroup(block));
            } else {
                problems.error(
                        block.at(0),
                        "repeated-name",
                        "track_group " + block.text(0) + " a second time",
                        "another name",
                        "the block is left out");
            }
        }
        List<AddressSettings> addresses = new ArrayList<>();
        for (Statement line : lines("static_ipaddress")) {
            AddressSettings address = new AddressReader(line, true, facts, problems).read();
            if (address != null && isKnown(line, address.trackGroup())) {
                addresses.add(address);
            }
        }
        List<RouteSettings> routes = new ArrayList<>();
        for (Statement line : lines("static_routes")) {
            RouteSettings route = new RouteReader(line, true, facts, problems).read();
            if (route != null && isKnown(line, route.trackGroup())) {
                routes.add(route);
            }
        }
        List<RuleSettings> rules = new ArrayList<>();
        for (Statement line : lines("static_rules")) {
            RuleSettings rule = new RuleReader(line, true, facts, problems).read();
            if (rule != null && isKnown(line, rule.trackGroup())) {
                rules.add(rule);
            }
        }
        return new StaticSettings(groups, addresses, routes, rules);
    }

    private List<Statement> lines(String keyword) {
        return tree.all(keyword).stream()
                .flatMap(block -> block.children().stream())
                .toList();
    }

    private boolean isKnown(Statement line, @Nullable String group) {
        if (group == null || trackGroups.contains(group)) {
            return true;
        }
        problems.error(
                line.last(),
                "no-such-group",
                "track_group " + group + " does not exist",
                "the name of a track_group",
                "the line is left out");
        return false;
    }

    private TrackGroup trackGroup(Statement block) {
        List<String> members = new ArrayList<>();
        for (Statement list : block.children("group")) {
            if (list.children().isEmpty()) {
                problems.warning(
                        list.word(),
                        "empty-block",
                        "group of track_group " + block.text(0) + " without a name",
                        "names",
                        null);
            }
            for (Statement line : list.children()) {
                for (Word word : line.words()) {
                    if (!instances.contains(word.text())) {
                        problems.remark(
                                word,
                                "no-such-instance",
                                "vrrp_instance " + word + " does not exist",
                                "the name of a vrrp_instance",
                                "it is ignored");
                    } else if (!members.contains(word.text())) {
                        members.add(word.text());
                    }
                }
            }
        }
        return new TrackGroup(block.text(0), members);
    }

    /** The garp_group blocks; no interface is in two of them. */
    List<GarpGroup> garpGroups() {
        List<GarpGroup> groups = new ArrayList<>();
        Set<String> grouped = new HashSet<>();
        for (Statement block : tree.all("garp_group")) {
            Entries entries = new Entries(block.children());
            Set<String> interfaces = new LinkedHashSet<>();
            entries.all("interface").forEach(one -> garpInterface(one.at(0), grouped, interfaces));
            for (Statement list : entries.all("interfaces")) {
                if (list.children().isEmpty()) {
                    problems.warning(
                            list.word(), "empty-block", "interfaces of a garp_group without a name", "names", null);
                }
                for (Statement line : list.children()) {
                    line.words().forEach(word -> garpInterface(word, grouped, interfaces));
                }
            }
            Long garp = entries.number("garp_interval");
            Long neighbour = entries.number("gna_interval");
            if (garp == null && neighbour == null) {
                problems.error(
                        block.word(),
                        "no-delay",
                        "garp_group without an interval",
                        "garp_interval or gna_interval",
                        "the block is left out");
                continue;
            }
            if (interfaces.isEmpty()) {
                problems.remark(
                        block.word(),
                        "no-interface",
                        "garp_group without an interface",
                        "interface or interfaces",
                        "the block is left out");
                continue;
            }
            groups.add(new GarpGroup(
                    garp == null ? null : garp * NANOS_PER_MICRO,
                    neighbour == null ? null : neighbour * NANOS_PER_MICRO,
                    List.copyOf(interfaces)));
        }
        return groups;
    }

    private void garpInterface(Word word, Set<String> grouped, Set<String> into) {
        if (!facts.interfaceExists(word.text())) {
            String found = "interface " + word + " does not exist";
            problems.error(word, "no-such-interface", found, "an interface of this host", null);
        }
        if (grouped.add(word.text())) {
            into.add(word.text());
        } else {
            problems.error(
                    word,
                    "repeated-name",
                    "interface " + word + " in a second garp_group",
                    "one garp_group",
                    "it is ignored");
        }
    }
}
