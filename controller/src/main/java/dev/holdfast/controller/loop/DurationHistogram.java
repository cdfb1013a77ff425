package dev.holdfast.controller.loop;

/**
 * Durations counted in buckets whose width grows with them, so that any percentile is known to a sixteenth, from microseconds to an
 * hour, in 4 kB. Recording allocates nothing. Used by one thread.
 *
 * <pre>
 *  microseconds   0 1 2 … 15 | 16 17 … 31 | 32 34 … 62 | 64 68 … 124 | …
 *  bucket width   1          | 1          | 2          | 4           | …
 * </pre>
 */
public final class DurationHistogram {
    private static final int BITS = 4;
    private static final int STEPS = 1 << BITS;
    private static final long NANOS_PER_MICRO = 1000;
    /** 2^32 microseconds are 71 minutes; what is longer is counted there, and its true length is only the greatest one's. */
    private static final int LONGEST_BITS = 32;

    private final long[] counts = new long[(LONGEST_BITS - BITS + 1) * STEPS];
    private long count;
    private long greatestNanos;

    /** Counts a duration; one below zero counts as zero. */
    public void record(long nanos) {
        long micros = Math.max(0, nanos) / NANOS_PER_MICRO;
        counts[Math.min(counts.length - 1, bucket(micros))]++;
        count++;
        greatestNanos = Math.max(greatestNanos, nanos);
    }

    private static int bucket(long micros) {
        if (micros < STEPS) {
            return (int) micros;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros) - BITS;
        return (shift << BITS) + (int) (micros >>> shift);
    }

    /** The first microsecond beyond a bucket. */
    private static long end(int bucket) {
        if (bucket < 2 * STEPS) {
            return bucket + 1L;
        }
        int shift = (bucket >>> BITS) - 1;
        return ((bucket & STEPS - 1) + STEPS + 1L) << shift;
    }

    /** What was counted until now. */
    public Durations durations() {
        return new Durations(count, percentile(50), percentile(99), percentile(99.9), greatestNanos);
    }

    /**
     * The duration that this part of all did not exceed, rounded up to its bucket's end; 0 when there are none.
     *
     * @param percent above 0 and up to 100
     * @return nanoseconds
     */
    public long percentile(double percent) {
        long wanted = (long) Math.ceil(count * percent / 100);
        long seen = 0;
        for (int i = 0; i < counts.length - 1 && count > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.min(greatestNanos, end(i) * NANOS_PER_MICRO);
            }
        }
        return greatestNanos;
    }
}
