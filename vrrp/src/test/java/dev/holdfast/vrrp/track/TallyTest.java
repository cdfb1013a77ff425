package dev.holdfast.vrrp.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.vrrp.track.TrackStatus.Condition;
import dev.holdfast.vrrp.track.TrackedId.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures are what keepalived 2.2.7 showed for a base priority of 100. */
class TallyTest {
    private static final TrackedId SCRIPT = new TrackedId(Kind.SCRIPT, "s");
    private static final TrackedId FILE = new TrackedId(Kind.FILE, "f");

    @ParameterizedTest
    @CsvSource({
        "10, false, UP, 110",
        "10, false, DOWN, 100",
        "10, false, UNKNOWN, 100",
        "10, false, DISABLED, 100",
        "-10, false, UP, 100",
        "-10, false, DOWN, 90",
        "-10, false, UNKNOWN, 100",
        "-10, false, DISABLED, 100",
        "10, true, UP, 90",
        "10, true, DOWN, 100",
        "-10, true, UP, 100",
        "-10, true, DOWN, 110",
        "200, false, UP, 254",
        "-200, false, DOWN, 1",
        "200, true, UP, 1",
        "-200, true, DOWN, 254",
    })
    void aWeightCountsWhenItsTimeComes(int weight, boolean reverse, Condition status, int priority) {
        assertThat(tally(100, new TrackedItem(SCRIPT, weight, reverse), status))
                .isEqualTo(new Tally(priority, List.of(), false));
    }

    @ParameterizedTest
    @CsvSource({
        "false, DISABLED, false, false",
        "true, DISABLED, false, false",
        "false, UP, false, false",
        "false, DOWN, true, false",
        "false, UNKNOWN, false, true",
        "true, UP, true, false",
        "true, DOWN, false, false",
        "true, UNKNOWN, false, true",
    })
    void weightZeroIsAFault(boolean reverse, Condition status, boolean fault, boolean waiting) {
        TrackedItem item = new TrackedItem(SCRIPT, 0, reverse);
        assertThat(tally(100, item, status)).isEqualTo(new Tally(100, fault ? List.of(item) : List.of(), waiting));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, false, 100",
        "0, 0, false, 100",
        "0, 0, true, F",
        "10, 1, false, 110",
        "10, 2, false, 120",
        "10, -1, false, 90",
        "10, 0, false, F",
        "10, 0, true, 100",
        "10, 30, false, 254",
        "10, 1, true, 90",
        "10, 30, true, F",
        "-10, 1, false, 90",
        "-10, -1, false, 110",
        "-10, 0, false, F",
        "-10, 30, false, F",
        "254, 1, false, 254",
        "254, -1, false, F",
        "-300, 1, false, F",
        "-300, -1, false, 254",
        "-300, 1, true, 254",
        "-253, 1, false, 1",
        "-254, 1, false, F",
        "-253, 1, true, 254",
        "254, 1, true, F",
        "9223372036854775807, 2147483647, false, 254",
        "-9223372036854775808, 2147483647, false, F",
        "-9223372036854775808, -2147483647, false, 254",
    })
    void aFilesNumberIsMultiplied(long number, int weight, boolean reverse, String result) {
        TrackedItem item = new TrackedItem(FILE, weight, reverse);
        Tally expected = result.equals("F")
                ? new Tally(100, List.of(item), false)
                : new Tally(Integer.parseInt(result), List.of(), false);
        assertThat(tally(100, item, new TrackStatus.Value(number))).isEqualTo(expected);
    }

    @Test
    void aFileAddsNoMoreThan253() {
        TrackedItem file = new TrackedItem(FILE, 1, false);
        TrackedItem script = new TrackedItem(SCRIPT, -200, false);
        assertThat(Tally.of(
                                100,
                                List.of(file, script),
                                Map.of(FILE, new TrackStatus.Value(1000), SCRIPT, Condition.DOWN))
                        .priority())
                .isEqualTo(153);
    }

    @Test
    void anOwnersPriorityStays() {
        assertThat(tally(255, new TrackedItem(SCRIPT, -10, false), Condition.DOWN)
                        .priority())
                .isEqualTo(255);
    }

    @Test
    void aWeightOutOfRangeAndAnEmptyNameAreRefused() {
        assertThatThrownBy(() -> new TrackedItem(SCRIPT, Integer.MIN_VALUE, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TrackedId(Kind.FILE, "")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Tally tally(int base, TrackedItem item, TrackStatus status) {
        return Tally.of(base, List.of(item), Map.of(item.id(), status));
    }
}
