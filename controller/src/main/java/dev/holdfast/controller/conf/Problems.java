package dev.holdfast.controller.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong while a configuration is read. At most {@link #MOST} problems are kept (a file of another kind can
 * give one for each of its lines); the verdict counts all of them.
 */
public final class Problems {
    /** How many problems are kept. */
    public static final int MOST = 1000;

    /** What is missing in a block, by its id, and the keywords whose own mistakes make it so. */
    private static final Map<String, Set<String>> CAUSES = Map.of(
            "no-router-id", Set.of("virtual_router_id"),
            "no-interface", Set.of("interface"),
            "no-addresses", Set.of("virtual_ipaddress"),
            "no-protocol", Set.of("protocol"),
            "no-scheduler", Set.of("lvs_sched", "lb_algo"),
            "no-method", Set.of("lvs_method", "lb_kind"),
            "no-real-servers", Set.of("real_server"),
            "no-file", Set.of("file"),
            "no-process", Set.of("process"),
            "no-password", Set.of("auth_pass"));

    /** What is said of names that there is no block of, which may be one that a missing brace has made part of another. */
    private static final Set<String> OF_NAMES = Set.of(
            "no-such-instance",
            "small-group",
            "no-such-group",
            "no-such-file",
            "no-such-bfd",
            "no-such-process",
            "no-such-script");

    private final List<Problem> list = new ArrayList<>();
    private final Set<Problem> seen = new HashSet<>();
    private final Set<Place> damaged = new HashSet<>();
    private final Set<String> leftOut = new HashSet<>();
    private final Map<Place, Set<String>> incomplete = new HashMap<>();
    private Verdict verdict = Verdict.CLEAN;
    private boolean blocksLost;
    private int left;
    private int fatal;

    private record Place(Path file, int line, int column) {
        static Place of(Word word) {
            return new Place(word.file(), word.line(), word.column());
        }
    }

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
        boolean isFatal = problem.verdict() == Verdict.FATAL;
        if (isFatal ? fatal >= MOST : isFull()) {
            left++;
        } else if (seen.add(problem)) {
            list.add(problem);
            fatal += isFatal ? 1 : 0;
        }
    }

    /** Whether no further problem is kept but those that decide. */
    boolean isFull() {
        return list.size() - fatal >= MOST;
    }

    /** Something that keepalived reports, but that follows from what has been said already. */
    public void followUp() {
        verdict = verdict.worse(Verdict.STARTS_WITH_ERRORS);
    }

    /** A block that a misplaced brace has cut short: that something is missing in it needs not be said. */
    void damaged(Word keyword) {
        damaged.add(Place.of(keyword));
    }

    /** A block was left out, which has been said: that there is none of its name needs not be said. */
    public void blockLeftOut(Statement block) {
        leftOut.add(block.name() + " " + block.text(0));
    }

    /** Whether a block was left out, which has been said. */
    public boolean isLeftOut(String keyword, String name) {
        return leftOut.contains(keyword + " " + name);
    }

    /** A keyword was left out of a block because its argument is missing: that it is not there needs not be said. */
    void incomplete(Word block, String keyword) {
        incomplete.computeIfAbsent(Place.of(block), key -> new HashSet<>()).add(keyword);
    }

    /** A block was taken for part of another: that names are not there needs not be said. */
    void blockLost() {
        blocksLost = true;
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
     * All problems, in the order of their places in each file, without those that follow from another.
     *
     * @param first the file whose problems come first; the others follow as they were met
     * @param statements what stands outside all blocks
     */
    public List<Problem> sorted(Path first, List<Statement> statements) {
        Map<Path, Integer> files = new HashMap<>();
        files.put(first, 0);
        for (Problem problem : list) {
            files.putIfAbsent(problem.file(), files.size());
        }
        List<Problem> sorted = new ArrayList<>(list);
        sorted.removeAll(followUps(statements));
        sorted.sort(Comparator.<Problem>comparingInt(problem -> files.getOrDefault(problem.file(), 0))
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

    /**
     * What is said to be missing in a block, where the keyword is there with a mistake that has been reported, or where a misplaced
     * brace has cut the block short; and names of blocks that one has made part of others.
     */
    private Set<Problem> followUps(List<Statement> statements) {
        Map<Place, List<Problem>> missing = new HashMap<>();
        Set<Place> wrong = new HashSet<>();
        for (Problem problem : list) {
            Place place = new Place(problem.file(), problem.line(), problem.column());
            if (CAUSES.containsKey(problem.id())) {
                missing.computeIfAbsent(place, key -> new ArrayList<>()).add(problem);
            } else if (problem.severity() == Severity.ERROR) {
                wrong.add(place);
            }
        }
        Set<Problem> found = new HashSet<>();
        if (blocksLost) {
            list.stream().filter(problem -> OF_NAMES.contains(problem.id())).forEach(found::add);
        }
        if (!missing.isEmpty()) {
            statements.forEach(statement -> followUps(statement, missing, wrong, found));
        }
        return found;
    }

    private void followUps(Statement block, Map<Place, List<Problem>> missing, Set<Place> wrong, Set<Problem> found) {
        boolean cut = damaged.contains(Place.of(block.word()));
        Set<String> withoutArgument = incomplete.getOrDefault(Place.of(block.word()), Set.of());
        for (Word at : List.of(block.word(), block.at(0))) {
            for (Problem problem : missing.getOrDefault(Place.of(at), List.of())) {
                Set<String> causes = CAUSES.getOrDefault(problem.id(), Set.of());
                if (cut
                        || withoutArgument.stream().anyMatch(causes::contains)
                        || block.children().stream()
                                .anyMatch(child -> causes.contains(child.name()) && isWrong(child, wrong))) {
                    found.add(problem);
                }
            }
        }
        block.children().forEach(child -> followUps(child, missing, wrong, found));
    }

    private static boolean isWrong(Statement statement, Set<Place> wrong) {
        return wrong.contains(Place.of(statement.word()))
                || statement.arguments().stream().anyMatch(argument -> wrong.contains(Place.of(argument)))
                || statement.children().stream().anyMatch(child -> isWrong(child, wrong));
    }
}
