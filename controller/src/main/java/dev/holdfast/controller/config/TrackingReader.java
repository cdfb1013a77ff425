package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.TrackSettings;
import dev.holdfast.controller.config.vrrp.Tracked;
import dev.holdfast.controller.config.vrrp.Tracking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the track_* blocks of an instance or a sync group: {@code NAME [weight NUMBER [reverse|noreverse]]}. */
final class TrackingReader {
    /** What is tracked: the greatest weight, and whether one beyond it is taken for the greatest. */
    private enum Kind {
        INTERFACE(253, true),
        SCRIPT(253, true),
        VALUE(254, false),
        BFD(253, false);

        private final int most;
        private final boolean clamps;

        Kind(int most, boolean clamps) {
            this.most = most;
            this.clamps = clamps;
        }
    }

    private final SystemFacts facts;
    private final Problems problems;
    private final Map<String, Tracked> scripts = new HashMap<>();
    private final Map<String, Tracked> files = new HashMap<>();
    private final Map<String, Tracked> processes = new HashMap<>();
    private final Map<String, Tracked> bfds = new HashMap<>();

    /** The names of all blocks, by the keyword that tracks them; of one that cannot be used that has been said. */
    private final Map<String, Set<String>> declared;

    TrackingReader(TrackSettings known, Map<String, Set<String>> declared, SystemFacts facts, Problems problems) {
        this.declared = Map.copyOf(declared);
        this.facts = facts;
        this.problems = problems;
        known.scripts().forEach(one -> scripts.put(one.name(), new Tracked(one.name(), one.weight(), one.reverse())));
        known.files().forEach(one -> files.put(one.name(), new Tracked(one.name(), one.weight(), one.reverse())));
        known.processes()
                .forEach(one -> processes.put(one.name(), new Tracked(one.name(), one.weight(), one.reverse())));
        known.bfds().forEach(one -> {
            if (one.forVrrp()) {
                bfds.put(one.name(), new Tracked(one.name(), one.weight(), one.reverse()));
            }
        });
    }

    /**
     * What a block tracks.
     *
     * @param ownInterface the interface that is tracked anyway, or null
     */
    Tracking read(Statement block, @Nullable String ownInterface) {
        return new Tracking(
                interfaces(block, ownInterface),
                named(block, "track_script", scripts, Kind.SCRIPT),
                named(block, "track_file", files, Kind.VALUE),
                named(block, "track_process", processes, Kind.VALUE),
                named(block, "track_bfd", bfds, Kind.BFD));
    }

    private List<Tracked> interfaces(Statement block, @Nullable String ownInterface) {
        List<Tracked> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Statement list : block.children("track_interface")) {
            for (Statement line : list.children()) {
                if (!facts.interfaceExists(line.name())) {
                    problems.error(
                            line.word(),
                            "no-such-interface",
                            "interface " + line.name() + " does not exist",
                            "an interface of this host",
                            null);
                }
                if (!isNew(seen, line, "track_interface")) {
                    continue;
                }
                boolean isOwn = line.name().equals(ownInterface);
                // What is wrong with a line is said of the instance's own interface too.
                add(line, new Tracked(line.name(), 0, false), Kind.INTERFACE, isOwn ? new ArrayList<>() : found);
                if (isOwn) {
                    problems.warning(
                            line.word(),
                            "tracks-itself",
                            "track_interface " + line.name() + ", which is the instance's own",
                            "another interface",
                            "it is tracked anyway");
                }
            }
        }
        return found;
    }

    private boolean isNew(Set<String> seen, Statement line, String keyword) {
        if (seen.add(line.name())) {
            return true;
        }
        problems.error(
                line.word(),
                "repeated-name",
                keyword + " " + line.name() + " a second time",
                "another",
                "it is ignored");
        return false;
    }

    private List<Tracked> named(Statement block, String keyword, Map<String, Tracked> known, Kind kind) {
        List<Tracked> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Statement list : block.children(keyword)) {
            for (Statement line : list.children()) {
                Tracked defaults = known.get(line.name());
                if (defaults == null && declared.getOrDefault(keyword, Set.of()).contains(line.name())) {
                    problems.followUp();
                } else if (defaults == null) {
                    String what = keyword.equals("track_script") ? "vrrp_script" : keyword;
                    problems.error(
                            line.word(),
                            "no-such-" + keyword.substring("track_".length()),
                            what + " " + line.name() + " does not exist",
                            "the name of a " + what,
                            "it is ignored");
                } else if (isNew(seen, line, keyword)) {
                    add(line, defaults, kind, found);
                }
            }
        }
        return found;
    }

    private void add(Statement line, Tracked defaults, Kind kind, List<Tracked> into) {
        List<Word> words = line.arguments();
        if (words.isEmpty()) {
            into.add(defaults);
            return;
        }
        if (!words.get(0).text().equals("weight")) {
            problems.error(
                    words.get(0),
                    "unknown-option",
                    "unknown option '" + words.get(0) + "' of " + line.name(),
                    "weight NUMBER [reverse|noreverse]",
                    "it is not tracked");
            return;
        }
        if (words.size() == 1) {
            problems.error(
                    words.get(0), "missing-argument", "weight of " + line.name(), "weight NUMBER", "it is not tracked");
            return;
        }
        into.add(new Tracked(line.name(), weight(line, words.get(1), defaults, kind), reverse(words, defaults, kind)));
    }

    private int weight(Statement line, Word word, Tracked defaults, Kind kind) {
        int most = kind.most;
        OptionalLong weight = Numbers.quoted(word.text(), -most, most);
        if (weight.isPresent()) {
            return (int) weight.getAsLong();
        }
        boolean near = kind.clamps && (word.text().equals("254") || word.text().equals("-254"));
        int used = near ? Integer.signum(Integer.parseInt(word.text())) * most : defaults.weight();
        problems.error(
                word, "bad-value", "weight " + word + " of " + line.name(), -most + ".." + most, used + " is used");
        return used;
    }

    private boolean reverse(List<Word> words, Tracked defaults, Kind kind) {
        if (words.size() == 2) {
            return defaults.reverse();
        }
        Word word = words.get(2);
        switch (word.text()) {
            case "reverse" -> {
                return true;
            }
            case "noreverse" -> {
                if (kind == Kind.INTERFACE) {
                    problems.error(word, "unknown-option", "weight option 'noreverse'", "reverse", "it is ignored");
                }
                return false;
            }
            default -> {
                problems.error(
                        word,
                        "unknown-option",
                        "weight option '" + word + "'",
                        "reverse or noreverse",
                        "it is ignored; another name goes on a line of its own");
                return defaults.reverse();
            }
        }
    }
}
