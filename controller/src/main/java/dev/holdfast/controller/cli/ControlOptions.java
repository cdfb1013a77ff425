package dev.holdfast.controller.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands that ask a running director have in common. */
final class ControlOptions {
    @Option(
            names = {"-p", "--pid"},
            paramLabel = "FILE",
            description = "The PID file of the director to ask; without it the setting pid-file, /run/holdfast.pid.")
    private @Nullable Path pidFile;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    /** As given, or null. */
    @Nullable Path pidFile() {
        return pidFile;
    }
}
