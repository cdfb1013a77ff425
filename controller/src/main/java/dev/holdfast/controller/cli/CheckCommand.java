package dev.holdfast.controller.cli;

import dev.holdfast.controller.conf.Suggestion;
import dev.holdfast.controller.lint.Rule;
import dev.holdfast.controller.lint.WarningIds;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast check}: every problem of a configuration, with the exit status of {@code keepalived -t}. */
@Command(
        name = "check",
        sortOptions = false,
        description = "Check a configuration. Exit status as keepalived -t: 0 clean, 5 errors but it would start,"
                + " 6 scripts without script security, 2 it would not start, 4 nothing to read; and 3 with --strict: clean"
                + " but for warnings.",
        footer = {
            "",
            "A comment silences a warning on its line, or, when it is alone on a line, on the next one:",
            "  # holdfast: ignore unchecked-server",
            "",
            "--json prints one object: schema (1), file, verdict (clean, starts-with-errors, script-security, fatal,"
                    + " no-configuration), starts, exitStatus, and problems; each with file, line, column, endColumn (behind"
                    + " the last character; columns count from 1, 0 is the whole file), severity (error, warning), id, found,"
                    + " expected and hint (or null)."
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec spec;

    @Mixin
    private KeepalivedOptions options = new KeepalivedOptions();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The configuration, as with -f.")
    private @Nullable Path positional;

    @Option(names = "--json", description = "Print the report as JSON to standard output, for editors and pipelines.")
    private boolean json;

    @Option(names = "--strict", description = "Fail with 3 where there are warnings but no errors.")
    private boolean strict;

    @Option(
            names = "--ignore",
            paramLabel = "ID",
            split = ",",
            description = "Leave out warnings of this kind; --json and --rules tell the ids.")
    private Set<String> ignored = new HashSet<>();

    @Option(names = "--rules", description = "List what is looked for besides errors, with its ids, and exit.")
    private boolean rules;

    @Option(
            names = "--print",
            description = "Print the effective configuration, with every default, as a keepalived.conf.")
    private boolean print;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    @Override
    public Integer call() {
        if (json && print) {
            throw new ParameterException(
                    spec.commandLine(), "--json and --print together (expected one: both go to standard output)");
        }
        if (positional != null && options.file() != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-f " + options.file() + " and " + positional + " (expected one configuration)");
        }
        Set<String> known = WarningIds.all();
        for (String id : new TreeSet<>(ignored)) {
            if (!known.contains(id)) {
                String hint = Suggestion.among(id, known).orElse("an error cannot be silenced");
                throw new ParameterException(
                        spec.commandLine(),
                        "--ignore " + (id.isEmpty() ? "with nothing between commas" : id)
                                + " (expected the id of a warning) [" + hint + "]");
            }
        }
        if (rules) {
            for (Rule rule : Rule.values()) {
                System.out.printf("%-18s %s%n", rule.id(), rule.summary());
            }
            return 0;
        }
        return Checking.check(options, positional, new Checking.Style(json, strict, ignored, null, print));
    }
}
