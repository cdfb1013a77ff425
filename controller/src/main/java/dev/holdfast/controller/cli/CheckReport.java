package dev.holdfast.controller.cli;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.Severity;
import dev.holdfast.controller.conf.SourceLines;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.KeepalivedConf.Inspection;
import dev.holdfast.controller.lint.Host;
import dev.holdfast.controller.lint.Lints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code holdfast check} has to say about a configuration: its problems and what the lint rules found, without the warnings
 * that are silenced.
 *
 * @param file the configuration
 * @param verdict its verdict's name, in lower case with dashes
 * @param starts whether a director would run with it
 * @param exitStatus what to exit with
 * @param problems in the order of their places
 * @param sources the lines they stand on; null when the file could not be read
 */
record CheckReport(
        Path file,
        String verdict,
        boolean starts,
        int exitStatus,
        List<Problem> problems,
        @Nullable SourceLines sources) {
    /** With {@code --strict}: a configuration that is clean but for warnings. */
    static final int STRICT_STATUS = 3;

    /** Copies the list. */
    CheckReport {
        problems = List.copyOf(problems);
    }

    /**
     * Puts a report together.
     *
     * @param facts the host that it is to run on
     * @param facts the host that it is to run on
     * @param ignored ids of warnings to be left out
     * @param strict whether a warning that is left makes a clean configuration fail
     */
    static CheckReport of(
            Path file, Inspection inspection, SystemFacts facts, Host host, Set<String> ignored, boolean strict) {
        List<Problem> problems = new ArrayList<>(inspection.result().problems());
        SourceLines sources = null;
        if (inspection.tree() != null) {
            sources = inspection.tree().sources();
            addNew(problems, Lints.of(inspection.tree(), host));
        }
        SourceLines lines = sources;
        problems.removeIf(problem -> problem.severity() == Severity.WARNING
                && (ignored.contains(problem.id())
                        || (lines != null && lines.isIgnored(problem.file(), problem.line(), problem.id()))));
        sort(problems, file);
        Configuration configuration = inspection.result().configuration();
        int status = inspection.result().verdict().exitCode();
        return new CheckReport(
                file,
                word(inspection),
                configuration != null && configuration.startsOn(facts),
                status == 0 && strict && !problems.isEmpty() ? STRICT_STATUS : status,
                problems,
                sources);
    }

    /** A rule says nothing where something is wrong already. */
    private static void addNew(List<Problem> problems, List<Problem> lints) {
        Set<List<Object>> places = new HashSet<>();
        for (Problem problem : problems) {
            if (problem.severity() == Severity.ERROR) {
                places.add(List.of(problem.file(), problem.line(), problem.column()));
            }
        }
        for (Problem lint : lints) {
            if (!places.contains(List.of(lint.file(), lint.line(), lint.column()))) {
                problems.add(lint);
            }
        }
    }

    private static void sort(List<Problem> problems, Path first) {
        Map<Path, Integer> files = new HashMap<>(Map.of(first, 0));
        problems.forEach(problem -> files.putIfAbsent(problem.file(), files.size()));
        // What is said of the whole stays where it was: first, or last for what is left out.
        problems.sort(Comparator.<Problem>comparingInt(problem -> problem.id().equals("more-problems") ? 1 : 0)
                .thenComparingInt(problem -> files.getOrDefault(problem.file(), 0))
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column));
    }

    private static String word(Inspection inspection) {
        return switch (inspection.result().verdict()) {
            case CLEAN -> "clean";
            case STARTS_WITH_ERRORS -> "starts-with-errors";
            case SCRIPT_SECURITY -> "script-security";
            case NO_CONFIGURATION -> "no-configuration";
            case FATAL -> "fatal";
        };
    }
}
