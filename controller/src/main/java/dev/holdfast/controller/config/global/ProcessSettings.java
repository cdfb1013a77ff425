package dev.holdfast.controller.config.global;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one of keepalived's processes runs: {@code vrrp_*}, {@code checker_*} and {@code bfd_*} in global_defs.
 *
 * @param name {@code vrrp_process_name}, or null for the program's own
 * @param niceness {@code vrrp_priority}, -20..19; null leaves it
 * @param realtimePriority {@code vrrp_rt_priority}, 1..99; null for no real-time scheduling
 * @param realtimeLimitMicros {@code vrrp_rlimit_rttime}: CPU time between two blocking calls, 1 or more
 * @param noSwap {@code vrrp_no_swap}: its memory stays in RAM
 * @param cpus {@code vrrp_cpu_affinity}: the processors it may run on, in the file's order; none for all
 */
public record ProcessSettings(
        @Nullable String name,
        @Nullable Integer niceness,
        @Nullable Integer realtimePriority,
        long realtimeLimitMicros,
        boolean noSwap,
        List<Integer> cpus) {
    /** {@code vrrp_rlimit_rttime} unless given, in microseconds. */
    public static final long DEFAULT_REALTIME_LIMIT_MICROS = 10_000;

    /** Checks the ranges and copies the list. */
    public ProcessSettings {
        if (niceness != null) {
            Checked.range("process priority", niceness, -20, 19);
        }
        if (realtimePriority != null) {
            Checked.range("real-time priority", realtimePriority, 1, 99);
        }
        Checked.range("real-time limit (microseconds)", realtimeLimitMicros, 1, 0xffff_ffffL);
        cpus = List.copyOf(cpus);
    }
}
