package dev.holdfast.controller.track;

import dev.holdfast.controller.config.vrrp.TrackProcess;
import dev.holdfast.vrrp.track.TrackStatus.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Whether there are as many processes as there have to be. A change counts when it has lasted: {@code fork_delay} for up,
 * {@code terminate_delay} for down; what is found at first counts at once. Pure.
 *
 * @param tracked its settings
 * @param condition how it stands
 * @param dueNanos when it will stand the other way, unless the number changes back; null when it need not
 */
record ProcessQuorum(
        TrackProcess tracked, Condition condition, @Nullable Long dueNanos) {
    /** One whose processes have not been counted. */
    static ProcessQuorum unknown(TrackProcess tracked) {
        return new ProcessQuorum(tracked, Condition.UNKNOWN, null);
    }

    /** With this many processes at that time. */
    ProcessQuorum counted(int processes, long nowNanos) {
        Integer most = tracked.quorumMax();
        boolean enough = processes >= tracked.quorum() && (most == null || processes <= most);
        Condition now = enough ? Condition.UP : Condition.DOWN;
        if (condition == Condition.UNKNOWN || condition == now) {
            return new ProcessQuorum(tracked, now, null);
        }
        long delay = enough ? tracked.forkDelayNanos() : tracked.terminateDelayNanos();
        if (delay == 0) {
            return new ProcessQuorum(tracked, now, null);
        }
        return dueNanos != null ? this : new ProcessQuorum(tracked, condition, nowNanos + delay);
    }

    /** At that time. */
    ProcessQuorum at(long nowNanos) {
        return dueNanos == null || nowNanos - dueNanos < 0
                ? this
                : new ProcessQuorum(tracked, condition == Condition.UP ? Condition.DOWN : Condition.UP, null);
    }
}
