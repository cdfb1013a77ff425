package dev.holdfast.controller.cli;

import dev.holdfast.controller.admin.Answer;
import dev.holdfast.controller.admin.ControlClient;
import dev.holdfast.controller.admin.ControlException;
import dev.holdfast.controller.daemon.ExitCode;
import dev.holdfast.controller.settings.Settings;
import dev.holdfast.controller.settings.SettingsException;
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

    /**
     * Asks, and prints the answer.
     *
     * @param refusedToErrors whether an answer that is not ok is an error message
     * @return the exit status
     */
    int ask(String request, boolean refusedToErrors) {
        try {
            Path file = pidFile == null ? Settings.load().pidFile() : pidFile;
            Answer answer = ControlClient.ask(file, request);
            if (!answer.ok() && refusedToErrors) {
                System.err.print("holdfast: " + answer.text());
            } else {
                System.out.print(answer.text());
            }
            return (answer.ok() ? ExitCode.OK : ExitCode.FAILURE).number();
        } catch (ControlException | SettingsException e) {
            System.err.println("holdfast: " + e.getMessage());
            return ExitCode.FAILURE.number();
        }
    }
}
