package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Compares the exit code for each file of a corpus of configurations with what keepalived 2.2.7 gave for it. The corpus is not part
 * of the project; where it is, it lies beside the checkout.
 */
class CorpusTest {
    private static final Path CORPUS = Path.of("..", "..", "shared", "corpus");

    /** How many files agree. It only ever goes up. */
    private static final int FLOOR = 314;

    /** The machine the verdicts were made on had every interface and script that a file names. */
    private static final SystemFacts EVERYTHING = new SystemFacts() {
        @Override
        public boolean interfaceExists(String name) {
            return name.matches("[A-Za-z0-9_][A-Za-z0-9_.:-]*");
        }

        @Override
        public boolean scriptExists(String program) {
            return !program.startsWith("$") && !program.contains("corpus");
        }

        @Override
        public boolean userExists(String name) {
            return name.matches("[a-z_][a-z0-9_-]*");
        }

        @Override
        public boolean networkNamespaceExists(String name) {
            return false;
        }
    };

    @Test
    void exitCodesAreKeepalived() throws IOException {
        Path verdicts = CORPUS.resolve("verdicts.tsv");
        if (!Files.exists(verdicts)) {
            System.out.println("left out: there is no corpus of configurations at " + verdicts);
            Assumptions.abort("no corpus of configurations");
        }
        List<String> disagreements = new ArrayList<>();
        List<String> notStarted = new ArrayList<>();
        List<String> notClean = new ArrayList<>();
        int agreed = 0;
        List<String> lines = Files.readAllLines(verdicts);
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split("\t", -1);
            int expected = Integer.parseInt(fields[1]);
            ReadResult result =
                    KeepalivedConf.read(CORPUS.resolve(fields[0]), new ReadOptions("localhost", EVERYTHING));
            if (result.verdict().exitCode() == expected) {
                agreed++;
                continue;
            }
            String why = result.problems().stream()
                    .filter(problem -> problem.verdict() == result.verdict())
                    .map(problem -> problem.render().replaceFirst("^\\S*/", ""))
                    .findFirst()
                    .orElse("");
            disagreements.add(fields[0] + ": " + result.verdict().exitCode() + " instead of " + expected
                    + "\n    ours:   " + why + "\n    theirs: " + (fields.length > 3 ? fields[3] : ""));
            if (expected != 2 && expected != 4 && !result.verdict().starts()) {
                notStarted.add(fields[0]);
            }
            if (expected == 0 && result.verdict() != Verdict.CLEAN) {
                notClean.add(fields[0]);
            }
        }
        disagreements.forEach(System.out::println);
        System.out.println(agreed + " of " + (lines.size() - 1) + " files agree; not started: " + notStarted
                + "; not clean: " + notClean);
        assertThat(agreed).as("files that agree").isGreaterThanOrEqualTo(FLOOR);
        assertThat(notStarted).as("files that keepalived starts with").isEmpty();
    }
}
