package dev.holdfast.controller.loop;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.Poller;
import dev.holdfast.linuxnet.Wakeup;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The one thread that owns all VRRP state. It polls its descriptors, runs tasks that other threads gave it, and fires
 * timers, each in turn on the thread that called {@link #run}.
 *
 * <p>Timers are believed last: before any timer fires, the descriptors are polled once more without waiting and read empty, so that
 * an advert which arrived while this process was paused counts before the master-down timer that the pause made late. For the
 * same reason many timers that are due at once do not all fire in a row: what the first ones do may take long.
 */
public final class EventLoop implements Executor, AutoCloseable {
    private static final long FOREVER = -1;
    /**
     * How often sockets that stay readable are served before the timers get their turn. A handler reads 64 packets, and the kernel
     * keeps some 1,400 small ones for a socket: everything that waited when a timer was due has been read then.
     */
    private static final int DRAIN_ROUNDS = 32;
    /** How long timers fire before sockets are looked at again. */
    private static final long TIMERS_NANOS = 1_000_000;

    private final Poller poller;
    private final Wakeup wakeup;
    private final TimerQueue timers = new TimerQueue();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Consumer<RuntimeException> onError;
    private final LoopTimes times = new LoopTimes();
    // Made once: every turn would make them anew.
    private final LongSupplier clock = System::nanoTime;
    private final TimerQueue.LatenessListener lateness = times::fired;
    private long trustedNanos = Long.MAX_VALUE;
    private LongConsumer whenPaused = pauseNanos -> {};
    private boolean stopping;

    private EventLoop(Poller poller, Wakeup wakeup, Consumer<RuntimeException> onError) {
        this.poller = poller;
        this.wakeup = wakeup;
        this.onError = onError;
    }

    /**
     * Opens a loop that watches nothing yet.
     *
     * @param onError told of what a handler, task or timer throws: an error in one instance must not end the others
     */
    public static EventLoop open(Consumer<RuntimeException> onError) throws LinuxException {
        Wakeup wakeup = Wakeup.open();
        EventLoop loop = new EventLoop(new Poller(), wakeup, onError);
        loop.watch(wakeup, wakeup::drain);
        return loop;
    }

    /** Runs a task on the loop's thread, after the tasks given before it; callable from any thread. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        wakeup.signal();
    }

    /** Calls the handler whenever the descriptor is readable. */
    public void watch(Pollable source, Runnable whenReadable) {
        poller.add(source, () -> guarded(whenReadable));
    }

    /** Ends {@link #watch}. */
    public void unwatch(Pollable source) {
        poller.remove(source);
    }

    /** A new timer, not set; its action runs on the loop's thread. */
    public TimerQueue.Timer timer(Runnable action) {
        return timers.timer(() -> guarded(action));
    }

    /** How long no timer is due, in nanoseconds: 0 or less when one is now, much when none is set; on the loop's thread. */
    public long quietNanos() {
        return timers.isEmpty() ? Long.MAX_VALUE : timers.nextDeadlineNanos() - System.nanoTime();
    }

    /** How well this loop keeps its time; on the loop's thread. */
    public LoopTimes times() {
        return times;
    }

    /**
     * Has this told of pauses: timers that are so late that what happened meanwhile may be unknown, because not even the kernel
     * has run. Told after what the sockets had was read, and before any of those timers fires; on the loop's thread.
     *
     * @param newTrustedNanos how late a timer may be without that
     * @param action given how late the first timer is, in nanoseconds
     */
    public void whenPaused(long newTrustedNanos, LongConsumer action) {
        trustedNanos = newTrustedNanos;
        whenPaused = action;
    }

    /** Makes {@link #run} return after the turn in progress; on the loop's thread. */
    public void stop() {
        stopping = true;
    }

    /** Runs until {@link #stop}. */
    public void run() throws LinuxException {
        while (!stopping) {
            turn();
        }
    }

    private void turn() throws LinuxException {
        boolean waits = !timers.isEmpty();
        long dueNanos = waits ? timers.nextDeadlineNanos() : 0;
        long lateNanos = waits ? System.nanoTime() - dueNanos : 0;
        poller.poll(waitNanos());
        // Reckoned before anything is handled: an advert that came during a pause puts off the timer that the pause
        // made late.
        if (waits) {
            lateNanos = Math.max(lateNanos, poller.wokeAtNanos() - dueNanos);
        }
        runTasks();
        long nowNanos = System.nanoTime();
        boolean isDue = timers.isDue(nowNanos);
        if (isDue) {
            lateNanos = Math.max(lateNanos, nowNanos - timers.nextDeadlineNanos());
        }
        for (int round = 0; isDue && round < DRAIN_ROUNDS && poller.poll(0) > 0; round++) {
            runTasks();
        }
        if (lateNanos >= trustedNanos) {
            long pauseNanos = lateNanos;
            guarded(() -> whenPaused.accept(pauseNanos));
        }
        if (isDue) {
            timers.fireDue(clock, TIMERS_NANOS, lateness);
        }
        times.turnTook(System.nanoTime() - poller.wokeAtNanos());
    }

    private long waitNanos() {
        if (stopping || !tasks.isEmpty()) {
            return 0;
        }
        return timers.isEmpty() ? FOREVER : Math.max(0, timers.nextDeadlineNanos() - System.nanoTime());
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            onError.accept(e);
        }
    }

    @Override
    public void close() {
        poller.remove(wakeup);
        wakeup.close();
    }
}
