package dev.holdfast.controller.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A view that keeps what it is shown. */
public final class RecordedEvents implements Consumer<Stamped> {
    /** Long enough for the slowest machine; a test that passes never waits that long. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<DirectorEvent> events = new ArrayList<>();

    /** A bus whose only view this is. */
    public EventBus bus() {
        return EventBus.start(Clock.systemUTC(), () -> List.of(this));
    }

    @Override
    public synchronized void accept(Stamped event) {
        events.add(event.event());
        notifyAll();
    }

    /** What was shown so far, in order. */
    public synchronized List<DirectorEvent> soFar() {
        return List.copyOf(events);
    }

    /** The words of what was shown so far. */
    public List<String> lines() {
        Wording wording = new Wording();
        return soFar().stream()
                .flatMap(event -> wording.of(event).stream())
                .map(LogLine::text)
                .toList();
    }

    /** Waits until an event of which this is true has been shown. */
    public synchronized void await(Predicate<DirectorEvent> wanted) throws InterruptedException {
        long start = System.nanoTime();
        while (events.stream().noneMatch(wanted)) {
            long left = PATIENCE_NANOS - (System.nanoTime() - start);
            assertThat(left).as("the event has come; so far: %s", events).isPositive();
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Waits until a line that contains this has been shown. */
    public void awaitLine(String text) throws InterruptedException {
        Wording wording = new Wording();
        await(event -> wording.of(event).stream().anyMatch(line -> line.text().contains(text)));
    }
}
