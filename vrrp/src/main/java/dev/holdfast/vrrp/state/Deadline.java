package dev.holdfast.vrrp.state;

/**
 * A point in time, or none. Times are on {@link System#nanoTime}'s scale, which may overflow: they are compared by
 * subtraction and are never more than half its range apart.
 *
 * @param isSet whether there is one
 * @param nanos when; 0 if there is none
 */
public record Deadline(boolean isSet, long nanos) {
    /** No deadline. */
    public static final Deadline NONE = new Deadline(false, 0);

    /** The deadline {@code delayNanos} after {@code nowNanos}. */
    public static Deadline in(long delayNanos, long nowNanos) {
        return new Deadline(true, nowNanos + delayNanos);
    }

    /** Whether it is set and not after {@code nowNanos}. */
    public boolean isDue(long nowNanos) {
        return isSet && nowNanos - nanos >= 0;
    }

    /** The earlier of two; one that is not set is later than any that is. */
    public Deadline earlier(Deadline other) {
        if (!isSet) {
            return other;
        }
        return other.isSet && other.nanos - nanos < 0 ? other : this;
    }
}
