package dev.holdfast.controller.cli;

import dev.holdfast.controller.admin.Answer;
import dev.holdfast.controller.admin.ControlClient;
import dev.holdfast.controller.admin.ControlException;
import dev.holdfast.controller.daemon.ExitCode;
import dev.holdfast.controller.settings.Settings;
import dev.holdfast.controller.settings.SettingsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code holdfast status} and {@code holdfast failover} ask the running director.
 *
 * <p>Monitors and the health check of a container ask every few seconds, and picocli takes longer for their two words than everything
 * else together. So the plain forms are read here, without it, and mean what they mean there; all others, and all mistakes, are picocli's.
 *
 * @param pidFile the PID file of the director; null for that of the settings
 * @param request as the control socket takes it
 * @param refusedToErrors whether an answer that is not ok is an error message
 */
public record Question(@Nullable Path pidFile, String request, boolean refusedToErrors) {

    static Question status(@Nullable Path pidFile, boolean json) {
        return new Question(pidFile, json ? "status json" : "status text", false);
    }

    static Question failover(@Nullable Path pidFile, String instance) {
        return new Question(pidFile, "failover " + instance, true);
    }

    /**
     * Reads a whole command line; null unless it is {@code status [--json] [-p FILE]} or {@code failover [-p FILE] INSTANCE}, its options
     * in any order.
     */
    public static @Nullable Question of(String... words) {
        String command = words.length == 0 ? "" : words[0];
        boolean isStatus = command.equals("status");
        if (!isStatus && !command.equals("failover")) {
            return null;
        }
        Path pidFile = null;
        String instance = null;
        boolean json = false;
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            if ((word.equals("-p") || word.equals("--pid")) && pidFile == null && i + 1 < words.length) {
                i++;
                pidFile = plainPath(words[i]);
                if (pidFile == null) {
                    return null;
                }
            } else if (isStatus && word.equals("--json") && !json) {
                json = true;
            } else if (!isStatus && instance == null && isPlain(word)) {
                instance = word;
            } else {
                return null;
            }
        }
        if (isStatus) {
            return status(pidFile, json);
        }
        return instance == null ? null : failover(pidFile, instance);
    }

    private static boolean isPlain(String word) {
        return !word.isEmpty() && !word.startsWith("-");
    }

    private static @Nullable Path plainPath(String word) {
        try {
            return isPlain(word) ? Path.of(word) : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Asks, and prints the answer; returns the exit status. */
    public int ask() {
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
