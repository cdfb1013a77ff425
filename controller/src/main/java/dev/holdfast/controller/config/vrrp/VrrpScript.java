package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import dev.holdfast.controller.config.global.ScriptCommand;

/**
 * A vrrp_script block.
 *
 * @param name its name
 * @param command {@code script} with {@code user}
 * @param intervalNanos {@code interval}: between two runs, more than 0
 * @param timeoutNanos {@code timeout}: how long a run may take, 0 for as long as the interval
 * @param weight {@code weight}, -253..253
 * @param reverse {@code weight N reverse}
 * @param rise {@code rise}: successes in a row for up, 1 or more
 * @param fall {@code fall}: failures in a row for down, 1 or more
 * @param initiallyDown {@code init_fail}
 */
public record VrrpScript(
        String name,
        ScriptCommand command,
        long intervalNanos,
        long timeoutNanos,
        int weight,
        boolean reverse,
        int rise,
        int fall,
        boolean initiallyDown) {
    /** {@code interval} unless given: one second. */
    public static final long DEFAULT_INTERVAL_NANOS = 1_000_000_000L;

    /** Checks the ranges. */
    public VrrpScript {
        Checked.range("interval of " + name + " (ns)", intervalNanos, 1, Long.MAX_VALUE);
        Checked.range("timeout of " + name + " (ns)", timeoutNanos, 0, Long.MAX_VALUE);
        Checked.range("weight of " + name, weight, -253, 253);
        Checked.range("rise of " + name, rise, 1, Integer.MAX_VALUE);
        Checked.range("fall of " + name, fall, 1, Integer.MAX_VALUE);
    }
}
