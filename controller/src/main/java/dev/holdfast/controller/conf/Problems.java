package dev.holdfast.controller.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong while a configuration is read. At most {@link #MOST} problems are kept (a file of another kind can
 * give one for each of its lines); the verdict counts all of them.
 */
public final class Problems {
    /** How many problems are kept. */
    public static final int MOST = 1000;

    private final List<Problem> list = new ArrayList<>();
    private final Set<Problem> seen = new HashSet<>();
    private Verdict verdict = Verdict.CLEAN;
    private int left;

    /** Something keepalived reports and goes on from: it makes the exit code 5. */
    public void error(Word at, String id, String found, String expected, @Nullable String hint) {
        add(at, Severity.ERROR, Verdict.STARTS_WITH_ERRORS, id, found, expected, hint);
    }

    /** Something keepalived reports (exit code 5), but which is understood here. */
    public void warning(Word at, String id, String found, String expected, @Nullable String hint) {
        add(at, Severity.WARNING, Verdict.STARTS_WITH_ERRORS, id, found, expected, hint);
    }

    /** Something worth saying that keepalived does not count: the exit code stays. */
    public void remark(Word at, String id, String found, String expected, @Nullable String hint) {
        add(at, Severity.WARNING, Verdict.CLEAN, id, found, expected, hint);
    }

    /** Something keepalived stops at: exit code 2. */
    public void fatal(Word at, String id, String found, String expected, @Nullable String hint) {
        add(at, Severity.ERROR, Verdict.FATAL, id, found, expected, hint);
    }

    /** A problem of any kind, at a word. */
    public void add(
            Word at,
            Severity severity,
            Verdict itsVerdict,
            String id,
            String found,
            String expected,
            @Nullable String hint) {
        add(new Problem(at.file(), at.line(), at.column(), severity, itsVerdict, found, expected, hint, id));
    }

    /** A problem of a whole file. */
    public void ofFile(Path file, Severity severity, Verdict itsVerdict, String id, String found, String expected) {
        add(new Problem(file, 0, 0, severity, itsVerdict, found, expected, null, id));
    }

    /** Adds a problem; a second equal one is left out. */
    public void add(Problem problem) {
        verdict = verdict.worse(problem.verdict());
        // What decides must not be lost among what does not.
        if (list.size() >= MOST && problem.verdict() != Verdict.FATAL) {
            left++;
        } else if (seen.add(problem)) {
            list.add(problem);
        }
    }

    /** The worst verdict of all problems so far. */
    public Verdict verdict() {
        return verdict;
    }

    /** Whether a problem of this kind was met. */
    public boolean has(String id) {
        return list.stream().anyMatch(problem -> problem.id().equals(id));
    }

    /**
     * All problems, in the order of their places in each file.
     *
     * @param first the file whose problems come first; the others follow as they were met
     */
    public List<Problem> sorted(Path first) {
        List<Path> files = new ArrayList<>(List.of(first));
        for (Problem problem : list) {
            if (!files.contains(problem.file())) {
                files.add(problem.file());
            }
        }
        List<Problem> sorted = new ArrayList<>(list);
        sorted.sort(Comparator.<Problem>comparingInt(problem -> files.indexOf(problem.file()))
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column));
        if (left > 0) {
            sorted.add(new Problem(
                    first,
                    0,
                    0,
                    Severity.ERROR,
                    Verdict.STARTS_WITH_ERRORS,
                    left + " more problems are not shown",
                    "",
                    null,
                    "more-problems"));
        }
        return List.copyOf(sorted);
    }
}
