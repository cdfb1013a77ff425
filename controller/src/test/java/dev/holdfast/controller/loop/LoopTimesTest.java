package dev.holdfast.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopTimesTest {
    private final LoopTimes times = new LoopTimes();
    private final List<String> told = new ArrayList<>();

    private void note(long latest, long count) {
        told.add(latest + " x" + count);
    }

    @Test
    void whatIsLateIsToldAtOnceAndThenTogether() {
        times.tell(100, 1000, this::note);
        times.fired(99, 0);
        assertThat(told).isEmpty();
        times.fired(100, 1);
        assertThat(told).containsExactly("100 x1");

        times.fired(700, 2);
        times.fired(300, 3);
        times.fired(50, 5000);
        assertThat(told).as("only gathered").hasSize(1);
        times.fired(200, 5001);
        assertThat(told).containsExactly("100 x1", "700 x3");
    }

    @Test
    void theClockMayOverflow() {
        long now = Long.MAX_VALUE - 10;
        times.tell(0, 1000, this::note);
        times.fired(1, now);
        times.fired(2, now + 900);
        times.fired(3, now + 1000);

        assertThat(told).containsExactly("1 x1", "3 x2");
    }

    @Test
    void eachListenerHasALimitOfItsOwnThatMayChange() {
        times.tell(10, 0, this::note);
        LoopTimes.Watch other = times.tell(20, 0, (latest, count) -> told.add("other " + latest));
        times.fired(10, 0);
        other.limit(5);
        times.fired(9, 0);

        assertThat(told).containsExactly("10 x1", "other 9");
        assertThat(times.lateness().count()).isEqualTo(2);
        assertThat(times.lateness().greatestNanos()).isEqualTo(10);
    }
}
