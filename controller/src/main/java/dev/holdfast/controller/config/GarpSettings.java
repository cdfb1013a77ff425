package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.vrrp.GarpConfig;
import java.util.OptionalLong;

/**
 * The garp_* keywords of an instance and the vrrp_garp_* ones of global_defs. What an instance does not say is as in global_defs;
 * what that does not say of lower-priority adverts is as it says of becoming master.
 */
final class GarpSettings {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** More than this at once helps nobody, and is as much as a schedule takes. */
    private static final int MOST_REPEATS = 1000;

    private int repeat;
    private long delayNanos;
    private long refreshNanos;
    private int refreshRepeat;
    private OptionalLong lowerDelayNanos;
    private OptionalLong lowerRepeat;

    /** keepalived's own defaults. */
    GarpSettings() {
        this(GarpConfig.DEFAULTS);
        lowerDelayNanos = OptionalLong.empty();
        lowerRepeat = OptionalLong.empty();
    }

    /** Those of global_defs. */
    GarpSettings(GarpConfig defaults) {
        repeat = defaults.repeat();
        delayNanos = defaults.delayNanos();
        refreshNanos = defaults.refreshNanos();
        refreshRepeat = defaults.refreshRepeat();
        lowerDelayNanos = OptionalLong.of(defaults.lowerPriorityDelayNanos());
        lowerRepeat = OptionalLong.of(defaults.lowerPriorityRepeat());
    }

    /** Takes a statement if it is one of these; {@code prefix} is what global_defs puts before the names. */
    boolean take(Statement statement, String prefix, Problems problems) {
        if (!statement.name().startsWith(prefix)) {
            return false;
        }
        switch (statement.name().substring(prefix.length())) {
            case "garp_master_delay" ->
                statement.number().ifPresent(seconds -> delayNanos = seconds * NANOS_PER_SECOND);
            case "garp_master_repeat" -> repeat = atLeastOne(statement, repeat, problems);
            case "garp_master_refresh" ->
                statement.number().ifPresent(seconds -> refreshNanos = seconds * NANOS_PER_SECOND);
            case "garp_master_refresh_repeat" -> refreshRepeat = atLeastOne(statement, refreshRepeat, problems);
            case "garp_lower_prio_delay" -> {
                if (statement.number().isPresent()) {
                    lowerDelayNanos = OptionalLong.of(statement.number().getAsLong() * NANOS_PER_SECOND);
                }
            }
            case "garp_lower_prio_repeat" -> {
                if (statement.number().isPresent()) {
                    lowerRepeat = OptionalLong.of(limited(statement, problems));
                }
            }
            case "min_garp" -> {
                if (statement.flag().orElse(false)) {
                    repeat = 1;
                    delayNanos = 0;
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    GarpConfig schedule() {
        return new GarpConfig(
                repeat, delayNanos, repeat, refreshNanos, refreshRepeat, lowerDelayNanos.orElse(delayNanos), (int)
                        lowerRepeat.orElse(repeat));
    }

    private static int atLeastOne(Statement statement, int before, Problems problems) {
        if (statement.number().isEmpty()) {
            return before;
        }
        if (statement.number().getAsLong() == 0) {
            problems.error(statement.at(0), "bad-value", statement.name() + " 0", "1 or more", "1 is used");
            return 1;
        }
        return limited(statement, problems);
    }

    private static int limited(Statement statement, Problems problems) {
        long value = statement.number().orElse(0);
        if (value > MOST_REPEATS) {
            problems.remark(
                    statement.at(0),
                    "bad-value",
                    statement.name() + " " + value,
                    "at most " + MOST_REPEATS,
                    MOST_REPEATS + " is used");
        }
        return (int) Math.min(value, MOST_REPEATS);
    }
}
