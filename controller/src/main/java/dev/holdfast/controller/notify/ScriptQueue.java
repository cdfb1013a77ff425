package dev.holdfast.controller.notify;

import dev.holdfast.controller.script.Script;
import dev.holdfast.controller.script.ScriptEnd;
import dev.holdfast.controller.script.ScriptRunner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The notify scripts of one instance, group or server: one after the other, in the order in which things happened. Used by one thread. */
final class ScriptQueue {
    /** More than this can only wait behind scripts that hang, and what they would tell is long out of date. */
    private static final int CAPACITY = 1000;

    private final String of;
    private final ScriptRunner runner;
    private final long limitNanos;
    private final Executor thread;
    private final Consumer<String> log;
    private final Runnable whenEmpty;
    private final Deque<Script> waiting = new ArrayDeque<>();
    private boolean running;

    /**
     * An empty queue.
     *
     * @param of whose scripts they are, for the log
     * @param limitNanos how long each may take
     * @param thread the thread that uses this
     * @param whenEmpty called when there is nothing left to run
     */
    ScriptQueue(
            String of,
            ScriptRunner runner,
            long limitNanos,
            Executor thread,
            Consumer<String> log,
            Runnable whenEmpty) {
        this.of = of;
        this.runner = runner;
        this.limitNanos = limitNanos;
        this.thread = thread;
        this.log = log;
        this.whenEmpty = whenEmpty;
    }

    /** Runs a script after those given before it. */
    void add(Script script) {
        waiting.add(script);
        if (waiting.size() > CAPACITY) {
            log.accept("Script " + waiting.remove().program() + " of " + of + " is not run: " + CAPACITY
                    + " later ones wait");
        }
        next();
    }

    boolean isEmpty() {
        return !running && waiting.isEmpty();
    }

    /** Forgets what waits; returns how many scripts that are. */
    int forget() {
        int count = waiting.size();
        waiting.clear();
        return count;
    }

    private void next() {
        Script script = running ? null : waiting.poll();
        if (script == null) {
            if (!running) {
                whenEmpty.run();
            }
            return;
        }
        running = true;
        runner.run(script, limitNanos, new ScriptRunner.Listener() {
            @Override
            public void overdue() {
                log.accept("Script " + script.program() + " of " + of + " is ended: it took more than "
                        + TimeUnit.NANOSECONDS.toMillis(limitNanos) / 1000.0 + " s");
            }

            @Override
            public void ended(ScriptEnd end) {
                thread.execute(() -> over(script, end));
            }
        });
    }

    private void over(Script script, ScriptEnd end) {
        running = false;
        if (!end.succeeded()) {
            log.accept("Script " + script.program() + " of " + of + " " + end.words());
        }
        next();
    }
}
