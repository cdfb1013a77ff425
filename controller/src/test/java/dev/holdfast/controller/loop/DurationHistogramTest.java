package dev.holdfast.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {
    private final DurationHistogram histogram = new DurationHistogram();

    @Test
    void nothingCountedIsZero() {
        assertThat(histogram.durations()).isEqualTo(new Durations(0, 0, 0, 0, 0));
    }

    @Test
    void whatIsBelowZeroOrBeyondAnHourIsCounted() {
        histogram.record(-5);
        assertThat(histogram.durations()).isEqualTo(new Durations(1, 0, 0, 0, 0));
        histogram.record(Long.MAX_VALUE);

        assertThat(histogram.percentile(100)).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.durations().count()).isEqualTo(2);
    }

    /** Against all durations in order: never below the true percentile, and above it by a sixteenth and a microsecond at most. */
    @Test
    void percentilesAreRoundedUpByASixteenthAtMost() {
        long seed = Long.getLong("seed", 20_260_102L);
        SplittableRandom random = new SplittableRandom(seed);
        long[] all = new long[20_000];
        for (int i = 0; i < all.length; i++) {
            // From nanoseconds to minutes, each magnitude as often.
            all[i] = random.nextLong(1L << random.nextInt(1, 38));
            histogram.record(all[i]);
        }
        Arrays.sort(all);
        for (double percent : new double[] {0.01, 1, 10, 50, 90, 99, 99.9, 99.99, 100}) {
            long exact = all[(int) Math.ceil(all.length * percent / 100) - 1];

            assertThat(histogram.percentile(percent))
                    .as("seed %d, %s %%", seed, percent)
                    .isBetween(exact, exact + exact / 16 + 1000);
        }
        assertThat(histogram.percentile(100)).isEqualTo(all[all.length - 1]);
    }
}
