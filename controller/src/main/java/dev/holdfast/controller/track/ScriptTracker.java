package dev.holdfast.controller.track;

import dev.holdfast.controller.config.vrrp.VrrpScript;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.controller.script.Script;
import dev.holdfast.controller.script.ScriptEnd;
import dev.holdfast.controller.script.ScriptRunner;
import dev.holdfast.vrrp.track.TrackStatus.Condition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a vrrp_script again and again, one run at a time. */
final class ScriptTracker {
    private final VrrpScript script;
    private final Script program;
    private final EventLoop loop;
    private final ScriptRunner runner;
    private final Consumer<Condition> status;
    private final Consumer<String> log;
    private final TimerQueue.Timer timer;
    private ScriptHealth health;
    private ScriptRunner.@Nullable Run running;
    private boolean overdue;
    private boolean notRun;
    private int lastExit;
    private long nextNanos;
    private boolean stopped;

    /**
     * One that does not run before {@link #start}.
     *
     * @param before how the script of this name stood until now, or {@link Condition#UNKNOWN}
     */
    ScriptTracker(
            VrrpScript script,
            Script program,
            Condition before,
            EventLoop loop,
            ScriptRunner runner,
            Consumer<Condition> status,
            Consumer<String> log) {
        this.script = script;
        this.program = program;
        this.loop = loop;
        this.runner = runner;
        this.status = status;
        this.log = log;
        this.timer = loop.timer(this::due);
        ScriptHealth fresh = ScriptHealth.initial(script.rise(), script.fall(), script.initiallyDown());
        this.health = before == Condition.UNKNOWN ? fresh : new ScriptHealth(script.rise(), script.fall(), before, 0);
    }

    /** Whether it would run that program just as it does; weights are for those who track it. */
    boolean isSame(VrrpScript other, Script otherProgram) {
        return program.equals(otherProgram)
                && script.intervalNanos() == other.intervalNanos()
                && script.timeoutNanos() == other.timeoutNanos()
                && script.rise() == other.rise()
                && script.fall() == other.fall();
    }

    Condition condition() {
        return health.condition();
    }

    /** Tells how it stands, and begins. */
    void start() {
        status.accept(health.condition());
        nextNanos = System.nanoTime();
        due();
    }

    /** Ends a run in progress; nothing is told any more. */
    void stop() {
        stopped = true;
        timer.clear();
        if (running != null) {
            running.end();
        }
    }

    private void due() {
        long now = System.nanoTime();
        nextNanos += script.intervalNanos();
        if (nextNanos - now < 0) {
            // After a pause of this machine there is nothing to catch up on.
            nextNanos = now + script.intervalNanos();
        }
        timer.set(nextNanos);
        if (running != null) {
            log.accept("Track script " + script.name() + " is " + (overdue ? "being timed out" : "already running")
                    + ", expect idle - skipping run");
            return;
        }
        overdue = false;
        long limit = script.timeoutNanos() == 0 ? script.intervalNanos() : script.timeoutNanos();
        running = runner.run(program, limit, new ScriptRunner.Listener() {
            @Override
            public void overdue() {
                loop.execute(() -> timedOut());
            }

            @Override
            public void ended(ScriptEnd end) {
                loop.execute(() -> over(end));
            }
        });
    }

    private void timedOut() {
        if (!stopped) {
            overdue = true;
            took(false, "timed_out");
        }
    }

    private void over(ScriptEnd end) {
        running = null;
        if (stopped || overdue) {
            return;
        }
        if (!(end instanceof ScriptEnd.Exited exited)) {
            // For want of descriptors or memory, for example: nothing was found out. Said once until it runs again.
            if (!notRun) {
                log.accept(
                        "VRRP_Script(" + script.name() + ") could not be run, which changes nothing: " + end.words());
            }
            notRun = true;
            return;
        }
        notRun = false;
        int exit = exited.status();
        if (exit != lastExit) {
            lastExit = exit;
            if (exit < ScriptEnd.SIGNALS) {
                log.accept("Script `" + script.name() + "` now returning " + exit);
            }
        }
        took(end.succeeded(), end.succeeded() ? "succeeded" : "failed (" + end.words() + ")");
    }

    private void took(boolean success, String words) {
        Condition before = health.condition();
        health = health.after(success);
        if (health.condition() != before) {
            log.accept("VRRP_Script(" + script.name() + ") " + words);
            status.accept(health.condition());
        }
    }
}
