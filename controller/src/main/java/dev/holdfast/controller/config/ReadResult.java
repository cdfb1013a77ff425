package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.Severity;
import dev.holdfast.controller.conf.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a configuration.
 *
 * @param configuration what to run; null exactly when {@code verdict} does not start
 * @param problems everything wrong, in the order of the file
 * @param verdict what to do, and the exit code of a test
 */
public record ReadResult(@Nullable Configuration configuration, List<Problem> problems, Verdict verdict) {
    /**
     * What keepalived only remarks on, or is silent about; but it takes away what watches a server, which then counts as well. A file
     * may be gone for a moment only, while others are put in its place.
     */
    private static final Set<String> LEFT_OUT =
            Set.of("include-missing", "include-unreadable", "script-not-found", "regex-left-out");

    /** Copies the list. */
    public ReadResult {
        problems = List.copyOf(problems);
    }

    /**
     * The errors that an earlier reading did not have. The place of an error does not count, since lines move, but every
     * further one of the same kind and text does. An include, a script or an expression that cannot be read is one.
     */
    public List<Problem> errorsSince(ReadResult before) {
        List<Problem> known = new ArrayList<>(before.errors());
        List<Problem> fresh = new ArrayList<>();
        for (Problem error : errors()) {
            boolean isKnown = false;
            for (int i = 0; i < known.size() && !isKnown; i++) {
                isKnown = isSame(known.get(i), error);
                if (isKnown) {
                    known.remove(i);
                }
            }
            if (!isKnown) {
                fresh.add(error);
            }
        }
        return fresh;
    }

    private List<Problem> errors() {
        return problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR || LEFT_OUT.contains(problem.id()))
                .toList();
    }

    private static boolean isSame(Problem a, Problem b) {
        return a.id().equals(b.id()) && a.found().equals(b.found());
    }
}
