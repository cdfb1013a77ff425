package dev.holdfast.controller.check;

import dev.holdfast.controller.config.GlobalDefs;
import dev.holdfast.controller.config.RealServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.controller.script.Script;
import dev.holdfast.controller.script.ScriptEnd;
import dev.holdfast.controller.script.ScriptRules;
import dev.holdfast.controller.script.ScriptRunner;
import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.ConnectingSpec;
import dev.holdfast.healthcheck.MiscCheckSpec;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.ServerCondition;
import dev.holdfast.healthcheck.check.OutsideProbes;
import dev.holdfast.healthcheck.policy.ProbeResult;
import dev.holdfast.healthcheck.policy.ProgramExit;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.socket.SocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the programs of MISC_CHECK, sends the echoes of PING_CHECK, on a thread of its own, and opens the ways of {@code probe_vip}. */
public final class SystemProbes implements OutsideProbes, AutoCloseable {
    private static final long CLOSE_MILLIS = 5_000;

    private final EventBus bus;
    private final ScriptRunner runner;
    private final VipPaths vipPaths;
    private volatile Map<ScriptCommand, Script> allowed = Map.of();
    private @Nullable EventLoop loop;
    private @Nullable Pinger pinger;
    private @Nullable Thread thread;

    /**
     * One that has done nothing yet.
     *
     * @param runner runs the programs; closed by its owner, after this
     */
    public SystemProbes(EventBus bus, ScriptRunner runner) {
        this.bus = bus;
        this.runner = runner;
        this.vipPaths = new VipPaths(bus);
    }

    /**
     * Looks at the programs that these servers' checks want to run, and says which may not. A checker whose program may not run
     * never has an opinion.
     */
    public void apply(GlobalDefs globals, List<VirtualServerConfig> servers) {
        Map<ScriptCommand, Script> found = new HashMap<>();
        Map<ScriptCommand, Boolean> seen = new HashMap<>();
        ScriptRules rules = new ScriptRules(globals, this::warn);
        servers.stream()
                .flatMap(server -> server.realServers().stream())
                .flatMap(server -> server.checks().stream())
                .filter(MiscCheckSpec.class::isInstance)
                .map(spec -> command((MiscCheckSpec) spec))
                .forEach(command -> {
                    if (seen.put(command, true) == null) {
                        Optional<Script> script = rules.allow(command);
                        script.ifPresentOrElse(
                                one -> found.put(command, one),
                                () -> warn("Disabling misc script " + String.join(" ", command.words())));
                    }
                });
        allowed = Map.copyOf(found);
    }

    /** Gives up the ways to virtual addresses that no check of these servers asks for. */
    public void keepPaths(List<VirtualServerConfig> servers) {
        vipPaths.keep(virtualAddresses(servers));
    }

    private static Set<InetAddress> virtualAddresses(List<VirtualServerConfig> servers) {
        Set<InetAddress> found = new HashSet<>();
        for (VirtualServerConfig server : servers) {
            for (RealServerConfig realServer : server.realServers()) {
                for (ServerCondition check : realServer.checks()) {
                    InetAddress vip =
                            check instanceof ConnectingSpec spec ? spec.target().virtualAddress() : null;
                    if (vip != null) {
                        found.add(vip);
                    }
                }
            }
        }
        return found;
    }

    private static ScriptCommand command(MiscCheckSpec spec) {
        return new ScriptCommand(spec.words(), spec.user(), spec.group());
    }

    @Override
    public Attempt run(MiscCheckSpec spec, Consumer<ProbeResult> whenDone) {
        Script script = allowed.get(command(spec));
        if (script == null) {
            return () -> {};
        }
        ScriptRunner.Run run = runner.run(script, spec.timeoutNanos(), end -> whenDone.accept(result(spec, end)));
        return run::end;
    }

    private static ProbeResult result(MiscCheckSpec spec, ScriptEnd end) {
        if (end instanceof ScriptEnd.Exited exited) {
            return ProgramExit.judge(exited.status(), exited.overdue(), spec, end.words());
        }
        return new ProbeResult.NotRun(LocalTrouble.SOCKET, end.words());
    }

    @Override
    public synchronized Attempt ping(PingCheckSpec spec, Consumer<ProbeResult> whenDone) {
        Pinger there = pinger;
        if (there == null) {
            try {
                EventLoop opened = EventLoop.open(error -> warn("error in this program while pinging: " + error));
                there = new Pinger(opened, ThreadLocalRandom.current().nextInt());
                loop = opened;
                pinger = there;
                thread = new Thread(() -> runLoop(opened), "ping");
                thread.setDaemon(true);
                thread.start();
            } catch (LinuxException e) {
                whenDone.accept(new ProbeResult.NotRun(LocalTrouble.SOCKET, String.valueOf(e.getMessage())));
                return () -> {};
            }
        }
        return there.ping(spec, whenDone);
    }

    private void runLoop(EventLoop running) {
        try (running) {
            running.run();
        } catch (LinuxException e) {
            warn("nothing is pinged any more: " + e.getMessage());
        }
    }

    @Override
    public void setOptions(int socket, CheckTarget target) throws IOException {
        try {
            if (target.bindInterface() != null) {
                SocketOptions.setDevice(socket, target.bindInterface());
            }
            InetAddress vip = target.virtualAddress();
            long mark = vip != null ? vipPaths.markFor(vip, target) : target.firewallMark();
            if (mark != 0) {
                SocketOptions.setMark(socket, mark);
            }
        } catch (LinuxException e) {
            throw e.errno() == Errno.ENETUNREACH || e.errno() == Errno.EHOSTUNREACH
                    ? new NoRouteToHostException(e.getMessage())
                    : new IOException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        vipPaths.close();
        EventLoop running = loop;
        Pinger ending = pinger;
        if (running == null || ending == null || thread == null) {
            return;
        }
        running.execute(() -> {
            ending.close();
            running.stop();
        });
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void warn(String text) {
        bus.say(Part.CHECKERS, Severity.WARNING, text);
    }
}
