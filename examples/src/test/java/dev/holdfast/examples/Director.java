package dev.holdfast.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A director that runs on a host: Holdfast by its launcher, or keepalived. */
final class Director {

    /** Which program. */
    enum Kind {
        HOLDFAST,
        KEEPALIVED;

        /** How the logs' reader names it. */
        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What it runs. */
    enum Half {
        /** VRRP; Holdfast also what else its configuration has, where keepalived would end without IPVS. */
        VRRP,
        /** Virtual servers only. */
        VIRTUAL_SERVERS
    }

    private static final long LIMIT_SECONDS = Programs.patience(30);

    private final Kind kind;
    private final Host host;
    private final Path directory;
    private final Path log;
    private final Process process;
    private final long startedNanos;

    private Director(Kind kind, Host host, Path directory, Path log, Process process, long startedNanos) {
        this.kind = kind;
        this.host = host;
        this.directory = directory;
        this.log = log;
        this.process = process;
        this.startedNanos = startedNanos;
    }

    /**
     * Starts one.
     *
     * @param half what it is to run
     * @param directory its own, for the configuration, PID files and log
     * @param environment further environment variables
     * @param options further options
     */
    static Director start(
            Kind kind,
            Half half,
            Host host,
            Path directory,
            String configuration,
            Map<String, String> environment,
            String... options) {
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve("keepalived.conf");
            Files.writeString(file, configuration);
            Path log = Files.createTempFile(directory, kind.text() + "-", ".log");
            List<String> command = command(kind, half, directory, file, log);
            Collections.addAll(command, options);
            long startedNanos = System.nanoTime();
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = host.namespace().start(builder);
            process.getOutputStream().close();
            return new Director(kind, host, directory, log, process, startedNanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Kind kind, Half half, Path directory, Path file, Path log) {
        String pid = directory.resolve("daemon.pid").toString();
        String conf = file.toString();
        List<String> command = new ArrayList<>();
        switch (kind) {
            case HOLDFAST -> {
                command.addAll(List.of(Programs.holdfast().toString(), "run", "-D", "-f", conf, "-p", pid));
                if (half == Half.VIRTUAL_SERVERS) {
                    command.add("-C");
                }
            }
            case KEEPALIVED -> {
                command.addAll(List.of("keepalived", "-n", "-l", "-D", "-f", conf, "-p", pid));
                command.addAll(half == Half.VRRP ? List.of("-P", "-r") : List.of("-C", "-c"));
                // A new one each time: it takes a killed predecessor for alive until somebody reaps it.
                command.add(log + ".pid");
            }
        }
        return command;
    }

    Kind kind() {
        return kind;
    }

    Host host() {
        return host;
    }

    long pid() {
        return process.pid();
    }

    /** When it was started, on the scale of {@link System#nanoTime()}. */
    long startedNanos() {
        return startedNanos;
    }

    Path pidFile() {
        return directory.resolve("daemon.pid");
    }

    /** All that it logged. */
    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes it logged. */
    long logLength() {
        return log.toFile().length();
    }

    /** Whether a line of its log contains a match of the expression. */
    boolean logged(String expression) {
        return Pattern.compile(expression).matcher(log()).find();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Replaces its configuration and tells it to read it (SIGHUP). */
    void reload(String configuration) {
        try {
            reload(Files.writeString(directory.resolve("next.conf"), configuration));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Moves this into the place of its configuration and tells it to read it (SIGHUP). */
    void reload(Path next) {
        try {
            // Into place at once: it must not read half of it.
            Files.move(
                    next,
                    directory.resolve("keepalived.conf"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        signal("HUP");
    }

    /** Sends a signal, for instance {@code HUP}. */
    void signal(String name) {
        signal(name, List.of(pid()));
    }

    /** Sends a signal to it and to all its processes. */
    void signalAll(String name) {
        List<Long> all = new ArrayList<>(List.of(pid()));
        process.descendants().forEach(child -> all.add(child.pid()));
        signal(name, all);
    }

    /** Whether it stands still after SIGSTOP, as proc_pid_stat(5) tells. */
    boolean isPaused() {
        try {
            return Files.readString(Path.of("/proc/" + pid() + "/stat")).contains(") T ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it politely (SIGTERM) and returns its exit status. */
    int stop() {
        signal("TERM");
        return exitStatus();
    }

    /** The exit status, once it has ended. */
    int exitStatus() {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(
                        kind.text() + " on " + host + " did not end within " + LIMIT_SECONDS + " s\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Ends it as a crash does: at once, with all its processes, nothing cleared up. */
    void crash() {
        // keepalived's parent starts a lost child again, and its child ends politely when the parent is lost: stop one,
        // then kill both.
        List<Long> all = new ArrayList<>(List.of(pid()));
        signal("STOP", all);
        process.descendants().forEach(child -> all.add(child.pid()));
        Collections.reverse(all);
        signal("KILL", all);
        exitStatus();
    }

    private void signal(String name, List<Long> pids) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        host.namespace().run(command.toArray(new String[0]));
    }

    @Override
    public String toString() {
        return kind.text() + " on " + host;
    }
}
