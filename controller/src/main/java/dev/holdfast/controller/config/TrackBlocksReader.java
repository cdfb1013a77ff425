package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.controller.config.vrrp.TrackFile;
import dev.holdfast.controller.config.vrrp.TrackProcess;
import dev.holdfast.controller.config.vrrp.TrackProcess.ParameterMatch;
import dev.holdfast.controller.config.vrrp.TrackSettings;
import dev.holdfast.controller.config.vrrp.VrrpScript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the vrrp_script, track_file and vrrp_track_process blocks, and bfd_instance by {@link BfdReader}. */
final class TrackBlocksReader {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int MOST_FILE_WEIGHT = 254;

    private final ConfigurationTree tree;
    private final SystemFacts facts;
    private final Problems problems;

    TrackBlocksReader(ConfigurationTree tree, SystemFacts facts, Problems problems) {
        this.tree = tree;
        this.facts = facts;
        this.problems = problems;
    }

    TrackSettings read() {
        Map<String, VrrpScript> scripts = new LinkedHashMap<>();
        for (Statement block : tree.all("vrrp_script")) {
            script(block).ifPresent(script -> scripts.putIfAbsent(script.name(), script));
        }
        Map<String, TrackFile> files = new LinkedHashMap<>();
        for (String keyword : List.of("track_file", "vrrp_track_file")) {
            for (Statement block : tree.all(keyword)) {
                file(block).ifPresent(file -> files.putIfAbsent(file.name(), file));
            }
        }
        Map<String, TrackProcess> processes = new LinkedHashMap<>();
        for (Statement block : tree.all("vrrp_track_process")) {
            process(block).ifPresent(process -> processes.putIfAbsent(process.name(), process));
        }
        return new TrackSettings(
                new ArrayList<>(scripts.values()),
                new ArrayList<>(files.values()),
                new ArrayList<>(processes.values()),
                new BfdReader(problems).read(tree.all("bfd_instance")));
    }

    private Optional<VrrpScript> script(Statement block) {
        Entries entries = new Entries(block.children());
        String name = block.text(0);
        Statement script = entries.last("script");
        if (script == null) {
            problems.error(
                    block.at(0),
                    "no-script",
                    "vrrp_script " + name + " without a script",
                    "script COMMAND",
                    "it is left out");
            return Optional.empty();
        }
        if (script.arguments().isEmpty()) {
            // A quote that is not closed, which has been said.
            return Optional.empty();
        }
        Statement user = entries.last("user");
        if (user != null && !ScriptUsers.exist(user, 0, facts)) {
            problems.error(
                    user.at(0),
                    "no-such-user",
                    "user " + user.text(0) + " " + user.text(1) + " of vrrp_script " + name + " does not exist",
                    "a user of this host, and a group where one is given",
                    "the script is left out");
            return Optional.empty();
        }
        Optional<ScriptCommand> command = Scripts.command(
                script,
                user == null ? null : user.text(0),
                user != null && user.argument(1).isPresent() ? user.text(1) : null);
        if (command.isEmpty() || !facts.scriptExists(command.get().program())) {
            if (!tree.all("vrrp_instance").isEmpty()) {
                problems.error(
                        script.at(0),
                        "script-not-found",
                        "script " + script.text(0) + ", which is not there",
                        "an executable file",
                        "it is not tracked");
            }
            return Optional.empty();
        }
        Scripts.remarkUnlessExecutable(command.get(), script, facts, problems);
        return Optional.of(new VrrpScript(
                name,
                command.get(),
                entries.number("interval", VrrpScript.DEFAULT_INTERVAL_NANOS / NANOS_PER_SECOND) * NANOS_PER_SECOND,
                entries.number("timeout", 0) * NANOS_PER_SECOND,
                entries.integer("weight", 0),
                reverse(entries.last("weight"), "vrrp_script " + name),
                entries.integer("rise", 1),
                entries.integer("fall", 1),
                entries.has("init_fail")));
    }

    /** Whether {@code reverse} follows a weight; anything else there is reported. */
    private boolean reverse(@Nullable Statement weight, String of) {
        if (weight == null || weight.argument(1).isEmpty()) {
            return false;
        }
        Word option = weight.at(1);
        if (option.text().equals("reverse")) {
            return true;
        }
        problems.error(
                option, "unknown-option", "weight " + option + " of " + of, "reverse or nothing", "it is ignored");
        return false;
    }

