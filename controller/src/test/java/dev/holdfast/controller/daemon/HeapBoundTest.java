package dev.holdfast.controller.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapBoundTest {
    private static final long MB = 1 << 20;

    private final HeapBound bound = new HeapBound(100);

    @Test
    void whatTheStartTookIsGarbageUntilItIsKnownBetter() {
        assertThat(bound.isExceeded(8 * MB)).isFalse();
        assertThat(bound.isExceeded(8 * MB + 1)).isTrue();
    }

    @Test
    void garbageMayBeAsMuchAsWhatWasLeft() {
        bound.cleared(20 * MB, 50);
        assertThat(bound.isExceeded(40 * MB)).isFalse();
        assertThat(bound.isExceeded(40 * MB + 1)).isTrue();
    }

    @Test
    void littleIsNotWorthIt() {
        bound.cleared(3 * MB, 50);
        assertThat(bound.isExceeded(11 * MB)).isFalse();
        assertThat(bound.isExceeded(11 * MB + 1)).isTrue();
    }

    @Test
    void whatWasClearedByOthersCountsAsWell() {
        bound.cleared(100 * MB, 50);
        assertThat(bound.isExceeded(20 * MB)).isFalse();
        assertThat(bound.isExceeded(41 * MB)).isTrue();
    }

    @Test
    void itWaitsForAsMuchTimeAsItIsLikelyToTakeAndThenForAsMuchAsItTook() {
        assertThat(bound.isTheMoment(99)).isFalse();
        assertThat(bound.isTheMoment(100)).isTrue();
        bound.cleared(20 * MB, 300);
        assertThat(bound.isTheMoment(299)).isFalse();
        assertThat(bound.isTheMoment(300)).isTrue();
    }

    @Test
    void whereThereIsNeverTimeItWaitsOnlySoOften() {
        for (int round = 0; round < 2; round++) {
            for (int moment = 0; moment < HeapBound.MOST_PUT_OFF; moment++) {
                assertThat(bound.isTheMoment(0)).isFalse();
            }
            assertThat(bound.isTheMoment(0)).isTrue();
            bound.cleared(20 * MB, 1);
        }
    }
}
