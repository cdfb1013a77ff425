package dev.holdfast.controller.cli;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.KeepalivedConf;
import dev.holdfast.controller.config.KeepalivedConf.Inspection;
import dev.holdfast.controller.config.print.Printer;
import dev.holdfast.controller.daemon.ExitCode;
import dev.holdfast.controller.daemon.LocalSystem;
import dev.holdfast.controller.settings.Settings;
import dev.holdfast.controller.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a configuration and prints what is wrong with it. */
final class Checking {
    private Checking() {}

    /**
     * How to report.
     *
     * @param json as JSON to standard output, instead of lines to standard error
     * @param strict whether warnings make a clean configuration fail
     * @param ignored ids of warnings to be left out
     * @param file where the problems are written, a line each; null for standard output or error
     * @param print whether the effective configuration is written to standard output
     */
    record Style(
            boolean json,
            boolean strict,
            Set<String> ignored,
            @Nullable Path file,
            boolean print) {
        /** Lines of text, with everything in them, to a file, or to standard error when it is null. */
        static Style plain(@Nullable Path file) {
            return new Style(false, false, Set.of(), file, false);
        }
    }

    /**
     * Checks, and returns the exit status of keepalived -t.
     *
     * @param named the configuration, or null for the one the options name
     */
    static int check(KeepalivedOptions options, @Nullable Path named, Style style) {
        try {
            Path file = named == null ? options.file() : named;
            if (file == null) {
                file = Settings.load().configurationFile();
            }
            SystemFacts facts = new LocalSystem();
            ReadOptions reading = new ReadOptions(Running.configId(options), facts);
            Inspection inspection = KeepalivedConf.inspect(file, reading);
            CheckReport report =
                    CheckReport.of(file, inspection, facts, new LocalHost(), style.ignored(), style.strict());
            print(report, style);
            Configuration configuration = inspection.result().configuration();
            if (style.print() && configuration != null) {
                write(Printer.printWithoutKeys(configuration));
            }
            return report.exitStatus();
        } catch (SettingsException | IOException e) {
            System.err.println("holdfast: " + e.getMessage());
            return ExitCode.FAILURE.number();
        }
    }

    private static void print(CheckReport report, Style style) throws IOException {
        Path file = style.file();
        if (file != null) {
            Files.write(file, report.problems().stream().map(Problem::render).toList());
        } else if (style.json()) {
            write(JsonReport.text(report));
        } else {
            System.err.print(String.join("\n", TextReport.lines(report))
                    + (report.problems().isEmpty() ? "" : "\n"));
            System.err.flush();
        }
    }

    /** A pipeline must not take half of it for the whole. */
    private static void write(String text) throws IOException {
        System.out.print(text);
        if (System.out.checkError()) {
            throw new IOException("standard output cannot be written (is the disk full, or has its reader ended?)");
        }
    }
}
