package dev.holdfast.healthcheck;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * keepalived.conf(5) MISC_CHECK: the server is well when a program ends with status 0 in time.
 *
 * @param words {@code misc_path}: the program and its arguments, at least one
 * @param user {@code user}: whom it is run as, null for the usual one
 * @param group the group, null for the user's
 * @param timeoutNanos {@code misc_timeout}, or the delay_loop; more than 0
 * @param dynamic {@code misc_dynamic}: a status of 2..255 is well too, and asks for a weight of two less
 * @param serverWeight the weight that its server has without this, for which another one is asked
 */
public record MiscCheckSpec(
        CheckTiming timing,
        List<String> words,
        @Nullable String user,
        @Nullable String group,
        long timeoutNanos,
        boolean dynamic,
        int serverWeight)
        implements CheckSpec {
    public MiscCheckSpec {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("no program (expected its path and its arguments)");
        }
        if (timeoutNanos <= 0) {
            throw new IllegalArgumentException("misc_timeout " + timeoutNanos + " ns (expected more than 0)");
        }
    }

    @Override
    public Object question() {
        return List.of("MISC_CHECK", words, user + ":" + group, dynamic, serverWeight);
    }

    @Override
    public <T> T match(Cases<T> cases) {
        return cases.misc(this);
    }
}
