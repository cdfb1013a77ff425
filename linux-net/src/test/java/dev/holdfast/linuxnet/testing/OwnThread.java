package dev.holdfast.linuxnet.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs something on a thread of its own that ends with it, since what a thread entered or gave up it cannot take back. */
final class OwnThread {

    private static final long LIMIT_SECONDS = 120;

    private OwnThread() {}

    static <T> T call(String name, Callable<T> callable) throws Exception {
        FutureTask<T> task = new FutureTask<>(callable);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            // The caller's line belongs into the trace, too.
            cause.addSuppressed(new Throwable("called from here"));
            if (cause instanceof Error error) {
                throw error;
            }
            throw (Exception) cause;
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new AssertionError("thread " + name + " did not end within " + LIMIT_SECONDS + " s", e);
        }
    }
}
