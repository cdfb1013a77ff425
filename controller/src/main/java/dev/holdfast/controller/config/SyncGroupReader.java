package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the vrrp_sync_group blocks. */
final class SyncGroupReader {
    private final GlobalDefs globals;
    private final TrackingReader tracking;
    private final Problems problems;
    private final Set<String> known = new HashSet<>();
    private final Map<String, String> interfaces = new HashMap<>();
    private final Set<String> grouped = new HashSet<>();

    SyncGroupReader(
            List<VrrpInstanceSettings> instances, GlobalDefs globals, TrackingReader tracking, Problems problems) {
        this.globals = globals;
        this.tracking = tracking;
        this.problems = problems;
        instances.forEach(instance -> {
            known.add(instance.name());
            interfaces.put(instance.name(), String.valueOf(instance.interfaceName()));
        });
    }

    List<SyncGroup> read(List<Statement> blocks) {
        List<SyncGroup> groups = new ArrayList<>();
        BlockNames names = new BlockNames(problems);
        for (Statement block : blocks) {
            if (names.accepts(block)) {
                group(block).ifPresent(groups::add);
            }
        }
        return groups;
    }

    private Optional<SyncGroup> group(Statement block) {
        List<String> members = new ArrayList<>();
        List<Statement> lists = block.children("group");
        for (Statement list : lists.subList(0, Math.min(1, lists.size()))) {
            for (Statement line : list.children()) {
                line.words().forEach(word -> member(word, members));
            }
        }
        for (Statement list : lists.subList(Math.min(1, lists.size()), lists.size())) {
            problems.error(
                    list.word(),
                    "repeated-group",
                    "a second group in vrrp_sync_group " + block.text(0),
                    "one group with all instances in it",
                    "it is ignored");
        }
        if (members.size() < 2) {
            problems.warning(
                    block.at(0),
                    "small-group",
                    "vrrp_sync_group " + block.text(0) + " has " + members.size() + " instances",
                    "2 or more",
                    members.isEmpty() ? "it is left out" : null);
        }
        if (members.isEmpty()) {
            return Optional.empty();
        }
        ownInterfaces(block, members);
        Entries entries = new Entries(block.children());
        return Optional.of(new SyncGroup(
                block.text(0),
                members,
                tracking.read(block, null),
                NotificationsReader.read(entries, globals),
                entries.has("global_tracking"),
                entries.has("sync_group_tracking_weight")));
    }

    private void ownInterfaces(Statement block, List<String> members) {
        for (Statement list : block.children("track_interface")) {
            for (Statement line : list.children()) {
                if (members.stream().anyMatch(member -> line.name().equals(interfaces.get(member)))) {
                    problems.warning(
                            line.word(),
                            "tracks-itself",
                            "track_interface " + line.name() + ", which is an instance's own",
                            "another interface",
                            "it is tracked anyway");
                }
            }
        }
    }

    private void member(Word word, List<String> members) {
        if (!known.contains(word.text())) {
            problems.error(
                    word,
                    "no-such-instance",
                    "vrrp_instance " + word + " does not exist",
                    "the name of a vrrp_instance",
                    "it is ignored");
        } else if (!grouped.add(word.text())) {
            problems.error(
                    word,
                    "repeated-name",
                    "vrrp_instance " + word + " is in a vrrp_sync_group already",
                    "each instance in one group",
                    "it is ignored");
        } else {
            members.add(word.text());
        }
    }
}
