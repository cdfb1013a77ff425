package dev.holdfast.controller.lint;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules about what is tracked, and whether its weight can do what it is for. */
final class TrackingRules {
    private static final int OWNER_PRIORITY = 255;
    private static final int LEAST = 1;
    private static final int MOST = 254;

    /** The blocks that define what can be tracked, and the blocks that track it. */
    private static final Map<String, String> TRACKED_BY = Map.of(
            "vrrp_script", "track_script",
            "track_file", "track_file",
            "vrrp_track_file", "track_file",
            "vrrp_track_process", "track_process");

    private final ConfigurationTree tree;
    private final Lints.Findings findings;
    private final Map<String, Statement> defined = new HashMap<>();

    TrackingRules(ConfigurationTree tree, Lints.Findings findings) {
        this.tree = tree;
        this.findings = findings;
    }

    void run() {
        for (String kind : TRACKED_BY.keySet()) {
            for (Statement block : tree.all(kind)) {
                defined.put(TRACKED_BY.get(kind) + " " + block.text(0), block);
            }
        }
        untracked();
        Set<String> grouped = membersWithoutWeights();
        for (Statement instance : tree.all("vrrp_instance")) {
            for (Statement block : instance.children()) {
                if (block.name().startsWith("track_")) {
                    block.children().forEach(line -> weight(instance, block.name(), line, grouped));
                }
            }
        }
    }

    private void untracked() {
        Set<String> used = new HashSet<>();
        collect(tree.statements(), used);
        defined.forEach((key, block) -> {
            if (!used.contains(key)) {
                findings.add(
                        block.at(0),
                        Rule.UNTRACKED_SCRIPT,
                        block.name() + " " + block.text(0) + " is not tracked by anything",
                        key.substring(0, key.indexOf(' ')) + " in a vrrp_instance or vrrp_sync_group",
                        null);
            }
        });
    }

    private static void collect(List<Statement> statements, Set<String> used) {
        for (Statement statement : statements) {
            for (Statement child : statement.children()) {
                if (TRACKED_BY.containsValue(child.name()) && !statement.name().isEmpty()) {
                    child.children().forEach(line -> used.add(child.name() + " " + line.name()));
                }
                // A real server names the file in its checker.
                if (child.name().equals("FILE_CHECK")) {
                    for (String keyword : List.of("track_file", "file")) {
                        child.children(keyword).forEach(line -> used.add("track_file " + line.text(0)));
                    }
                }
            }
            collect(statement.children(), used);
        }
    }

    /** The instances in sync groups that do not allow weights. */
    private Set<String> membersWithoutWeights() {
        Set<String> members = new HashSet<>();
        for (Statement group : tree.all("vrrp_sync_group")) {
            if (!group.has("sync_group_tracking_weight")) {
                for (Statement block : group.children("group")) {
                    block.children().forEach(line -> line.words().forEach(word -> members.add(word.text())));
                }
            }
        }
        return members;
    }

    private void weight(Statement instance, String kind, Statement line, Set<String> grouped) {
        Optional<Word> given = weightOf(kind, line);
        int weight = given.map(word -> number(word.text())).orElse(0);
        if (weight == 0) {
            return;
        }
        Word at = given.filter(word -> word.line() == line.word().line()
                        && word.file().equals(line.word().file()))
                .orElse(line.word());
        String found = kind + " " + line.name() + " with weight " + weight;
        int priority = VrrpRules.priority(instance);
        int result = priority + weight;
        boolean member = grouped.contains(instance.text(0));
        // What else owners and members track with a weight is left out, and the reading says so.
        if (!kind.equals("track_process") && (priority == OWNER_PRIORITY || member)) {
            return;
        }
        if (priority == OWNER_PRIORITY) {
            findings.add(at, Rule.WEIGHT_OWNER, found + " and priority 255", "weight 0", "priority 255 never changes");
        } else if (member) {
            findings.add(
                    at,
                    Rule.WEIGHT_SYNC_GROUP,
                    found + " in a member of a sync group",
                    "weight 0, or sync_group_tracking_weight in the group",
                    "the group's instances get different priorities");
        } else if (instance.has("nopreempt")) {
            findings.add(
                    at,
                    Rule.WEIGHT_NOPREEMPT,
                    found + " and nopreempt",
                    "weight 0, or no nopreempt",
                    "a lower priority does not make a master give up, nor a higher one a backup take over");
        } else if ((weight > 0 && result > MOST) || (weight < 0 && priority == LEAST)) {
            findings.add(
                    at,
                    Rule.WEIGHT_CLAMPED,
                    found + " and priority " + priority,
                    "a sum of 1..254",
                    "the priority stays within 1..254, and here becomes " + Math.min(MOST, Math.max(LEAST, result)));
        }
    }

    /** The weight behind a tracked name, or that of its definition. */
    private Optional<Word> weightOf(String kind, Statement line) {
        for (int i = 0; i + 1 < line.arguments().size(); i++) {
            if (line.text(i).equals("weight")) {
                return line.argument(i + 1);
            }
        }
        Statement block = defined.get(kind + " " + line.name());
        return block == null
                ? Optional.empty()
                : block.children("weight").stream().findFirst().flatMap(weight -> weight.argument(0));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
