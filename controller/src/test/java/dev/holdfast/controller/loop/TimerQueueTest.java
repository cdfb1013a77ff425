package dev.holdfast.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimerQueueTest {
    private final TimerQueue queue = new TimerQueue();
    private final List<String> fired = new ArrayList<>();

    private TimerQueue.Timer timer(String name) {
        return queue.timer(() -> fired.add(name));
    }

    private int fireDue(long nowNanos) {
        return queue.fireDue(() -> nowNanos, Long.MAX_VALUE, (late, now) -> {});
    }

    @Test
    void firesWhatIsDueEarliestFirst() {
        timer("later").set(30);
        timer("second").set(20);
        timer("first").set(10);

        assertThat(queue.nextDeadlineNanos()).isEqualTo(10);
        assertThat(fireDue(20)).isEqualTo(2);
        assertThat(fired).containsExactly("first", "second");
        assertThat(queue.nextDeadlineNanos()).isEqualTo(30);
    }

    @Test
    void firesNothingBeforeItsTime() {
        timer("one").set(10);

        assertThat(fireDue(9)).isZero();
        assertThat(fireDue(10)).isEqualTo(1);
        assertThat(fireDue(11)).as("a timer fires once").isZero();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void setAgainCountsInsteadOfTheEarlierSetting() {
        TimerQueue.Timer one = timer("one");
        one.set(10);
        timer("two").set(20);
        one.set(30);

        fireDue(25);
        assertThat(fired).containsExactly("two");
        one.set(5);
        assertThat(queue.nextDeadlineNanos()).isEqualTo(5);
        fireDue(25);
        assertThat(fired).containsExactly("two", "one");
    }

    @Test
    void aClearedTimerDoesNotFire() {
        TimerQueue.Timer one = timer("one");
        one.set(10);
        one.clear();
        one.clear();

        assertThat(one.isSet()).isFalse();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(fireDue(10)).isZero();
    }

    @Test
    void anActionMayClearAnotherTimerThatIsDue() {
        TimerQueue.Timer other = timer("other");
        queue.timer(() -> {
                    fired.add("clears");
                    other.clear();
                })
                .set(1);
        other.set(2);

        assertThat(fireDue(10)).isEqualTo(1);
        assertThat(fired).containsExactly("clears");
    }

    @Test
    void anActionFindsItsTimerUnsetAndMaySetIt() {
        List<Boolean> wasSet = new ArrayList<>();
        TimerQueue.Timer[] self = new TimerQueue.Timer[1];
        self[0] = queue.timer(() -> {
            wasSet.add(self[0].isSet());
            self[0].set(50);
        });
        self[0].set(10);
        fireDue(10);

        assertThat(wasSet).containsExactly(false);
        assertThat(queue.nextDeadlineNanos()).isEqualTo(50);
    }

    @Test
    void anActionThatSetsItsTimerToThePastDoesNotHoldUpTheCaller() {
        TimerQueue.Timer[] self = new TimerQueue.Timer[1];
        self[0] = queue.timer(() -> self[0].set(1));
        self[0].set(1);
        timer("other").set(2);

        // As many as were set at the beginning, and the earliest first, so here the same one twice.
        assertThat(fireDue(100)).isEqualTo(2);
        assertThat(self[0].isSet()).isTrue();
    }

    @Test
    void aTimerWithSlackWaitsForOthersUntilItsEnd() {
        timer("alone").set(10, 30);
        assertThat(queue.nextDeadlineNanos())
                .as("when the caller is to come back")
                .isEqualTo(40);
        timer("exact").set(20);
        assertThat(queue.nextDeadlineNanos()).isEqualTo(20);
        timer("third").set(15, 30);

        assertThat(queue.isDue(19)).as("the exact one comes first").isFalse();
        assertThat(fireDue(20)).isEqualTo(3);
        assertThat(fired).containsExactly("exact", "alone", "third");
    }

    @Test
    void aTimerWithSlackNeverFiresBeforeItsDeadline() {
        timer("one").set(10, 30);

        assertThat(fireDue(9)).isZero();
        assertThat(fireDue(10)).isEqualTo(1);
    }

    @Test
    void slackIsNotLate() {
        List<Long> late = new ArrayList<>();
        timer("one").set(10, 30);
        queue.fireDue(() -> 39L, Long.MAX_VALUE, (nanos, now) -> late.add(nanos));
        timer("one").set(10, 30);
        queue.fireDue(() -> 45L, Long.MAX_VALUE, (nanos, now) -> late.add(nanos));

        assertThat(late).containsExactly(0L, 5L);
    }

    @Test
    void deadlinesAreComparedBySubtraction() {
        long beforeOverflow = Long.MAX_VALUE - 5;
        long afterOverflow = beforeOverflow + 10;
        timer("after").set(afterOverflow);
        timer("before").set(beforeOverflow);

        assertThat(queue.nextDeadlineNanos()).isEqualTo(beforeOverflow);
        assertThat(fireDue(beforeOverflow + 1)).isEqualTo(1);
        assertThat(fireDue(afterOverflow)).isEqualTo(1);
        assertThat(fired).containsExactly("before", "after");
    }

    /** Any sequence of setting, clearing and firing, against a map from timer to deadline. */
    @Test
    void doesWhatAMapWouldDo() {
        long seed = Long.getLong("seed", 20_260_101L);
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> firedNow = new ArrayList<>();
        List<TimerQueue.Timer> timers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int number = i;
            timers.add(queue.timer(() -> firedNow.add(number)));
        }
        Map<Integer, Long> model = new TreeMap<>();
        // The scale overflows in the course of this.
        long now = Long.MAX_VALUE - 20_000;
        for (int step = 0; step < 50_000; step++) {
            int which = random.nextInt(timers.size());
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    long deadline = now + random.nextInt(-20, 200);
                    timers.get(which).set(deadline);
                    model.put(which, deadline);
                }
                case 2 -> {
                    timers.get(which).clear();
                    model.remove(which);
                }
                default -> {
                    now += random.nextInt(5);
                    firedNow.clear();
                    fireDue(now);
                    requireInOrder(model, firedNow, now, "seed " + seed + ", step " + step);
                }
            }
            assertThat(queue.isEmpty()).as("seed %d, step %d", seed, step).isEqualTo(model.isEmpty());
            assertThat(timers.get(which).isSet()).isEqualTo(model.containsKey(which));
        }
        assertThat(now).as("the scale overflowed").isNegative();
    }

    /** Takes what fired from the model; it must have been due, in the order of deadlines, and nothing due may be left. */
    private static void requireInOrder(Map<Integer, Long> model, List<Integer> fired, long now, String where) {
        List<Long> deadlines = fired.stream().map(model::remove).toList();
        assertThat(deadlines).as(where).doesNotContainNull();
        assertThat(deadlines).as(where).isSortedAccordingTo(Comparator.comparingLong(deadline -> deadline - now));
        assertThat(deadlines).as(where).allMatch(deadline -> deadline - now <= 0);
        assertThat(model.values()).as(where).allMatch(deadline -> deadline - now > 0);
    }
}
