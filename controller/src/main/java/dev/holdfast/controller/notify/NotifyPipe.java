package dev.holdfast.controller.notify;

import dev.holdfast.controller.config.global.NotifyFifo;
import dev.holdfast.controller.script.Script;
import dev.holdfast.controller.script.ScriptEnd;
import dev.holdfast.controller.script.ScriptRules;
import dev.holdfast.controller.script.ScriptRunner;
import dev.holdfast.linuxnet.process.Accounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A notify pipe and the program that reads it. Used by one thread. */
final class NotifyPipe implements AutoCloseable {
    private final NotifyFifo settings;
    private final String name;
    private final Consumer<String> log;
    private @Nullable PipeWriter writer;
    private ScriptRunner.@Nullable Run reader;
    private volatile boolean readerRuns;

    private NotifyPipe(NotifyFifo settings, String name, Consumer<String> log) {
        this.settings = settings;
        this.name = name;
        this.log = log;
    }

    /**
     * Opens it, and starts its reader.
     *
     * @param name what it is for, as keepalived calls it: {@code vrrp} or {@code lvs}
     */
    static NotifyPipe open(
            NotifyFifo settings, String name, ScriptRules rules, ScriptRunner runner, Consumer<String> log) {
        NotifyPipe pipe = new NotifyPipe(settings, name, log);
        Optional<Accounts.User> owner = rules.user(settings.user(), settings.group());
        if (owner.isEmpty()) {
            log.accept("Invalid user/group for " + name + " fifo " + settings.path() + " - ignoring");
            return pipe;
        }
        try {
            pipe.writer = PipeWriter.open(Path.of(settings.path()).toAbsolutePath(), owner.get(), log);
        } catch (IOException e) {
            log.accept("Unable to open " + name + " notify fifo " + settings.path() + ": " + e.getMessage());
        }
        pipe.startReader(rules, runner);
        return pipe;
    }

    /** Starts the reader again where it has ended, as a reload does. */
    void startReader(ScriptRules rules, ScriptRunner runner) {
        Optional<Script> script = readerRuns || writer == null ? Optional.empty() : rules.allow(settings.script());
        if (script.isPresent()) {
            readerRuns = true;
            ScriptRunner.Listener listener = this::readerEnded;
            reader = runner.run(script.get().with(List.of(settings.path())), ScriptRunner.UNLIMITED, listener);
        }
    }

    private void readerEnded(ScriptEnd end) {
        readerRuns = false;
        log.accept(name + " notify fifo script terminated" + (end.succeeded() ? "" : " (" + end.words() + ")"));
    }

    NotifyFifo settings() {
        return settings;
    }

    void add(String line) {
        if (writer != null) {
            writer.add(line);
        }
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
        if (reader != null && readerRuns) {
            reader.end();
        }
    }
}
