package dev.holdfast.controller.script;

import dev.holdfast.linuxnet.process.Accounts;
import dev.holdfast.linuxnet.process.ProcessGroup;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs. Starting one takes milliseconds, so it is done on a thread of its own, which lives as long as this: programs
 * are sent SIGTERM when it ends (prctl(2), PR_SET_PDEATHSIG), also when this process is killed.
 */
public final class ScriptRunner implements AutoCloseable {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** How long a program that was asked to end may take until it is killed; keepalived's is about the same. */
    private static final long GRACE_NANOS = 2_000_000_000L;

    private static final long CLOSE_SECONDS = 5;
    private static final File NOTHING = new File("/dev/null");
    /** Where the launcher waits for the word that this process is ready; no business of a script's. */
    /** What setpriv(1) ends with where the program cannot be executed, or is not there. */
    private static final int CANNOT_EXECUTE = 126;

    private static final int NOT_FOUND = 127;
    private static final String READY_VARIABLE = "HOLDFAST_READY";

    private final Accounts.User self = Accounts.effective();
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor thread;
    private final Consumer<RuntimeException> onError;

    /** Learns what becomes of a run, on the runner's thread; must not wait. */
    public interface Listener {
        /** Its time has run out; it is asked to end, and killed if it does not. {@link #ended} follows when it has ended. */
        default void overdue() {}

        /** It is over. */
        void ended(ScriptEnd end);
    }

    /**
     * A runner whose thread starts with the first program.
     *
     * @param onError told of what a listener throws
     */
    public ScriptRunner(Consumer<RuntimeException> onError) {
        this.onError = onError;
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "scripts");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Starts a program; returns at once.
     *
     * @param limitNanos how long it may take, or {@link #UNLIMITED}
     */
    public Run run(Script script, long limitNanos, Listener listener) {
        Run run = new Run(script, listener);
        thread.execute(guarded(() -> run.start(limitNanos)));
        return run;
    }

    /** Asks all running programs to end, kills those that do not, and ends the thread. */
    @Override
    public void close() {
        running.forEach(Run::end);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        thread.execute(() -> shutDownWhenOver(until));
        try {
            if (!thread.awaitTermination(2 * CLOSE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** The executor keeps to itself what a task throws. */
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                onError.accept(e);
            }
        };
    }

    private void shutDownWhenOver(long until) {
        running.removeIf(Run::isGone);
        if (running.isEmpty() || System.nanoTime() - until >= 0) {
            thread.shutdown();
        } else {
            Future<?> unused = thread.schedule(() -> shutDownWhenOver(until), 10, TimeUnit.MILLISECONDS);
        }
    }

    /** A program's run. */
    public final class Run {
        private final Script script;
        private final Listener listener;
        private @Nullable ProcessGroup group;
        private boolean endAsked;
        private boolean overdue;
        private boolean over;
        private @Nullable Future<?> limit;

        private Run(Script script, Listener listener) {
            this.script = script;
            this.listener = listener;
        }

        /** Asks it to end, and kills it if it does not. From any thread. */
        public void end() {
            thread.execute(this::askToEnd);
        }

        private void start(long limitNanos) {
            if (endAsked) {
                listener.ended(new ScriptEnd.NotStarted("it was to end"));
                return;
            }
            ProcessBuilder builder = new ProcessBuilder(script.commandLine(self))
                    .redirectInput(NOTHING)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().remove(READY_VARIABLE);
            Process process;
            try {
                process = builder.start();
            } catch (IOException | OutOfMemoryError e) {
                // The latter where there may be no further thread, which Java needs to wait for it.
                listener.ended(new ScriptEnd.NotStarted(
                        e.getMessage() + " (scripts are run by setsid and setpriv of util-linux 2.33 or newer)"));
                return;
            }
            group = new ProcessGroup((int) process.pid());
            running.add(this);
            if (limitNanos != UNLIMITED) {
                limit = thread.schedule(guarded(this::limitReached), limitNanos, TimeUnit.NANOSECONDS);
            }
            Future<?> unused = process.onExit()
                    .thenAcceptAsync(ended -> guarded(() -> ended(ended)).run(), thread);
        }

        private boolean isGone() {
            return over && (group == null || !group.exists());
        }

        private void limitReached() {
            if (!over) {
                overdue = true;
                listener.overdue();
                askToEnd();
            }
        }

        private void askToEnd() {
            endAsked = true;
            ProcessGroup processes = group;
            if (processes == null || over) {
                return;
            }
            // A group that is gone stays gone for so short a time: process numbers are given in turn.
            processes.terminate();
            Future<?> unused = thread.schedule(() -> kill(processes), GRACE_NANOS, TimeUnit.NANOSECONDS);
        }

        private void kill(ProcessGroup processes) {
            if (processes.exists()) {
                processes.kill();
            }
            running.remove(this);
        }

        private void ended(Process process) {
            over = true;
            if (limit != null) {
                limit.cancel(false);
            }
            // Of a program that was to end, children may be left; of another, they are no longer its affair.
            if (!endAsked || isGone()) {
                running.remove(this);
            }
            listener.ended(end(process.exitValue()));
        }

        /** A program that is gone, or may not be executed any more, has found nothing out: setpriv's status is not the program's. */
        private ScriptEnd end(int status) {
            Path program = Path.of(script.program());
            if ((status == CANNOT_EXECUTE || status == NOT_FOUND)
                    && program.isAbsolute()
                    && !Files.isExecutable(program)) {
                return new ScriptEnd.NotStarted(
                        program + (Files.exists(program) ? " may not be executed" : " is not there any more"));
            }
            return new ScriptEnd.Exited(status, overdue);
        }
    }
}
