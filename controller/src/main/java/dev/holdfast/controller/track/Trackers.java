package dev.holdfast.controller.track;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.vrrp.VrrpScript;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.controller.network.NetlinkRoom;
import dev.holdfast.controller.script.Script;
import dev.holdfast.controller.script.ScriptRules;
import dev.holdfast.controller.script.ScriptRunner;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.ProcessEvents;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackStatus.Condition;
import dev.holdfast.vrrp.track.TrackedId;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is watched for VRRP instances but interfaces, and the files of FILE_CHECK. Only what is tracked by somebody that runs,
 * an instance, a sync group or a real server, is watched.
 * What a reload leaves as it was goes on: a script's runs are not disturbed, and how it stands is kept.
 */
public final class Trackers implements AutoCloseable {
    private static final long CLOSE_MILLIS = 10_000;

    private final EventBus bus;
    private final ScriptRunner runner;
    private final TrackListener listener;
    private final EventLoop loop;
    private final Thread thread;
    private final FileTracker files;
    private final ProcessTracker processes;
    private final Map<String, ScriptTracker> scripts = new LinkedHashMap<>();

    private Trackers(EventBus bus, ScriptRunner runner, TrackListener listener, EventLoop loop) {
        this.bus = bus;
        this.runner = runner;
        this.listener = listener;
        this.loop = loop;
        this.files = new FileTracker(
                loop,
                (name, number) ->
                        listener.tracked(new TrackedId(TrackedId.Kind.FILE, name), new TrackStatus.Value(number)),
                this::say);
        this.processes = new ProcessTracker(
                loop,
                ProcessEvents::open,
                new ProcessDirectory(Path.of("/proc")),
                (name, condition) -> listener.tracked(new TrackedId(TrackedId.Kind.PROCESS, name), condition),
                this::say);
        this.thread = new Thread(this::runLoop, "track");
        thread.setDaemon(true);
    }

    /**
     * Begins, with nothing to watch.
     *
     * @param runner runs the scripts; closed by its owner, after this
     * @param listener called on a thread of this
     */
    public static Trackers start(EventBus bus, ScriptRunner runner, TrackListener listener) throws LinuxException {
        EventLoop loop = EventLoop.open(
                error -> bus.say(Part.VRRP, Severity.ERROR, "error in this program while tracking: " + error));
        Trackers trackers = new Trackers(bus, runner, listener, loop);
        trackers.thread.start();
        return trackers;
    }

    /**
     * Watches what this configuration tracks, and nothing else. Returns at once.
     *
     * @param parts which of its parts run here: {@link Part#VRRP}, {@link Part#CHECKERS}
     * @param filesRead run on a thread of this when all files have been read, and the listener knows
     */
    public void apply(Configuration configuration, Set<Part> parts, Runnable filesRead) {
        loop.execute(() -> change(new Wanted(configuration, parts), filesRead));
    }

    @Override
    public void close() {
        loop.execute(() -> {
            scripts.values().forEach(ScriptTracker::stop);
            scripts.clear();
            files.close();
            processes.close();
            loop.stop();
        });
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runLoop() {
        try (loop) {
            loop.run();
        } catch (LinuxException e) {
            bus.say(Part.VRRP, Severity.ERROR, "nothing is tracked any more: " + e.getMessage());
        }
    }

    private void change(Wanted wanted, Runnable filesRead) {
        try {
            files.apply(wanted.files());
        } finally {
            filesRead.run();
        }
        ScriptRules rules = new ScriptRules(wanted.configuration().globals(), this::say);
        Map<String, ScriptTracker> before = new LinkedHashMap<>(scripts);
        scripts.clear();
        for (VrrpScript script : wanted.scripts()) {
            ScriptTracker old = before.remove(script.name());
            keepOrStart(script, old, rules.allow(script.command()));
        }
        before.values().forEach(ScriptTracker::stop);
        processes.apply(
                wanted.processes(),
                NetlinkRoom.of(wanted.configuration().globals().buffers().processMonitor()));
    }

    private void keepOrStart(VrrpScript script, @Nullable ScriptTracker old, Optional<Script> program) {
        if (program.isEmpty()) {
            if (old != null) {
                old.stop();
            }
            say("Disabling track script " + script.name());
            listener.tracked(new TrackedId(TrackedId.Kind.SCRIPT, script.name()), Condition.DISABLED);
            return;
        }
        if (old != null && old.isSame(script, program.get())) {
            scripts.put(script.name(), old);
            return;
        }
        Condition condition = Condition.UNKNOWN;
        if (old != null) {
            condition = old.condition();
            old.stop();
        }
        TrackedId id = new TrackedId(TrackedId.Kind.SCRIPT, script.name());
        ScriptTracker tracker = new ScriptTracker(
                script, program.get(), condition, loop, runner, now -> listener.tracked(id, now), this::say);
        scripts.put(script.name(), tracker);
        tracker.start();
    }

    private void say(String line) {
        bus.say(Part.VRRP, Severity.INFO, line);
    }
}
