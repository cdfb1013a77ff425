package dev.holdfast.controller.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vrrp.track.TrackStatus.Condition;
import org.junit.jupiter.api.Test;

class ScriptHealthTest {
    @Test
    void theFirstRunDecidesAlone() {
        assertThat(after("+", 3, 3, false)).isEqualTo(Condition.UP);
        assertThat(after("-", 3, 3, false)).isEqualTo(Condition.DOWN);
        assertThat(after("", 3, 3, false)).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void oneThatIsTakenToBeDownHasToRise() {
        assertThat(after("", 2, 1, true)).isEqualTo(Condition.DOWN);
        assertThat(after("+", 2, 1, true)).isEqualTo(Condition.DOWN);
        assertThat(after("++", 2, 1, true)).isEqualTo(Condition.UP);
    }

    @Test
    void onlyRunsInARowCount() {
        assertThat(after("+--", 2, 3, false)).isEqualTo(Condition.UP);
        assertThat(after("+---", 2, 3, false)).isEqualTo(Condition.DOWN);
        assertThat(after("+--+--", 2, 3, false)).isEqualTo(Condition.UP);
        assertThat(after("-+-+", 2, 3, false)).isEqualTo(Condition.DOWN);
        assertThat(after("-++", 2, 3, false)).isEqualTo(Condition.UP);
        assertThat(after("+-+-+-", 1, 1, false)).isEqualTo(Condition.DOWN);
    }

    /** Plus is a success. */
    private static Condition after(String runs, int rise, int fall, boolean initiallyDown) {
        ScriptHealth health = ScriptHealth.initial(rise, fall, initiallyDown);
        for (int i = 0; i < runs.length(); i++) {
            health = health.after(runs.charAt(i) == '+');
        }
        return health.condition();
    }
}
