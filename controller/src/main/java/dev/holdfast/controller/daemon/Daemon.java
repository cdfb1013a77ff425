package dev.holdfast.controller.daemon;

import dev.holdfast.controller.admin.ControlAddress;
import dev.holdfast.controller.admin.ControlException;
import dev.holdfast.controller.admin.ControlSocket;
import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.KeepalivedConf;
import dev.holdfast.controller.config.ReadResult;
import dev.holdfast.controller.config.global.FileSettings;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.linuxnet.Capabilities;
import dev.holdfast.linuxnet.Capability;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.file.CreationMask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A director's whole life: read the configuration, take the PID file, start the VRRP instances and the virtual servers,
 * reload on SIGHUP, and on SIGTERM or SIGINT let go of everything. Instances and virtual servers do not wait for each
 * other: adverts go out while the IPVS table is still being read.
 */
public final class Daemon {
    private static final int OTHERS_MASK = 0177;
    private static final Set<Capability> NEEDED = Set.of(Capability.NET_ADMIN, Capability.NET_RAW);

    private final RunOptions options;
    private final EventBus bus;
    private final ProcessSignals signals;
    private final AtomicInteger reloadsAsked = new AtomicInteger();
    private volatile @Nullable ReadResult running;
    /** That the file is not what is in force, since a reload was refused; null where it is. */
    private volatile @Nullable String refusal;

    private final ServiceNotification service =
            new ServiceNotification(System.getenv("NOTIFY_SOCKET"), System.getenv("HOLDFAST_READY"));

    /** Prepares a run; nothing happens before {@link #run}. */
    public Daemon(RunOptions options, EventBus bus, ProcessSignals signals) {
        this.options = options;
        this.bus = bus;
        this.signals = signals;
    }

    /**
     * Runs until told to stop.
     *
     * @throws StartFailure if it cannot start; nothing is left behind then
     */
    public void run() throws StartFailure {
        say(Severity.INFO, "Starting Holdfast " + Version.text());
        Configuration configuration = readAtStart();
        PidFile pidFile = PidFile.take(options.pidFile());
        try {
            runWith(configuration);
        } finally {
            pidFile.close();
        }
        say(Severity.INFO, "Stopped Holdfast " + Version.text());
    }

    private Configuration readAtStart() throws StartFailure {
        ReadResult result = read();
        Configuration configuration = result.configuration();
        if (configuration == null) {
            throw new StartFailure(ExitCode.CONFIGURATION, "not starting: " + tellAllButReason(result));
        }
        result.problems().forEach(this::tell);
        if (configuration.instances().isEmpty()
                && configuration.virtualServers().isEmpty()) {
            say(Severity.WARNING, options.configurationFile() + " has nothing to run");
        }
        running = result;
        return configuration;
    }

    /** Tells every problem but the one that decided, which is returned for the line that says what follows from it. */
    private String tellAllButReason(ReadResult result) {
        Problem reason = result.problems().stream()
                .filter(problem -> problem.verdict() == result.verdict())
                .findFirst()
                .orElseThrow();
        result.problems().stream().filter(problem -> !problem.equals(reason)).forEach(this::tell);
        return reason.render();
    }

    private void tell(Problem problem) {
        say(
                switch (problem.severity()) {
                    case ERROR -> Severity.ERROR;
                    case WARNING -> Severity.WARNING;
                },
                problem.render());
    }

    private ReadResult read() {
        say(Severity.INFO, "Opening file '" + options.configurationFile() + "'.");
        return KeepalivedConf.read(options.configurationFile(), new ReadOptions(options.configId(), new LocalSystem()));
    }

    private void runWith(Configuration configuration) throws StartFailure {
        requirePrivileges(configuration);
        List<Path> written = writeOtherPidFiles();
        applyMask(configuration);
        LifeScripts scripts = new LifeScripts(text -> say(Severity.INFO, text), this::sayError);
        scripts.atStart(configuration.globals(), signals::stopAsked);
        try (EventLoop loop = EventLoop.open(this::sayError);
                Director director = Director.open(loop, bus, options, this::sayError)) {
            requireInterfaces(configuration, director);
            // Its thread would inherit the loop's priority, so it begins before that is raised.
            ControlSocket control = openControl(configuration, director, loop);
            try {
                if (!signals.stopAsked()) {
                    director.start(configuration);
                    new HeapCare(loop).start();
                    service.ready();
                    say(Severity.DETAIL, "Startup complete");
                }
                signals.handOver(
                        () -> loop.execute(() -> stop(loop)), () -> reloads(loop, director), this::tellWhereDataIs);
                loop.run();
            } finally {
                // However it ends, no address stays behind.
                director.shutdown();
                if (control != null) {
                    control.close();
                }
            }
        } catch (LinuxException e) {
            throw new StartFailure(ExitCode.FAILURE, "cannot run: " + e.getMessage());
        } finally {
            scripts.atEnd(inForce().globals());
            written.forEach(Daemon::delete);
        }
    }

    /** The configuration that was read last of those that could be run. */
    private Configuration inForce() {
        ReadResult result = Objects.requireNonNull(running, "set at the start");
        return Objects.requireNonNull(result.configuration(), "it could be run");
    }

