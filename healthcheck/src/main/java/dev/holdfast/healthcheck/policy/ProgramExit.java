package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.MiscCheckSpec;

/** What the exit status of MISC_CHECK's program means, keepalived.conf(5) misc_dynamic. */
public final class ProgramExit {
    /** Exit statuses are above the weights that they ask for by this. */
    private static final int ABOVE_WEIGHT = 2;

    private static final int MOST_STATUS = 255;

    private ProgramExit() {}

    /**
     * Judges an end.
     *
     * @param status the exit status, 0..255; above 128 it may be a signal, which a program that is dynamic cannot tell apart
     * @param overdue whether its time had run out before
     * @param spec what was run
     * @param words how it ended, for people
     */
    public static ProbeResult judge(int status, boolean overdue, MiscCheckSpec spec, String words) {
        if (overdue) {
            return new ProbeResult.Failed(FailureReason.PROGRAM_TIMEOUT, "it did not end in time");
        }
        if (status == 0) {
            return spec.dynamic() ? new ProbeResult.Succeeded(0) : ProbeResult.Succeeded.INSTANCE;
        }
        return spec.dynamic() && status >= ABOVE_WEIGHT && status <= MOST_STATUS
                ? new ProbeResult.Succeeded(status - ABOVE_WEIGHT - spec.serverWeight())
                : new ProbeResult.Failed(FailureReason.PROGRAM, words);
    }
}
