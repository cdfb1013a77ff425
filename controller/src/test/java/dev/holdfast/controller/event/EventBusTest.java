package dev.holdfast.controller.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventBusTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_234));
    private static final int MORE_THAN_FIT = 20_000;

    private final List<Stamped> shown = Collections.synchronizedList(new ArrayList<>());

    private static String text(Stamped event) {
        return ((DirectorEvent.Said) event.event()).line().text();
    }

    private static void say(EventBus bus, String text) {
        bus.say(Part.DIRECTOR, Severity.INFO, text);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void everyEventComesInOrderWithItsTimeBeforeCloseReturns() {
        try (EventBus bus = EventBus.start(CLOCK, () -> List.of(shown::add))) {
            IntStream.range(0, 1000).forEach(i -> say(bus, "" + i));
        }

        assertThat(shown.stream().map(EventBusTest::text))
                .containsExactlyElementsOf(
                        IntStream.range(0, 1000).mapToObj(i -> "" + i).toList());
        assertThat(shown).extracting(Stamped::epochMillis).containsOnly(1_234L);
    }

    @Test
    void viewsAreShownAnEventInTheirOrderOnAThreadOfTheBus() {
        AtomicReference<Thread> madeOn = new AtomicReference<>();
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<Thread> shownOn = new AtomicReference<>();
        Consumer<Stamped> first = event -> calls.add("first " + text(event));
        Consumer<Stamped> second = event -> {
            calls.add("second " + text(event));
            shownOn.set(Thread.currentThread());
        };
        try (EventBus bus = EventBus.start(CLOCK, () -> {
            madeOn.set(Thread.currentThread());
            return List.of(first, second);
        })) {
            say(bus, "a");
            say(bus, "b");
        }

        assertThat(calls).containsExactly("first a", "second a", "first b", "second b");
        assertThat(madeOn.get()).isNotNull().isNotSameAs(Thread.currentThread()).isSameAs(shownOn.get());
    }

    @Test
    void publishingDoesNotWaitForAViewAndWhatIsLostIsCountedAndTold() {
        CountDownLatch published = new CountDownLatch(1);
        Consumer<Stamped> slow = event -> {
            awaitUninterrupted(published);
            shown.add(event);
        };
        try (EventBus bus = EventBus.start(CLOCK, () -> List.of(slow))) {
            // Nothing is shown before all are published: if publishing waited, this would never end.
            IntStream.range(0, MORE_THAN_FIT).forEach(i -> say(bus, "" + i));
            published.countDown();
        }

        List<String> texts = shown.stream().map(EventBusTest::text).toList();
        List<String> numbers =
                texts.stream().filter(text -> text.matches("[0-9]+")).toList();
        List<String> others =
                texts.stream().filter(text -> !text.matches("[0-9]+")).toList();
        assertThat(numbers).hasSizeLessThan(MORE_THAN_FIT);
        assertThat(numbers.get(0)).isEqualTo("0");
        assertThat(numbers).isSortedAccordingTo((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
        assertThat(others)
                .containsExactly(
                        (MORE_THAN_FIT - numbers.size()) + " events were not logged: more came than could be written");
    }

    @Test
    void eventsOfSeveralThreadsAllCome() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (EventBus bus = EventBus.start(CLOCK, () -> List.of(shown::add))) {
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(() -> IntStream.range(0, 500).forEach(n -> say(bus, "" + n)));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(shown).hasSize(2000);
    }
}
