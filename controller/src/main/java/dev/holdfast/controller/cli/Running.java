package dev.holdfast.controller.cli;

import dev.holdfast.controller.daemon.Daemon;
import dev.holdfast.controller.daemon.ExitCode;
import dev.holdfast.controller.daemon.HostName;
import dev.holdfast.controller.daemon.ProcessSignals;
import dev.holdfast.controller.daemon.RunOptions;
import dev.holdfast.controller.daemon.StartFailure;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.log.LogView;
import dev.holdfast.controller.log.Logging;
import dev.holdfast.controller.settings.Settings;
import dev.holdfast.controller.settings.SettingsException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a director as the command line and the settings say. */
final class Running {
    private Running() {}

    static int run(KeepalivedOptions options, boolean console) {
        ProcessSignals signals = ProcessSignals.install();
        Settings settings;
        String facility;
        try {
            settings = Settings.load();
            facility = facility(options, settings);
        } catch (SettingsException e) {
            System.err.println("holdfast: " + e.getMessage());
            return ExitCode.FAILURE.number();
        }
        Logging.Target target = new Logging.Target(
                console || !settings.log().syslog(),
                options.detail() || settings.log().detail(),
                settings.log().keepalivedIdents(),
                facility);
        try (EventBus bus = EventBus.start(Clock.systemUTC(), () -> List.of(new LogView(Logging.start(target))))) {
            try {
                new Daemon(runOptions(options, settings), bus, signals).run();
                return ExitCode.OK.number();
            } catch (StartFailure e) {
                bus.say(Part.DIRECTOR, Severity.ERROR, e.line());
                if (!target.console()) {
                    System.err.println("holdfast: " + e.line());
                }
                return e.exitCode().number();
            }
        }
    }

    private static RunOptions runOptions(KeepalivedOptions options, Settings settings) {
        return new RunOptions(
                orElse(options.file(), settings.configurationFile()),
                configId(options),
                orElse(options.pidFile(), settings.pidFile()),
                options.otherPidFiles(),
                options.routers(),
                options.checkers(),
                !options.keepTable(),
                settings.verifyNanos(),
                settings.notifyNanos());
    }

    static String configId(KeepalivedOptions options) {
        String given = options.configId();
        return given == null ? HostName.firstLabel() : given;
    }

    static Path orElse(@Nullable Path given, Path otherwise) {
        return given == null ? otherwise : given;
    }

    private static String facility(KeepalivedOptions options, Settings settings) throws SettingsException {
        String given = options.facility();
        String name = given == null ? settings.log().facility() : given;
        try {
            Logging.facility(name);
            return name;
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    "syslog facility '" + name + "' (expected a name such as daemon, user or local0..local7)");
        }
    }
}
