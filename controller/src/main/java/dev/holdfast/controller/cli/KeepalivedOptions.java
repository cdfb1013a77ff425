package dev.holdfast.controller.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** keepalived(8)'s options that mean something here, under its names. */
final class KeepalivedOptions {
    @Option(
            names = {"-f", "--use-file"},
            paramLabel = "FILE",
            description =
                    "The configuration; without it the setting configuration-file, /etc/keepalived/keepalived.conf.")
    private @Nullable Path file;

    @Option(
            names = {"-n", "--dont-fork"},
            description = "Stay in the foreground.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean foreground;

    @Option(
            names = {"-l", "--log-console"},
            description = "Log to standard error instead of syslog.")
    private boolean console;

    @Option(
            names = {"-D", "--log-detail"},
            description = "Log details: each gratuitous ARP, each dropped packet.")
    private boolean detail;

    @Option(
            names = {"-S", "--log-facility"},
            paramLabel = "0-7|FACILITY",
            description = "The syslog facility: a number for local0..local7, or a name.")
    private @Nullable String facility;

    @Option(
            names = {"-P", "--vrrp"},
            description = "Only VRRP, no virtual servers.")
    private boolean vrrpOnly;

    @Option(
            names = {"-C", "--check"},
            description = "Only virtual servers and their checks, no VRRP.")
    private boolean checkersOnly;

    @Option(
            names = {"-p", "--pid"},
            paramLabel = "FILE",
            description = "The PID file; without it the setting pid-file, /run/holdfast.pid.")
    private @Nullable Path pidFile;

    @Option(
            names = {"-r", "--vrrp_pid"},
            paramLabel = "FILE",
            description = "A further PID file, for whoever watches keepalived's VRRP process.")
    private @Nullable Path vrrpPidFile;

    @Option(
            names = {"-c", "--checkers_pid"},
            paramLabel = "FILE",
            description = "A further PID file, for whoever watches keepalived's checker process.")
    private @Nullable Path checkersPidFile;

    @Option(
            names = {"-I", "--dont-release-ipvs"},
            description = "Leave the IPVS table as it is when stopping.")
    private boolean keepTable;

    @Option(
            names = {"-i", "--config-id"},
            paramLabel = "ID",
            description = "What @ID lines of the configuration are compared with; without it the host's name.")
    private @Nullable String configId;

    @Option(
            names = {
                "-R",
                "--dont-respawn",
                "-B",
                "--no_bfd",
                "--all",
                "-G",
                "--no-syslog",
                "-m",
                "--core-dump",
                "-d",
                "--dump-conf",
                "-X",
                "--release-vips",
                "-x",
                "--snmp",
                "-a",
                "--address-monitoring"
            },
            hidden = true,
            description = "Accepted from keepalived's command lines; there is nothing here for it to change.")
    @SuppressWarnings("UnusedVariable") // accepted, and without effect
    private boolean[] accepted = {};

    @Option(
            names = {"-b", "--bfd_pid", "-A", "--snmp-agent-socket", "-M", "--core-dump-pattern"},
            hidden = true,
            description = "Accepted from keepalived's command lines; there is nothing here for it to change.")
    @SuppressWarnings("UnusedVariable") // accepted, and without effect
    private String[] acceptedValues = {};

    /** Turns on an option without a value; false where it is none, was on already, or changes nothing. */
    boolean turnOn(String name) {
        return switch (name) {
            case "-n", "--dont-fork" -> !foreground && (foreground = true);
            case "-l", "--log-console" -> !console && (console = true);
            case "-D", "--log-detail" -> !detail && (detail = true);
            case "-P", "--vrrp" -> !vrrpOnly && (vrrpOnly = true);
            case "-C", "--check" -> !checkersOnly && (checkersOnly = true);
            case "-I", "--dont-release-ipvs" -> !keepTable && (keepTable = true);
            default -> false;
        };
    }

    /** Sets an option with a value; false where it is none, was set already, or the value might be an option or is no path. */
    boolean set(String name, String value) {
        if (value.isEmpty() || value.startsWith("-")) {
            return false;
        }
        return switch (name) {
            case "-f", "--use-file" -> file == null && (file = path(value)) != null;
            case "-p", "--pid" -> pidFile == null && (pidFile = path(value)) != null;
            case "-r", "--vrrp_pid" -> vrrpPidFile == null && (vrrpPidFile = path(value)) != null;
            case "-c", "--checkers_pid" -> checkersPidFile == null && (checkersPidFile = path(value)) != null;
            case "-S", "--log-facility" -> facility == null && (facility = value) != null;
            case "-i", "--config-id" -> configId == null && (configId = value) != null;
            default -> false;
        };
    }

    private static @Nullable Path path(String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    @Nullable Path file() {
        return file;
    }

    boolean console() {
        return console;
    }

    boolean detail() {
        return detail;
    }

    /** The facility's name as syslog.conf has it, or null when the option is not given. */
    @Nullable String facility() {
        return facility == null ? null : facility.matches("[0-7]") ? "local" + facility : facility;
    }

    boolean routers() {
        return vrrpOnly || !checkersOnly;
    }

    boolean checkers() {
        return checkersOnly || !vrrpOnly;
    }

    @Nullable Path pidFile() {
        return pidFile;
    }

    List<Path> otherPidFiles() {
        List<Path> files = new ArrayList<>();
        if (vrrpPidFile != null) {
            files.add(vrrpPidFile);
        }
        if (checkersPidFile != null) {
            files.add(checkersPidFile);
        }
        return files;
    }

    boolean keepTable() {
        return keepTable;
    }

    @Nullable String configId() {
        return configId;
    }
}
