package dev.holdfast.controller.track;

import dev.holdfast.vrrp.track.TrackStatus.Condition;

/**
 * What a script's runs so far say: {@code rise} successes in a row bring it up and {@code fall} failures in a row down, but the
 * first run of all decides alone. Pure.
 *
 * @param rise 1 or more
 * @param fall 1 or more
 * @param condition how it stands
 * @param against how many runs in a row said otherwise, 0 to less than {@code rise} or {@code fall}
 */
record ScriptHealth(int rise, int fall, Condition condition, int against) {
    /** One that has not run. */
    static ScriptHealth initial(int rise, int fall, boolean initiallyDown) {
        return new ScriptHealth(rise, fall, initiallyDown ? Condition.DOWN : Condition.UNKNOWN, 0);
    }

    /** After one more run. */
    ScriptHealth after(boolean success) {
        Condition said = success ? Condition.UP : Condition.DOWN;
        int needed = success ? rise : fall;
        if (condition == said) {
            return new ScriptHealth(rise, fall, condition, 0);
        }
        return condition == Condition.UNKNOWN || against + 1 >= needed
                ? new ScriptHealth(rise, fall, said, 0)
                : new ScriptHealth(rise, fall, condition, against + 1);
    }
}
