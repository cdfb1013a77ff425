package dev.holdfast.controller.track;

import dev.holdfast.controller.loop.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A loop that runs, and what is told on it. */
final class LoopThread implements AutoCloseable {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** What was told, in order. */
    final List<String> told = new CopyOnWriteArrayList<>();

    final EventLoop loop;
    private final Thread thread;

    LoopThread() throws Exception {
        loop = EventLoop.open(error -> told.add("error " + error));
        thread = new Thread(() -> {
            try {
                loop.run();
            } catch (Exception e) {
                told.add("error " + e);
            }
        });
        thread.start();
    }

    void tell(String line) {
        told.add(line);
    }

    /** Runs it on the loop, and waits. */
    <T> T on(Supplier<T> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> result.complete(task.get()));
        return result.get(60, TimeUnit.SECONDS);
    }

    /** Runs it on the loop, and waits. */
    void run(Runnable task) throws Exception {
        on(() -> {
            task.run();
            return true;
        });
    }

    /** Waits until a line has been told. */
    void await(String line) {
        long start = System.nanoTime();
        while (!told.contains(line)) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError("not told: " + line + "; but " + told);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        loop.execute(loop::stop);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
    }
}
