package dev.holdfast.controller.conf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.KeepalivedConf;
import dev.holdfast.controller.config.ReadResult;
import dev.holdfast.controller.config.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Made-up lines full of definitions, conditions, repetitions and braces, given to us and to {@code keepalived -t}: whether it would
 * start, the line of the first mistake, and every word that we do not know are the same. ({@code keepalived} goes on with what
 * follows from a mistake, and we do not.) Needs root, iproute2 and keepalived 2.2.7.
 *
 * <p>Known mistakes of 2.2.7 are left out of what is made up: it expands everything into a file and reads that again, so that
 * {@code \#} becomes a comment after all; a last line without an end is counted with the one before it; lines over 1023 bytes fall
 * to pieces; <code>${_RANDOM A B}</code> and a condition out of a definition garble the rest of the line; {@code $A=$A} and {@code
 * ~SEQ(A, 1, 1, 5000000000)} have no end; a virtual_server that is no address crashes it; and after a definition of several
 * lines, it may be one line off.
 */
class LanguageDifferentialIT {
    private static final String NAMESPACE = "lang-" + ProcessHandle.current().pid();
    private static final int INPUTS = Integer.getInteger("differential.inputs", 150);
    private static final Pattern UNKNOWN = Pattern.compile("\\((?:[^:]*: )?Line (\\d+)\\) Unknown keyword '(.*)'");
    private static final Pattern MISTAKE = Pattern.compile(
            "\\((?:[^:]*: )?Line (\\d+)\\) (?:Unknown|Unexpected|Extra|Missing|Unterm|Invalid|Unmatched|~SEQ).*");
    private static final Pattern OUR_UNKNOWN = Pattern.compile("unknown keyword '(.*)'");

    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeHost() throws Exception {
        boolean possible = Files.isExecutable(Path.of("/usr/sbin/keepalived"))
                && "root".equals(System.getProperty("user.name"))
                && keepalived(List.of("ip", "netns", "add", NAMESPACE)).status() == 0;
        if (!possible) {
            String reason = "needs root, iproute2 and keepalived";
            assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
            System.out.println("left out: LanguageDifferentialIT " + reason);
            Assumptions.abort(reason);
        }
    }

    @AfterAll
    static void removeHost() throws Exception {
        keepalived(List.of("ip", "netns", "delete", NAMESPACE));
    }

    private record Outcome(int status, String output) {}

    private static Outcome keepalived(List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IOException(command + " did not end within 30 s");
        }
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }

    /** What is compared: whether it starts clean, starts or does not, the first line with a mistake, unknown words and their lines. */
    private record Findings(int kind, int firstLine, Set<String> unknown) {}

    private static Findings theirs(Path file) throws IOException, InterruptedException {
        Outcome outcome = keepalived(List.of(
                "nsenter",
                "--net=/run/netns/" + NAMESPACE,
                "/usr/sbin/keepalived",
                "-t",
                "-i",
                "lvs01",
                "-f",
                file.toString()));
        Set<String> unknown = new TreeSet<>();
        int first = 0;
        for (String line : outcome.output().lines().toList()) {
            Matcher word = UNKNOWN.matcher(line);
            if (word.matches()) {
                unknown.add(word.group(1) + " " + word.group(2));
            }
            Matcher mistake = MISTAKE.matcher(line);
            if (mistake.matches()) {
                int number = Integer.parseInt(mistake.group(1));
                first = first == 0 ? number : Math.min(first, number);
            }
        }
        return new Findings(kind(outcome.status()), first, unknown);
    }

    private static Findings ours(Path file) {
        ReadResult result = KeepalivedConf.read(file, Sources.options());
        Set<String> unknown = new TreeSet<>();
        int first = 0;
        for (Problem problem : result.problems()) {
            Matcher word = OUR_UNKNOWN.matcher(problem.found());
            if (word.matches()) {
                unknown.add(problem.line() + " " + word.group(1));
            }
            if (problem.verdict() != Verdict.CLEAN && first == 0) {
                first = problem.line();
            }
        }
        return new Findings(kind(result.verdict().exitCode()), first, unknown);
    }

    private static int kind(int status) {
        return status == 6 ? 5 : status;
    }

    @Test
    void areTheSame() throws Exception {
        long seed = Long.getLong("seed", 20220115);
        System.out.println("differential seed: -Dseed=" + seed);
        SplittableRandom root = new SplittableRandom(seed);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            String text = new Writer(root.split()).text();
            Path file = Files.writeString(directory.resolve("k.conf"), text);
            Findings theirs = theirs(file);
            Findings ours = ours(file);
            if (theirs.kind() != ours.kind()
                    || theirs.firstLine() != ours.firstLine()
                    || !theirs.unknown().containsAll(ours.unknown())) {
                differences.add("input " + i + "\n" + text + "theirs: " + theirs + "\nours:   " + ours);
            }
        }
        assertThat(differences.size()).as(String.join("\n\n", differences)).isZero();
    }

    /** Makes up configurations. */
    private static final class Writer {
        private static final List<String> NAMES = List.of("A", "B", "LONG_1");
        private static final List<String> WORDS =
                List.of("foo", "bar", "10.0.0.1", "x", "\"a b\"", "V_1", "0x3", "a#b", "'z", "weight");

        private final SplittableRandom random;

        Writer(SplittableRandom random) {
            this.random = random;
        }

        private <T> T one(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        String text() {
            StringBuilder text = new StringBuilder("first\n");
            // A condition that is met at the beginning keeps the file from being empty.
            text.setLength(random.nextBoolean() ? text.length() : 0);
            int lines = 1 + random.nextInt(8);
            for (int i = 0; i < lines; i++) {
                text.append(one(List.of("", "  ", "\t")))
                        .append(line())
                        .append(one(List.of("\n", "\n", " \n", "\r\n", " # c {\n")));
            }
            return text.append("last\n").toString();
        }

        private String line() {
            return switch (random.nextInt(10)) {
                case 0, 1 ->
                    "$" + one(NAMES) + "="
                            + one(List.of(
                                    word(), word() + " " + word(), "${U}x", "", "a { b", "{ a }", "${_INSTANCE}y"));
                case 2 ->
                    one(List.of("@lvs01 ", "@lvs02 ", "@^lvs01 ", "@^lvs02 "))
                            + one(List.of(
                                    word(), "$" + one(NAMES) + "=7", repetition(), use() + " x", word() + " {", "}"));
                case 3, 4 -> repetition();
                case 5, 6 -> use() + " " + one(List.of(word(), use(), ""));
                case 7 ->
                    one(List.of(
                            "}",
                            "{",
                            "} }",
                            "{ }",
                            "foo { bar }",
                            "foo {",
                            "foo{",
                            "} foo",
                            "x { y {",
                            "x { $A=3",
                            "{@lvs01 q"));
                default -> word() + " " + use() + " " + word();
            };
        }

        private String word() {
            return one(WORDS);
        }

        private String use() {
            String name = one(List.of("A", "B", "LONG_1", "U", "_INSTANCE"));
            return one(List.of("${%s}", "x${%s}y", "k$%s.z", "z$%s ", "${%s}${A}"))
                    .formatted(name);
        }

        private String repetition() {
            String name = one(List.of("I", "J", "K"));
            String first = one(List.of(
                            "~SEQ(%s, 1, 3)",
                            "~SEQ(%s,2,-1)",
                            "~SEQ(%s, 0, 2, 5)",
                            "~SEQ(%s,3)",
                            "~SEQ(%s, 1, -1, 3)",
                            "~LST(%s, a, 10, x.y)",
                            "~LST(%s,a b,c)",
                            "~LST({%s, L}, {1,p}, {2,q})",
                            "~SEQx(%s, 9, 0xb)",
                            "~SEQ(%s)"))
                    .formatted(name);
            String second = random.nextInt(3) == 0
                    ? one(List.of(" ~SEQ(N,1,2) n${N}", " ~LST(N,p,q) @lvs01 m${N}", " @lvs01"))
                    : "";
            return first + second + " z${" + name + "}" + one(List.of("", "", " {", " }", " { y${" + name + "} }"));
        }
    }
}
