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
 * @param blocks which blocks of the file are used and which are left out
 */
public record ReadResult(
        @Nullable Configuration configuration, List<Problem> problems, Verdict verdict, Blocks blocks) {
    /** Copies the list. */
    public ReadResult {
        problems = List.copyOf(problems);
    }
}
