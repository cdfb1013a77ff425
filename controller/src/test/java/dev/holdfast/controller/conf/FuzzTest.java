package dev.holdfast.controller.conf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.KeepalivedConf;
import dev.holdfast.controller.config.KeepalivedConf.Inspection;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.lint.Host;
import dev.holdfast.controller.lint.Lints;
import dev.holdfast.controller.lint.WarningIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged configurations: reading never throws, always ends, and says where. Damaged are the files of a corpus, which is not part of
 * the project and lies beside the checkout, the samples of Debian's package, and our own. {@code -Dfuzz.inputs=N} reads more of
 * them, {@code -Dfuzz.characters=N} longer ones, {@code -Dseed=N} the same again.
 */
class FuzzTest {
    private static final Path CORPUS = Path.of("..", "..", "shared", "corpus");
    private static final Path SAMPLES = Path.of("/usr/share/doc/keepalived/samples");
    private static final Set<String> WARNINGS = WarningIds.all();
    private static final int USUAL_INPUTS = 10_000;

    /** The usual run is to be short, and so are its inputs. */
    private static final int USUAL_CHARACTERS = 4_000;

    private static final int PROGRESS = 50_000;

    /** A definition that grows is cut off soon, so that many others can be tried. */
    private static final int MOST_LINES = 1_000;

    private static final int MOST_CHARACTERS = 200_000;

