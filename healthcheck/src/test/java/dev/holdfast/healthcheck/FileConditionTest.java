package dev.holdfast.healthcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** As keepalived 2.2.7 was seen to do. */
class FileConditionTest {
    private static OptionalInt added(int weight, boolean reverse, long number) {
        return new FileCondition("f", weight, reverse).added(number);
    }

    @Test
    void theNumberTimesTheWeightIsAdded() {
        assertThat(added(1, false, 5)).hasValue(5);
        assertThat(added(-2, false, 5)).hasValue(-10);
        assertThat(added(3, true, 5)).hasValue(-15);
        assertThat(added(3, true, -5)).hasValue(15);
        assertThat(added(7, false, 0)).hasValue(0);
    }

    @Test
    void aProductThatIsTooLowTakesTheServerDownAndOneThatIsTooHighCountsAsTheHighest() {
        assertThat(added(1, false, -2147483647)).hasValue(-2147483647);
        assertThat(added(1, false, -2147483648L)).isEmpty();
        assertThat(added(1, true, -2147483648L)).hasValue(2147483647);
        assertThat(added(-2, false, 2147483647)).isEmpty();
        assertThat(added(1_000_000, false, 3000)).hasValue(2147483647);
        assertThat(added(Integer.MAX_VALUE, false, -2147483648L)).isEmpty();
        assertThat(added(-Integer.MAX_VALUE, false, -2147483648L)).hasValue(2147483647);
    }

    @Test
    void withoutAWeightAnyNumberButZeroTakesTheServerDown() {
        assertThat(added(0, false, 0)).hasValue(0);
        assertThat(added(0, false, 1)).isEmpty();
        assertThat(added(0, false, -1)).isEmpty();
        assertThat(added(0, true, 0)).isEmpty();
        assertThat(added(0, true, 1)).hasValue(0);
    }

    @Test
    void aFileThatIsNotThereSaysZero() {
        assertThat(new FileCondition("f", 0, false).holdsAtFirst()).isTrue();
        assertThat(new FileCondition("f", 0, true).holdsAtFirst()).isFalse();
    }
}
