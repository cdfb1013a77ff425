package dev.holdfast.controller.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapBoundTest {
    private static final long MB = 1 << 20;

    private final HeapBound bound = new HeapBound();

    @Test
    void whatTheStartTookIsGarbageUntilItIsKnownBetter() {
        assertThat(bound.isExceeded(8 * MB)).isFalse();
        assertThat(bound.isExceeded(8 * MB + 1)).isTrue();
    }

    @Test
    void garbageMayBeAsMuchAsWhatWasLeft() {
        bound.cleared(20 * MB);
        assertThat(bound.isExceeded(40 * MB)).isFalse();
        assertThat(bound.isExceeded(40 * MB + 1)).isTrue();
    }

    @Test
    void littleIsNotWorthIt() {
        bound.cleared(3 * MB);
        assertThat(bound.isExceeded(11 * MB)).isFalse();
        assertThat(bound.isExceeded(11 * MB + 1)).isTrue();
    }

    @Test
    void whatWasClearedByOthersCountsAsWell() {
        bound.cleared(100 * MB);
        assertThat(bound.isExceeded(20 * MB)).isFalse();
        assertThat(bound.isExceeded(41 * MB)).isTrue();
    }
}
