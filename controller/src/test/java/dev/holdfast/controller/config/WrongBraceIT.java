package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each brace of a good configuration lost and each doubled: the verdict is that of {@code keepalived -t}, it takes few problems to say
 * so, and the first is where the brace is looked for. Needs root, iproute2 and keepalived 2.2.7.
 */
class WrongBraceIT {
    private static final KeepalivedHost HOST = new KeepalivedHost("brace");
    private static final Path GOOD =
            Path.of("src", "test", "resources", "dev", "holdfast", "controller", "config", "braces", "good.conf");
    private static final int MOST_PROBLEMS = 3;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeHost() throws Exception {
        HOST.make("WrongBraceIT");
    }

    @AfterAll
    static void removeHost() throws Exception {
        HOST.remove();
    }

    /** A block's lines, the first line of a file being 1. */
    private record Block(int begin, int end) {}

    /**
     * A damaged configuration.
     *
     * @param earliest the first line where a person would look
     * @param latest the last one
     */
    private record Damage(String name, String text, int earliest, int latest) {}

    private static List<Block> blocks(List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 1; i <= lines.size(); i++) {
            if (lines.get(i - 1).endsWith("{")) {
                open.push(i);
            } else if (lines.get(i - 1).endsWith("}")) {
                blocks.add(new Block(open.pop(), i));
            }
        }
        return blocks;
    }

    private static List<Damage> damages(List<String> lines) {
        List<Damage> damages = new ArrayList<>();
        for (Block block : blocks(lines)) {
            int next = next(lines, block.end());
            Block whole = outermost(blocks(lines), block);
            // Where a file ends too early, the block it ends in is all that is known.
            int from = whole.end() == lines.size() ? whole.begin() : block.begin();
            String first = lines.get(block.begin() - 1);
            String last = lines.get(block.end() - 1);
            damages.add(
                    damage("lost {", lines, block.begin(), first.replace(" {", ""), block.begin(), block.begin() + 1));
            damages.add(damage("doubled {", lines, block.begin(), first + " {", block.begin(), block.begin()));
            damages.add(damage("lost }", lines, block.end(), last.replace("}", ""), from, next));
            damages.add(damage("doubled }", lines, block.end(), last + "\n" + last, block.end(), whole.end() + 2));
        }
        return damages;
    }

    private static Block outermost(List<Block> blocks, Block within) {
        return blocks.stream()
                .filter(block -> block.begin() <= within.begin() && block.end() >= within.end())
                .max(Comparator.comparingInt(block -> block.end() - block.begin()))
                .orElseThrow();
    }

    private static Damage damage(String what, List<String> lines, int line, String by, int earliest, int latest) {
        List<String> damaged = new ArrayList<>(lines);
        damaged.set(line - 1, by);
        return new Damage(
                what + " of " + lines.get(line - 1).strip() + " in line " + line,
                String.join("\n", damaged) + "\n",
                earliest,
                latest);
    }

    /** The next line with a block or a keyword: what is behind a closing brace that is lost. */
    private static int next(List<String> lines, int end) {
        int line = end + 1;
        while (line < lines.size() && lines.get(line - 1).matches("[ }]*")) {
            line++;
        }
        return line;
    }

    @Test
    void isSaidWhereItIsAndAsKeepalivedTakesIt() throws Exception {
        List<Damage> damages = damages(Files.readAllLines(GOOD));
        List<Integer> codes =
                HOST.test(directory, damages.stream().map(Damage::text).toList());
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < damages.size(); i++) {
            Damage damage = damages.get(i);
            ReadResult result = Sources.read(damage.text());
            List<Problem> problems = result.problems().stream()
                    .filter(problem -> problem.verdict() != Verdict.CLEAN)
                    .toList();
            int line = problems.isEmpty() ? 0 : problems.get(0).line();
            boolean same = kind(codes.get(i)) == kind(result.verdict().exitCode());
            boolean there = line >= damage.earliest() && line <= damage.latest();
            if (!same || !there || problems.size() > MOST_PROBLEMS) {
                differences.add(damage.name() + " (" + damage.earliest() + ".." + damage.latest() + "): " + codes.get(i)
                        + " there, " + result.verdict().exitCode() + " here: " + Sources.rendered(result));
            }
        }
        assertThat(damages).hasSizeGreaterThan(50);
        assertThat(differences).isEmpty();
    }

    /** 6, a warning about scripts, is as clean as 0. */
    private static int kind(int code) {
        return code == 6 ? 0 : code;
    }
}
