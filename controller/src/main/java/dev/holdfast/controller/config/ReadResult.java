package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a configuration.
 *
 * @param configuration what to run; null exactly when {@code verdict} does not start
 * @param problems everything wrong, in the order of the file
 * @param verdict what to do, and the exit code of a test
 */
public record ReadResult(@Nullable Configuration configuration, List<Problem> problems, Verdict verdict) {
    /** Copies the list. */
    public ReadResult {
        problems = List.copyOf(problems);
    }
}
