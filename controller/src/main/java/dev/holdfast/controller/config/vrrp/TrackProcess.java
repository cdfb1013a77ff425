package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vrrp_track_process block.
 *
 * @param name its name
 * @param process {@code process}: the process's name and its parameters; at least one word
 * @param match {@code param_match}, or null for all parameters as they are where there are any
 * @param fullCommand {@code full_command}: the whole command line is compared
 * @param weight {@code weight}, -254..254
 * @param reverse {@code weight N reverse}
 * @param quorum {@code quorum}: how many there have to be, 1..65535; 0 with {@code quorumMax} 0
 * @param quorumMax {@code quorum_max}: how many there may be, 0..65535, or null for any number
 * @param forkDelayNanos {@code fork_delay}: how long it has to be so to count as up, up to an hour
 * @param terminateDelayNanos {@code terminate_delay}: how long it has to be so to count as down, up to an hour
 */
public record TrackProcess(
        String name,
        List<String> process,
        @Nullable ParameterMatch match,
        boolean fullCommand,
        int weight,
        boolean reverse,
        int quorum,
        @Nullable Integer quorumMax,
        long forkDelayNanos,
        long terminateDelayNanos) {
    /** Which of a process's parameters are compared. */
    public enum ParameterMatch {
        /** All of them, also when none is given. */
        EXACT,
        /** The last one may go on further. */
        INITIAL,
        /** There may be more of them. */
        PARTIAL
    }

    /** {@code weight} unless given: 0, a fault. */
    public static final int DEFAULT_WEIGHT = 0;

    /** {@code quorum} unless given. */
    public static final int DEFAULT_QUORUM = 1;

    /** The longest delay: an hour. */
    public static final long MOST_DELAY_NANOS = 3_600_000_000_000L;

    /** Checks the ranges and copies the list. */
    public TrackProcess {
        process = List.copyOf(process);
        Checked.that(!process.isEmpty(), "process of " + name, process, "a name");
        Checked.range("weight of " + name, weight, -254, 254);
        Checked.range("quorum of " + name, quorum, 0, 65_535);
        if (quorumMax != null) {
            Checked.range("quorum_max of " + name, quorumMax, 0, 65_535);
        }
        Checked.range("fork_delay of " + name + " (ns)", forkDelayNanos, 0, MOST_DELAY_NANOS);
        Checked.range("terminate_delay of " + name + " (ns)", terminateDelayNanos, 0, MOST_DELAY_NANOS);
    }
}