    /**
     * Null where it cannot be: nobody is kept from running for want of being asked.
     *
     * @throws StartFailure if another director answers there, whose PID file somebody has removed
     */
    private @Nullable ControlSocket openControl(Configuration configuration, Director director, EventLoop loop)
            throws StartFailure {
        CreationMask.set(OTHERS_MASK);
        try {
            return ControlSocket.open(
                    ControlAddress.beside(options.pidFile()),
                    new DirectorControl(options.configurationFile(), director, loop, () -> refusal),
                    this::sayError);
        } catch (ControlException e) {
            if (e.isInUse()) {
                throw new StartFailure(
                        ExitCode.FAILURE,
                        "already running, though its PID file was removed: " + e.getMessage()
                                + " (`holdfast status` tells which process; stop that one, or give this one another file with -p)");
            }
            say(Severity.WARNING, "no control socket, so `holdfast status` has nobody to ask: " + e.getMessage());
            return null;
        } finally {
            applyMask(configuration);
        }
    }

    /** What scripts, and this process from now on, make is not for everybody; the PID files are. */
    private static void applyMask(Configuration configuration) {
        Integer mask = configuration.globals().files().umask();
        CreationMask.set(mask == null ? FileSettings.DEFAULT_UMASK : mask);
    }

    private void requirePrivileges(Configuration configuration) throws StartFailure {
        boolean needed = !configuration.instances().isEmpty()
                || !configuration.virtualServers().isEmpty();
        try {
            Set<Capability> missing = EnumSet.copyOf(NEEDED);
            missing.removeAll(Capabilities.effective());
            if (needed && !missing.isEmpty()) {
                throw new StartFailure(
                        ExitCode.FAILURE,
                        "missing privilege: "
                                + missing.stream().map(Capability::toString).collect(Collectors.joining(" and "))
                                + (missing.size() == 1 ? " is" : " are")
                                + " needed for VRRP and IPVS (run it as root, or give the process "
                                + (missing.size() == 1 ? "this capability)" : "these capabilities)"));
            }
        } catch (IOException e) {
            throw new StartFailure(ExitCode.FAILURE, "cannot read this process's capabilities: " + e.getMessage());
        }
    }

    private void requireInterfaces(Configuration configuration, Director director) throws StartFailure {
        String missing = missingInterfaces(configuration, director);
        if (missing != null) {
            throw new StartFailure(ExitCode.CONFIGURATION, "not starting: " + missing);
        }
    }

    private @Nullable String missingInterfaces(Configuration configuration, Director director) {
        List<String> missing = director.missingInterfaces(configuration);
        return missing.isEmpty()
                ? null
                : "no interface " + String.join(", ", missing) + " on this machine (named in "
                        + options.configurationFile() + "; `ip link` lists the interfaces there are)";
    }

    /** On a signal thread. One reload at a time; a signal that comes meanwhile is kept, once, for after it. */
    private void reloads(EventLoop loop, Director director) {
        if (reloadsAsked.getAndIncrement() > 0) {
            say(Severity.INFO, "Reload asked for while one is under way: it follows");
            return;
        }
        int asked;
        do {
            asked = reloadsAsked.get();
            try {
                reload(loop, director);
            } catch (OutOfMemoryError e) {
                keepRunning("there is not enough memory to read " + options.configurationFile());
            }
        } while (!reloadsAsked.compareAndSet(asked, 0));
    }

    /** Reading is slow, so the loop is only given the result. */
    private void reload(EventLoop loop, Director director) {
        service.reloading();
        say(Severity.INFO, "Reloading ...");
        ReadResult result = read();
        Configuration configuration = result.configuration();
        if (configuration == null) {
            keepRunning(tellAllButReason(result));
            return;
        }
        // keepalived would go on without what is wrong, and so stop what works: a VIP, a server, for one mistyped word.
        List<Problem> fresh = result.errorsSince(Objects.requireNonNull(running, "set at the start"));
        if (!fresh.isEmpty()) {
            String more = fresh.size() == 1 ? "" : " (and " + (fresh.size() - 1) + " more)";
            result.problems().stream()
                    .filter(problem -> !problem.equals(fresh.get(0)))
                    .forEach(this::tell);
            keepRunning(fresh.get(0).render() + more);
            return;
        }
        result.problems().forEach(this::tell);
        loop.execute(() -> {
            String missing = missingInterfaces(configuration, director);
            if (missing != null) {
                keepRunning(missing);
                return;
            }
            applyMask(configuration);
            director.reload(configuration);
            running = result;
            refusal = null;
            say(Severity.INFO, "Reload complete");
            service.ready();
        });
    }

    private void keepRunning(String why) {
        refusal = "the last reload was refused, the configuration before it is in force: " + why;
        say(Severity.ERROR, "Reload refused, the running configuration stays in force: " + why);
        service.ready();
    }

    private void tellWhereDataIs() {
        say(Severity.INFO, "SIGUSR1 writes nothing here: `holdfast status` (--json) tells how this director stands");
    }

    private void stop(EventLoop loop) {
        say(Severity.INFO, "Stopping");
        service.stopping();
        loop.stop();
    }

    private List<Path> writeOtherPidFiles() throws StartFailure {
        for (Path path : options.otherPidFiles()) {
            if (path.equals(options.pidFile())) {
                // Closing it a second time would end the lock on it (fcntl(2)), and the number is there already.
                continue;
            }
            try {
                Files.writeString(path, ProcessHandle.current().pid() + "\n", StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new StartFailure(ExitCode.FAILURE, "cannot write the PID file " + path + ": " + e.getMessage());
            }
        }
        return options.otherPidFiles();
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // A stale file of a stopped process harms nobody.
        }
    }

    private void sayError(RuntimeException e) {
        StackTraceElement[] trace = e.getStackTrace();
        say(Severity.ERROR, "error in this program: " + e + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    private void say(Severity severity, String text) {
        bus.say(Part.DIRECTOR, severity, text);
    }
}
