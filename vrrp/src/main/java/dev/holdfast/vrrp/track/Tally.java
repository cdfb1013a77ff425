package dev.holdfast.vrrp.track;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What everything that an instance tracks comes to.
 *
 * @param priority the effective priority: the base with all that is added, within 1..254; an owner's stays 255
 * @param faults what makes the instance leave, in the configuration's order; none lets it take part
 * @param waiting whether something is not known that has to be before the instance takes part
 */
public record Tally(int priority, List<TrackedItem> faults, boolean waiting) {
    private static final int OWNER_PRIORITY = 255;

    /** Copies the list. */
    public Tally {
        faults = List.copyOf(faults);
    }

    /**
     * Adds up.
     *
     * @param basePriority 1..255
     * @param statuses what is known; whatever is not in it is {@link TrackStatus.Condition#UNKNOWN}
     */
    public static Tally of(int basePriority, List<TrackedItem> items, Map<TrackedId, TrackStatus> statuses) {
        long sum = basePriority;
        boolean waiting = false;
        List<TrackedItem> faults = new ArrayList<>();
        for (TrackedItem item : items) {
            TrackedItem.Verdict verdict = item.verdict(statuses.getOrDefault(item.id(), TrackStatus.Condition.UNKNOWN));
            sum += verdict.added();
            waiting |= verdict.waiting();
            if (verdict.fault()) {
                faults.add(item);
            }
        }
        int priority =
                basePriority == OWNER_PRIORITY ? OWNER_PRIORITY : (int) Math.max(1, Math.min(OWNER_PRIORITY - 1, sum));
        return new Tally(priority, faults, waiting);
    }
}