    private Optional<TrackFile> file(Statement block) {
        Entries entries = new Entries(block.children());
        String name = block.text(0);
        List<Statement> files = entries.all("file");
        if (files.isEmpty()) {
            problems.error(
                    block.at(0),
                    "no-file",
                    block.name() + " " + name + " without a file",
                    "file NAME",
                    "it is left out");
            return Optional.empty();
        }
        for (Statement more : files.subList(1, files.size())) {
            problems.error(more.word(), "repeated-keyword", "file a second time", "one", "the first counts");
        }
        Integer initial = null;
        boolean overwrite = false;
        Statement init = entries.last("init_file");
        if (init != null) {
            initial = 0;
            for (Word word : init.arguments()) {
                OptionalLong value = Numbers.quoted(word.text(), -MOST_FILE_WEIGHT, MOST_FILE_WEIGHT);
                if (word.text().equals("overwrite")) {
                    overwrite = true;
                } else if (value.isPresent() && !word.text().isEmpty()) {
                    initial = (int) value.getAsLong();
                } else {
                    problems.error(word, "bad-value", "init_file " + word, "[NUMBER] [overwrite]", "it is ignored");
                }
            }
        }
        int weight = entries.integer("weight", TrackFile.DEFAULT_WEIGHT);
        return Optional.of(new TrackFile(
                name,
                files.get(0).text(0),
                Math.max(-MOST_FILE_WEIGHT, Math.min(MOST_FILE_WEIGHT, weight)),
                reverse(entries.last("weight"), block.name() + " " + name),
                initial,
                overwrite));
    }

    private Optional<TrackProcess> process(Statement block) {
        Entries entries = new Entries(block.children());
        String name = block.text(0);
        List<Statement> all = entries.all("process");
        if (all.isEmpty()) {
            problems.error(
                    block.at(0),
                    "no-process",
                    "vrrp_track_process " + name + " without a process",
                    "process NAME",
                    "it is left out");
            return Optional.empty();
        }
        if (all.get(0).arguments().isEmpty()) {
            // A quote that is not closed, which has been said.
            return Optional.empty();
        }
        for (Statement more : all.subList(1, all.size())) {
            problems.error(more.word(), "repeated-keyword", "process a second time", "one", "the first counts");
        }
        ParameterMatch match = match(entries);
        int quorum = entries.integer("quorum", TrackProcess.DEFAULT_QUORUM);
        Integer most = entries.integer("quorum_max");
        if (most != null && most < quorum) {
            if (most == 0 && !entries.has("quorum")) {
                quorum = 0;
            } else {
                Statement statement = entries.last("quorum_max");
                problems.error(
                        statement == null ? block.word() : statement.at(0),
                        "bad-value",
                        "quorum_max " + most + " below quorum " + quorum,
                        quorum + " or more",
                        "it is ignored");
                most = null;
            }
        }
        Statement delays = entries.last("delay");
        long delay = entries.nanos("delay", 0);
        List<String> words = all.get(0).arguments().stream().map(Word::text).toList();
        return Optional.of(new TrackProcess(
                name,
                words,
                match,
                // Parameters are in the command line only.
                entries.has("full_command") || words.size() > 1 || match != null,
                entries.integer("weight", TrackProcess.DEFAULT_WEIGHT),
                reverse(entries.last("weight"), "vrrp_track_process " + name),
                quorum,
                most,
                entries.nanos("fork_delay", delays == null ? 0 : delay),
                entries.nanos("terminate_delay", delays == null ? 0 : delay)));
    }

    private @Nullable ParameterMatch match(Entries entries) {
        ParameterMatch found = null;
        for (Statement statement : entries.all("param_match")) {
            switch (statement.text(0)) {
                case "initial" -> found = ParameterMatch.INITIAL;
                case "partial" -> found = ParameterMatch.PARTIAL;
                case "" -> found = ParameterMatch.EXACT;
                default ->
                    problems.error(
                            statement.at(0),
                            "bad-value",
                            "param_match " + statement.text(0),
                            "initial, partial or nothing",
                            "it is ignored");
            }
        }
        return found;
    }
}
