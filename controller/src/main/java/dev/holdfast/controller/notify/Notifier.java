package dev.holdfast.controller.notify;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.global.NotifyFifo;
import dev.holdfast.controller.config.global.NotifyFifos;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.controller.config.vrrp.Notifications;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.script.Script;
import dev.holdfast.controller.script.ScriptRules;
import dev.holdfast.controller.script.ScriptRunner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs notify scripts and writes to notify pipes. The scripts of one instance, group or server run one after the other, in the
 * order in which things happened to it, whatever is configured for it; those of different ones do not wait for each other.
 *
 * <p>All methods return at once; the work is done on a thread of its own.
 */
public final class Notifier implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;

    private final EventBus bus;
    private final ScriptRunner runner;
    private final long limitNanos;
    private final ExecutorService thread;
    private final Map<String, ScriptQueue> queues = new HashMap<>();
    private final CountDownLatch idle = new CountDownLatch(1);
    private Map<ScriptCommand, Optional<Script>> scripts = Map.of();
    private Map<ScriptCommand, Optional<Script>> formerScripts = Map.of();
    private ServerScripts servers = new ServerScripts();
    private @Nullable NotifyPipe all;
    private @Nullable NotifyPipe vrrp;
    private @Nullable NotifyPipe lvs;
    private boolean closing;

    /**
     * One that tells nobody before {@link #apply}.
     *
     * @param runner closed by its owner, after this
     * @param limitNanos how long a notify script may take
     */
    public Notifier(EventBus bus, ScriptRunner runner, long limitNanos) {
        this.bus = bus;
        this.runner = runner;
        this.limitNanos = limitNanos;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread made = new Thread(task, "notify");
                    made.setDaemon(true);
                    return made;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Uses the scripts and pipes of this configuration from now on; called before its instances and servers are told of it. A pipe
     * that is the same stays open.
     */
    public void apply(Configuration configuration) {
        work(() -> change(configuration));
    }

    /** Tells of an instance or a sync group, whose scripts these are. */
    public void tell(Notification notification, Notifications notifications) {
        work(() -> {
            write(vrrp, notification.line());
            String of = notification.name();
            ScriptCommand own = notification.what().script(notifications);
            run(of, notification.kind() + of, own, List.of());
            if (notification.what().isChange()) {
                run(of, notification.kind() + of, notifications.any(), notification.arguments());
            }
        });
    }

    /** Tells the pipes alone, which have been told before, how an instance or a group stands. */
    public void repeat(Notification notification) {
        work(() -> write(vrrp, notification.line()));
    }

    /** Tells of a virtual or a real server that went up or down; other events are nobody's business. */
    public void tellServers(DirectorEvent event) {
        work(() -> {
            ServerScripts.Line line = ServerScripts.Line.of(event);
            if (line != null) {
                write(lvs, line.text() + "\n");
                run(line.server(), line.server(), servers.of(line), List.of());
            }
        });
    }

    /** Waits until all scripts have run, but not for long; then the pipes are closed, and those removed that this has made. */
    @Override
    public void close() {
        work(() -> {
            closing = true;
            endWhenIdle();
        });
        try {
            boolean done = idle.await(CLOSE_SECONDS, TimeUnit.SECONDS);
            work(() -> {
                if (!done) {
                    int left = queues.values().stream()
                            .mapToInt(ScriptQueue::forget)
                            .sum();
                    say(left + " notify scripts are not run, and those that run are ended: stopping takes too long");
                }
                closePipes();
            });
            thread.shutdown();
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Runnable task) {
        thread.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                bus.say(Part.DIRECTOR, Severity.ERROR, "error in this program while notifying: " + e);
            }
        });
    }

    private void change(Configuration configuration) {
        ScriptRules rules = new ScriptRules(configuration.globals(), this::say);
        servers = ServerScripts.of(configuration);
        Map<ScriptCommand, Optional<Script>> wanted = new HashMap<>();
        for (ScriptCommand command : commands(configuration)) {
            if (!wanted.containsKey(command)) {
                wanted.put(command, rules.allow(command));
            }
        }
        // What the reload takes away is still to be told of.
        formerScripts = scripts;
        scripts = wanted;
        NotifyFifos fifos = configuration.globals().fifos();
        all = reopened(all, fifos.all(), "vrrp", rules);
        vrrp = reopened(vrrp, fifos.vrrp(), "vrrp", rules);
        lvs = reopened(lvs, fifos.lvs(), "lvs", rules);
    }

    private @Nullable NotifyPipe reopened(
            @Nullable NotifyPipe old, @Nullable NotifyFifo wanted, String name, ScriptRules rules) {
        if (old != null && old.settings().equals(wanted)) {
            old.startReader(rules, runner);
            return old;
        }
        if (old != null) {
            old.close();
        }
        return wanted == null ? null : NotifyPipe.open(wanted, name, rules, runner, this::say);
    }

    private List<ScriptCommand> commands(Configuration configuration) {
        List<@Nullable ScriptCommand> commands = new ArrayList<>();
        for (RouterConfig instance : configuration.instances()) {
            commands.addAll(commands(instance.settings().notifications()));
        }
        for (SyncGroup group : configuration.blocks().syncGroups()) {
            commands.addAll(commands(group.notifications()));
        }
        commands.addAll(servers.all());
        return commands.stream()
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    private static List<@Nullable ScriptCommand> commands(Notifications of) {
        return Arrays.asList(
                of.backup(), of.master(), of.fault(), of.stop(), of.any(), of.deleted(), of.masterReceivesLower());
    }

    private void write(@Nullable NotifyPipe pipe, String line) {
        if (all != null) {
            all.add(line);
        }
        if (pipe != null) {
            pipe.add(line);
        }
    }

    private void run(String of, String queue, @Nullable ScriptCommand command, List<String> more) {
        Optional<Script> script = command == null ? Optional.empty() : allowed(command);
        if (script.isPresent()) {
            queues.computeIfAbsent(
                            queue,
                            key -> new ScriptQueue(of, runner, limitNanos, this::work, this::say, () -> emptied(key)))
                    .add(script.get().with(more));
        }
    }

    private Optional<Script> allowed(ScriptCommand command) {
        return (scripts.containsKey(command) ? scripts : formerScripts).getOrDefault(command, Optional.empty());
    }

    private void emptied(String queue) {
        queues.remove(queue);
        if (closing) {
            endWhenIdle();
        }
    }

    private void endWhenIdle() {
        if (queues.values().stream().allMatch(ScriptQueue::isEmpty)) {
            idle.countDown();
        }
    }

    private void closePipes() {
        for (NotifyPipe pipe : Arrays.asList(all, vrrp, lvs)) {
            if (pipe != null) {
                pipe.close();
            }
        }
    }

    private void say(String line) {
        bus.say(Part.VRRP, Severity.INFO, line);
    }
}
