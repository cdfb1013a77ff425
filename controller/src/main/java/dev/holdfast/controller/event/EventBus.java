package dev.holdfast.controller.event;

import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The one bus for everything that happens. Publishing never blocks and never does I/O, so the VRRP loop may publish at
 * any time; views run on the bus's own thread. When views cannot keep up, events are dropped and counted, and a line says
 * so: losing a log line is better than losing mastership.
 */
public final class EventBus implements AutoCloseable {
    private static final int CAPACITY = 8192;
    private static final long CLOSE_SECONDS = 5;

    /**
     * Without a lock: the thread that shows events is an ordinary one, and on a busy machine it may be kept from the processor for
     * long. If it held a lock then, the VRRP loop would wait for it.
     */
    private final Queue<Stamped> queue = new ConcurrentLinkedQueue<>();

    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean closing;

    private EventBus(InstantSource clock, Supplier<List<Consumer<Stamped>>> views) {
        this.clock = clock;
        this.thread = new Thread(() -> deliver(views.get()), "events");
        thread.setDaemon(true);
    }

    /**
     * Starts a bus.
     *
     * @param clock gives each event its time
     * @param views makes the views, on the bus's thread, so that setting up a log delays nobody; each event goes to them in
     *     this order, and they must not throw
     */
    public static EventBus start(InstantSource clock, Supplier<List<Consumer<Stamped>>> views) {
        EventBus bus = new EventBus(clock, views);
        bus.thread.start();
        return bus;
    }

    /** Publishes an event; from any thread, without blocking. */
    public void publish(DirectorEvent event) {
        if (queued.incrementAndGet() > CAPACITY) {
            queued.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        queue.add(new Stamped(clock.millis(), event));
        LockSupport.unpark(thread);
    }

    /** Publishes a line that needs no event of its own. */
    public void say(Part part, Severity severity, String text) {
        publish(new DirectorEvent.Said(new LogLine(part, severity, text)));
    }

    /** Delivers what is queued and ends the thread; waits at most five seconds for views that hang. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(List<Consumer<Stamped>> views) {
        while (true) {
            // Asked before looking: what was published before the close is shown.
            boolean last = closing;
            Stamped next = queue.poll();
            if (next != null) {
                queued.decrementAndGet();
                show(views, next);
                tellOfLost(views);
            } else if (last) {
                return;
            } else {
                LockSupport.park(this);
                // One that is interrupted would not park any more.
                Thread.interrupted();
            }
        }
    }

    private void tellOfLost(List<Consumer<Stamped>> views) {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            String text = lost + " events were not logged: more came than could be written";
            LogLine line = new LogLine(Part.DIRECTOR, Severity.WARNING, text);
            show(views, new Stamped(clock.millis(), new DirectorEvent.Said(line)));
        }
    }

    private static void show(List<Consumer<Stamped>> views, Stamped event) {
        for (Consumer<Stamped> view : views) {
            try {
                view.accept(event);
            } catch (RuntimeException | OutOfMemoryError e) {
                // A view that cannot show one event must not cost the ones after it.
                System.err.println("holdfast: an event could not be shown: " + e);
            }
        }
    }
}
