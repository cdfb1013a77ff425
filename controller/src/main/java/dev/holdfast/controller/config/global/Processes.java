package dev.holdfast.controller.config.global;

import org.jspecify.annotations.Nullable;

/**
 * The processes of global_defs.
 *
 * @param defaultNames {@code process_names}: each is named after what it does
 * @param name {@code process_name}: the first one's name, or null
 * @param vrrp the one of VRRP
 * @param checker the one of checks and IPVS
 * @param bfd the one of BFD
 * @param mostAutomaticPriority {@code max_auto_priority}: how far the real-time priority may rise by itself, 0..99; 0 for not
 *     at all, -1 for not at all and no word of it
 * @param automaticPriorityDelayMicros {@code min_auto_priority_delay}: how late a timer must be for that, 1..10000000
 * @param supplementaryGroups {@code set_supplementary_groups} (keepalived 2.4)
 */
public record Processes(
        boolean defaultNames,
        @Nullable String name,
        ProcessSettings vrrp,
        ProcessSettings checker,
        ProcessSettings bfd,
        int mostAutomaticPriority,
        long automaticPriorityDelayMicros,
        boolean supplementaryGroups) {
    /** {@code min_auto_priority_delay} unless given: one second. */
    public static final long DEFAULT_AUTOMATIC_PRIORITY_DELAY_MICROS = 1_000_000;

    /** The longest {@code min_auto_priority_delay}: ten seconds. */
    public static final long MOST_AUTOMATIC_PRIORITY_DELAY_MICROS = 10_000_000;

    /** Checks the ranges. */
    public Processes {
        Checked.range("max_auto_priority", mostAutomaticPriority, -1, 99);
        Checked.range(
                "min_auto_priority_delay (microseconds)",
                automaticPriorityDelayMicros,
                1,
                MOST_AUTOMATIC_PRIORITY_DELAY_MICROS);
    }
}
