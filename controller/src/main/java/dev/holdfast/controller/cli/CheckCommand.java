package dev.holdfast.controller.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast check}: every problem of a configuration, with the exit status of {@code keepalived -t}. */
@Command(
        name = "check",
        sortOptions = false,
        description = "Check a configuration. Exit status as keepalived -t: 0 clean, 5 errors but it would start,"
                + " 6 scripts without script security, 2 it would not start, 4 nothing to read.")
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private KeepalivedOptions options = new KeepalivedOptions();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The configuration, as with -f.")
    private @Nullable Path positional;

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
        return Checking.check(options, positional, null, print);
    }
}
