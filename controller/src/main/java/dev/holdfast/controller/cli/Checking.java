package dev.holdfast.controller.cli;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.config.KeepalivedConf;
import dev.holdfast.controller.config.ReadResult;
import dev.holdfast.controller.config.print.Printer;
import dev.holdfast.controller.daemon.ExitCode;
import dev.holdfast.controller.daemon.LocalSystem;
import dev.holdfast.controller.settings.Settings;
import dev.holdfast.controller.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a configuration and prints what is wrong with it. */
final class Checking {
    private Checking() {}

    /**
     * Checks, and returns the exit status of keepalived -t.
     *
     * @param named the configuration, or null for the one the options name
     * @param reportFile where the problems are written; null for standard error
     * @param print whether the effective configuration is written to standard output
     */
    static int check(KeepalivedOptions options, @Nullable Path named, @Nullable String reportFile, boolean print) {
        try {
            Path file = named == null ? options.file() : named;
            if (file == null) {
                file = Settings.load().configurationFile();
            }
            ReadResult result =
                    KeepalivedConf.read(file, new ReadOptions(Running.configId(options), new LocalSystem()));
            report(result.problems().stream().map(Problem::render).toList(), reportFile);
            if (print && result.configuration() != null) {
                System.out.print(Printer.printWithoutKeys(result.configuration()));
            }
            return result.verdict().exitCode();
        } catch (SettingsException | IOException e) {
            System.err.println("holdfast: " + e.getMessage());
            return ExitCode.FAILURE.number();
        }
    }

    private static void report(List<String> lines, @Nullable String reportFile) throws IOException {
        if (reportFile == null) {
            lines.forEach(System.err::println);
        } else {
            Files.write(Path.of(reportFile), lines);
        }
    }
}
