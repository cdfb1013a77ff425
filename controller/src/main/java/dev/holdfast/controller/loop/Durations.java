package dev.holdfast.controller.loop;

/**
 * Many durations in few numbers, in nanoseconds. The percentiles are rounded up, by a sixteenth at most.
 *
 * @param count how many there were
 * @param medianNanos half of them took no longer
 * @param percentile99Nanos 99 of a hundred took no longer
 * @param percentile999Nanos 999 of a thousand took no longer
 * @param greatestNanos the longest, exactly
 */
public record Durations(
        long count, long medianNanos, long percentile99Nanos, long percentile999Nanos, long greatestNanos) {}
