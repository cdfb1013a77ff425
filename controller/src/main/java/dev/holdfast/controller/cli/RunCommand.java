package dev.holdfast.controller.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast run}: a director in the foreground, logging to the console. */
@Command(
        name = "run",
        sortOptions = false,
        description = "Run a director in the foreground, logging to standard error (--syslog for syslog).")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private KeepalivedOptions options = new KeepalivedOptions();

    @Option(names = "--syslog", description = "Log to syslog.")
    private boolean syslog;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    @Override
    public Integer call() {
        return start().run();
    }

    Start start() {
        return Start.inForeground(options, syslog);
    }
}
