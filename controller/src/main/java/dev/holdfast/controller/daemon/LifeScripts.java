package dev.holdfast.controller.daemon;

import dev.holdfast.controller.config.GlobalDefs;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.controller.config.global.ScriptDefaults;
import dev.holdfast.controller.script.Script;
import dev.holdfast.controller.script.ScriptEnd;
import dev.holdfast.controller.script.ScriptRules;
import dev.holdfast.controller.script.ScriptRunner;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The scripts at both ends of the process's life: {@code startup_script}, which has ended before anything else is done, and
 * {@code shutdown_script}, which is run when everything has been let go of. How they end changes nothing.
 */
final class LifeScripts {
    private static final long LOOK_MILLIS = 100;

    private final Consumer<String> log;
    private final Consumer<RuntimeException> onError;

    /**
     * Runs none by itself.
     *
     * @param log takes lines, worded as keepalived's
     * @param onError told of errors in this program
     */
    LifeScripts(Consumer<String> log, Consumer<RuntimeException> onError) {
        this.log = log;
        this.onError = onError;
    }

    /**
     * Runs the startup script to its end, or to its time limit.
     *
     * @param stopAsked whether the process is to stop, which ends the script
     */
    void atStart(GlobalDefs globals, BooleanSupplier stopAsked) {
        ScriptDefaults scripts = globals.scripts();
        run("startup script", scripts.startup(), scripts.startupTimeoutSeconds(), globals, stopAsked);
    }

    /** Runs the shutdown script to its end, or to its time limit. */
    void atEnd(GlobalDefs globals) {
        ScriptDefaults scripts = globals.scripts();
        run("shutdown script", scripts.shutdown(), scripts.shutdownTimeoutSeconds(), globals, () -> false);
    }

    private void run(
            String which,
            @Nullable ScriptCommand command,
            int limitSeconds,
            GlobalDefs globals,
            BooleanSupplier stopAsked) {
        Optional<Script> script = new ScriptRules(globals, log).allow(command);
        if (script.isEmpty()) {
            return;
        }
        log.accept("Running " + which + " " + script.get().program());
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptRunner runner = new ScriptRunner(onError)) {
            ScriptRunner.Run run =
                    runner.run(script.get(), TimeUnit.SECONDS.toNanos(limitSeconds), new ScriptRunner.Listener() {
                        @Override
                        public void overdue() {
                            log.accept(which + " timed out");
                        }

                        @Override
                        public void ended(ScriptEnd end) {
                            tell(which, end);
                            over.countDown();
                        }
                    });
            while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (stopAsked.getAsBoolean()) {
                    run.end();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String which, ScriptEnd end) {
        if (end.succeeded()) {
            return;
        }
        boolean plain = end instanceof ScriptEnd.Exited exited && exited.status() < ScriptEnd.SIGNALS;
        log.accept(
                plain
                        ? which + " script failed, status " + ((ScriptEnd.Exited) end).status()
                        : which + " script failed, " + end.words());
    }
}
