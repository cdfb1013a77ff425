package dev.holdfast.vrrp.track;

/**
 * Something that an instance or a sync group tracks, and what it counts.
 *
 * <p>With a weight, what is up adds a positive one and what is down adds a negative one; {@code reverse} changes the sign of what is
 * added, not its time. A file adds its number times the weight ({@code reverse}: less that), at most {@value #MOST_FROM_FILE}, and below
 * {@value #LEAST_FROM_FILE} it is a fault. With weight 0 being down is a fault ({@code reverse}: being up), and so is a file's number
 * that is not 0 ({@code reverse}: that is 0).
 *
 * @param id what is tracked
 * @param weight how much it counts, -2147483647..2147483647; 0 for a fault
 * @param reverse whether it counts the other way round
 */
public record TrackedItem(TrackedId id, int weight, boolean reverse) {
    /** The most that a file adds. */
    public static final int MOST_FROM_FILE = 253;

    /** The least that a file adds before it is a fault. */
    public static final int LEAST_FROM_FILE = -253;

    /** Checks the range. */
    public TrackedItem {
        if (weight == Integer.MIN_VALUE) {
            throw new IllegalArgumentException(
                    "weight of " + id.name() + " " + weight + " (expected -2147483647..2147483647)");
        }
    }

    /** What it does to the instance in this status. */
    public Verdict verdict(TrackStatus status) {
        if (status instanceof TrackStatus.Value value) {
            return file(value.number());
        }
        return switch ((TrackStatus.Condition) status) {
            case UNKNOWN -> weight == 0 ? Verdict.WAIT : Verdict.NOTHING;
            case DISABLED -> Verdict.NOTHING;
            case UP -> weight == 0 ? Verdict.faultIf(reverse) : Verdict.add(sign() * Math.max(weight, 0));
            case DOWN -> weight == 0 ? Verdict.faultIf(!reverse) : Verdict.add(sign() * Math.min(weight, 0));
        };
    }

    private Verdict file(long number) {
        if (weight == 0) {
            return Verdict.faultIf((number == 0) == reverse);
        }
        // A product beyond these is a fault, or the most, already.
        long within = Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
        long sum = (long) sign() * weight * within;
        return sum < LEAST_FROM_FILE ? Verdict.FAULT : Verdict.add((int) Math.min(sum, MOST_FROM_FILE));
    }

    private int sign() {
        return reverse ? -1 : 1;
    }

    /**
     * What one tracked thing does to an instance.
     *
     * @param fault whether it makes the instance leave
     * @param waiting whether it keeps an instance from taking part until more is known
     * @param added what it adds to the priority
     */
    public record Verdict(boolean fault, boolean waiting, int added) {
        static final Verdict NOTHING = new Verdict(false, false, 0);
        static final Verdict FAULT = new Verdict(true, false, 0);
        static final Verdict WAIT = new Verdict(false, true, 0);

        static Verdict faultIf(boolean fault) {
            return fault ? FAULT : NOTHING;
        }

        static Verdict add(int added) {
            return added == 0 ? NOTHING : new Verdict(false, false, added);
        }
    }
}
