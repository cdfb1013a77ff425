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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is watched for VRRP instances but interfaces, and the files of FILE_CHECK. Only what is tracked by somebody that runs,
 * an instance, a sync group or a real server, is watched.
 * What a reload leaves as it was goes on: a script's runs are not disturbed, and how it stands is kept.
 */
public final class Trackers implements AutoCloseable {
    private static final long CLOSE_MILLIS = 10_000;
    /** For what may hang for ever. */
    private static final long CLOSE_FILES_MILLIS = 1_000;
    /** Any disk that works has read small files by then. */
    private static final long READING_SECONDS = 5;

    private final EventBus bus;
    private final ScriptRunner runner;
    private final TrackListener listener;
    private final TrackThread thread;
    private final EventLoop loop;
    /** Files have a thread of their own, because a disk may hang. */
    private final TrackThread fileThread;

    private final FileTracker files;
    private final ProcessTracker processes;
    private final Map<String, ScriptTracker> scripts = new LinkedHashMap<>();

    private Trackers(
            EventBus bus, ScriptRunner runner, TrackListener listener, TrackThread thread, TrackThread fileThread) {
        this.bus = bus;
        this.runner = runner;
        this.listener = listener;
        this.thread = thread;
        this.loop = thread.loop();
        this.fileThread = fileThread;
        this.files = new FileTracker(
                fileThread.loop(),
                (name, number) ->
                        listener.tracked(new TrackedId(TrackedId.Kind.FILE, name), new TrackStatus.Value(number)),
                this::say);
        this.processes = new ProcessTracker(
                loop,
                ProcessEvents::open,
                new ProcessDirectory(Path.of("/proc")),
                (name, condition) -> listener.tracked(new TrackedId(TrackedId.Kind.PROCESS, name), condition),
                this::say);
    }

    /**
     * Begins, with nothing to watch.
     *
     * @param runner runs the scripts; closed by its owner, after this
     * @param listener called on threads of this
     */
    public static Trackers start(EventBus bus, ScriptRunner runner, TrackListener listener) throws LinuxException {
        return new Trackers(
                bus, runner, listener, TrackThread.start("track", bus), TrackThread.start("track-files", bus));
    }

    /**
     * Watches what this configuration tracks, and nothing else. Returns at once.
     *
     * @param parts which of its parts run here: {@link Part#VRRP}, {@link Part#CHECKERS}
     * @param filesRead run on a thread of this when all files have been read, and the listener knows, or when that takes longer than it
     *     can be waited for
     */
    public void apply(Configuration configuration, Set<Part> parts, Runnable filesRead) {
        Wanted wanted = new Wanted(configuration, parts);
        AtomicBoolean told = new AtomicBoolean();
        loop.execute(() -> {
            loop.timer(() -> {
                        if (told.compareAndSet(false, true)) {
                            say("tracked files cannot be read within " + READING_SECONDS
                                    + " seconds: virtual servers do not wait for them");
                            filesRead.run();
                        }
                    })
                    .set(System.nanoTime() + TimeUnit.SECONDS.toNanos(READING_SECONDS));
            change(wanted);
        });
        fileThread.loop().execute(() -> {
            try {
                files.apply(wanted.files());
            } finally {
                if (told.compareAndSet(false, true)) {
                    filesRead.run();
                }
            }
        });
    }

    @Override
    public void close() {
        thread.end(
                () -> {
                    scripts.values().forEach(ScriptTracker::stop);
                    scripts.clear();
                    processes.close();
                },
                CLOSE_MILLIS);
        fileThread.end(files::close, CLOSE_FILES_MILLIS);
    }

    private void change(Wanted wanted) {
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