    private static final List<String> OWN = List.of("""
            $IF=eth0
            $VS= \\
            virtual_server 10.0.0.${N} 80 { \\
              lvs_sched sh \\
              sh-port \\
              lvs_method TUN type gue port 6080 csum \\
              protocol UDP \\
              ops \\
              quorum 2 \\
              hysteresis 1 \\
              sorry_server 10.0.0.9 80 \\
              real_server fe80::1 80 { \\
                weight 9 \\
                HTTP_GET { \\
                  url { \\
                    path / \\
                    status_code 200-299 404 \\
                    digest 9b3a0c85a887a256d6939da88aabd8cd \\
                  } \\

                } \\
                MISC_CHECK { \\
                  misc_path "/bin/true 'a b'" \\
                } \\
              } \\
            }
            ~SEQ(N, 1, 3) $VS
            ~LST({A, B}, {1, 2}, {3, 4}) ~SEQx(C, 9, 11) static_routes { ${A}.0.0.0/8 via ${B}.${C} }
            vrrp_sync_group G { group { VI_1 } notify "/bin/true x" }
            vrrp_script chk { script "/bin/true" weight 5 }
            vrrp_instance VI_1 {
              @^lvs02 version 3
              interface $IF
              virtual_router_id 7
              priority ${_RANDOM 1 200}
              advert_int 0.25
              nopreempt
              unicast_peer { 10.0.0.2 }
              virtual_ipaddress { 10.0.0.7/24 brd + scope link label eth0:1 dev eth0 }
              virtual_rules { from 10.0.0.0/8 table 5 }
              track_script { chk weight -10 }
            }
            include part.conf # holdfast: ignore include-missing
            """, """
            virtual_server 10.0.0.1 80 {
              lvs_sched rr
              lb_kind DR
              protocol TCP
              persistence_timeout 50
              real_server 10.0.0.2 80 {
                TCP_CHECK {
                  connect_timeout 3
                }
              }
              foo { bar { baz } }
            }
            """);

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "\"",
            "'",
            "\\",
            "#",
            "!",
            "$",
            "${",
            "$A=",
            "$A= \\\n",
            "\\\n",
            "@",
            "@lvs01 ",
            "@^lvs01 ",
            "~SEQ(",
            "~SEQ(A, 1, 9) ",
            "~SEQx(B,0,0xf)",
            "~LST(A, x, y) ",
            "~LST({A,B},{1,2}) ",
            "~SEQ(A,1,99999999)",
            "$A",
            "${A}",
            "${A",
            "${_RANDOM 1 9}",
            "${_PWD}",
            "${_INSTANCE}",
            "$A=$A $A\n",
            "$A=${A}${A}\n",
            "$B=$A\n",
            "$A=$B\n",
            ")",
            ",",
            "\n",
            "\r\n",
            "\r",
            " ",
            "\t",
            "\u000b",
            "\u00a0",
            "\u3000",
            "\0",
            "\ufeff",
            "\ud83d\ude00",
            "\ud800",
            "-1",
            "0",
            "99999999999",
            "1.5",
            "include /etc/test.conf\n",
            "includea {a,b}*\n",
            "vrrp_instance",
            "vrrp_instance X {\n",
            "virtual_server",
            "real_server",
            "virtual_ipaddress {\n",
            "global_defs {\n",
            "::",
            "/",
            "weight",
            "priority\n",
            "# holdfast: ignore all\n");

    private static List<String> seeds() throws IOException {
        List<String> seeds = new ArrayList<>(OWN);
        for (Path directory : List.of(CORPUS, SAMPLES)) {
            if (!Files.isDirectory(directory)) {
                System.out.println("left out of fuzzing: there is no " + directory);
                continue;
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(path -> path.toString().contains("conf"))
                        .sorted()
                        .toList()) {
                    seeds.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                }
            }
        }
        return seeds;
    }

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS)
    void neverThrowsAlwaysEndsAndSaysWhere() throws IOException {
        List<String> seeds = new ArrayList<>(seeds());
        long seed = Long.getLong("seed", new SplittableRandom().nextLong());
        int inputs = Integer.getInteger("fuzz.inputs", USUAL_INPUTS);
        int characters = Integer.getInteger("fuzz.characters", USUAL_CHARACTERS);
        seeds.removeIf(text -> text.length() > characters);
        System.out.println("fuzzing " + inputs + " inputs from " + seeds.size() + " files: -Dseed=" + seed);
        SplittableRandom root = new SplittableRandom(seed);
        int withProblems = 0;
        for (int i = 0; i < inputs; i++) {
            if (i > 0 && i % PROGRESS == 0) {
                System.out.println("fuzzed " + i);
            }
            SplittableRandom random = root.split();
            String text = mutated(seeds, random);
            try {
                withProblems += problemsOf(text) > 0 ? 1 : 0;
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError("-Dseed=" + seed + ", input " + i + ":\n" + text, e);
            }
        }
        assertThat(withProblems).isGreaterThan(inputs / 2);
    }

    private static int problemsOf(String text) {
        ReadOptions options = new ReadOptions("lvs01", Sources.FACTS, MOST_LINES, MOST_CHARACTERS, 1);
        Sources sources = new Sources().with(Sources.FILE.toString(), text).with("/etc/part.conf", "$A=5\nx { ${A}\n");
        Inspection inspection = KeepalivedConf.inspect(Sources.FILE, options, sources);
        assertThat(inspection.result().configuration() != null)
                .isEqualTo(inspection.result().verdict().starts());
        List<Problem> problems = new ArrayList<>(inspection.result().problems());
        ConfigurationTree tree = inspection.tree();
        if (tree != null) {
            problems.addAll(Lints.of(tree, Host.UNKNOWN));
        }
        for (Problem problem : problems) {
            if (problem.severity() == Severity.WARNING && !WARNINGS.contains(problem.id())) {
                throw new AssertionError("an id that cannot be silenced: " + problem);
            }
            if (problem.render().chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError("not one line: " + problem.render());
            }
            if (problem.line() > 0) {
                hasPlace(problem, Objects.requireNonNull(tree).sources());
            } else if (!problem.id().matches(".*-file|more-problems")
                    && !problem.found().contains("more warnings")) {
                throw new AssertionError("no place: " + problem.render());
            }
        }
        return problems.size();
    }

    private static void hasPlace(Problem problem, SourceLines sources) {
        String line = sources.line(problem.file(), problem.line());
        // A place may be the end of a line, where something is missing.
        boolean within = problem.line() >= 1 && problem.column() >= 1 && problem.column() <= line.length() + 1;
        int end = sources.endColumn(problem.file(), problem.line(), problem.column());
        if (!within || end <= problem.column() || (end > line.length() + 1 && problem.column() <= line.length())) {
            throw new AssertionError("a place that is not in the file: " + problem.render() + " to " + end);
        }
    }

    private static String mutated(List<String> seeds, SplittableRandom random) {
        StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes && text.length() > 0; i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(20));
            switch (random.nextInt(8)) {
                case 0 -> text.delete(at, end);
                case 1, 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> text.insert(lineStart(text, at), PIECES.get(random.nextInt(PIECES.size())));
                case 4 -> text.insert(at, text.substring(at, end));
                case 5 -> text.setCharAt(at, (char) random.nextInt(1, 0x250));
                case 6 -> text.insert(at, part(seeds.get(random.nextInt(seeds.size())), random));
                default -> text.setLength(random.nextInt(10) == 0 ? at : text.length());
            }
        }
        return text.toString();
    }

    private static int lineStart(StringBuilder text, int at) {
        return text.lastIndexOf("\n", at) + 1;
    }

    private static String part(String seed, SplittableRandom random) {
        int start = random.nextInt(seed.length());
        return seed.substring(start, Math.min(seed.length(), start + random.nextInt(200)));
    }
}
