package dev.holdfast.controller.conf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of lines before they are statements: keepalived.conf(5), "ADVANCED CONFIGURATION", as 2.2.7 does it. */
class LanguageTest {
    /** The lines a text becomes, on a host lvs01, and what is said about it. */
    private record Lines(List<String> texts, List<String> problems) {
        static Lines of(Sources sources) {
            Problems problems = new Problems();
            LineReader reader = new LineReader(sources, Sources.options(), problems);
            try {
                reader.start(SourceFile.of(Sources.FILE, sources.read(Sources.FILE), problems));
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
            List<String> texts = Stream.generate(() -> Optional.ofNullable(reader.next()))
                    .takeWhile(Optional::isPresent)
                    .map(line ->
                            line.orElseThrow().line() + " " + line.orElseThrow().text())
                    .toList();
            return new Lines(
                    texts,
                    problems.sorted(Sources.FILE, List.of()).stream()
                            .map(problem -> problem.line() + ":" + problem.column() + " " + problem.id())
                            .toList());
        }
    }

    private static Lines read(String text) {
        return Lines.of(new Sources().with(Sources.FILE.toString(), text));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                // Braces are lines of their own, and what follows one is looked at like any line.
                Arguments.of("a{b}c\n", List.of("1 a", "1 {", "1 b", "1 }", "1 c")),
                Arguments.of("a \"b{c}\" d\n", List.of("1 a \"b{c}\" d")),
                Arguments.of("a {@lvs01 b\n}\n", List.of("1 a", "1 {", "1 b", "2 }")),
                Arguments.of("a { @lvs02 b }\nc\n", List.of("1 a", "1 {", "2 c")),
                Arguments.of("a { $X=5\nb $X\n", List.of("1 a", "1 {", "2 b 5")),
                Arguments.of("a { ~SEQ(N, 1, 2) b${N} }\n", List.of("1 a", "1 {", "1 b1", "1 }", "1 b2", "1 }")),
                // Conditions.
                Arguments.of("@lvs01 a\n@lvs02 b\n@^lvs01 c\n@^lvs02 d\n@lvs01\n", List.of("1 a", "4 d")),
                Arguments.of("@lvs01 @lvs01 a\n", List.of("1 @lvs01 a")),
                Arguments.of("$C=@lvs02\n$C a\n$C=@lvs01\n$C b\n", List.of("4 b")),
                // Definitions.
                Arguments.of("$A=1\nx$A y\nx${A}y\nx$A.z\n", List.of("2 x1 y", "3 x1y", "4 x$A.z")),
                Arguments.of("$A =1\n${A}\n", List.of("1 $A =1", "2 $", "2 {", "2 A", "2 }")),
                Arguments.of("$B=${A}.1\n$A=10\n$B x\n$A=20\n$B x\n", List.of("3 10.1 x", "5 20.1 x")),
                Arguments.of("$N=1\n$X1=yes\nx${X${N}}\n", List.of("3 xyes")),
                Arguments.of("$A=\nx${A}y\n$A\n", List.of("2 xy")),
                Arguments.of("$M= \\\na \\\nb${N}\n$N=7\nx$M\n", List.of("5 xa", "5 b7")),
                Arguments.of("$M= \\\na \\\n\nb\n$M\n", List.of("4 b", "5 a")),
                Arguments.of("$M= \\\na \\\n# no more\nb\n$M\n", List.of("4 b", "5 a")),
                Arguments.of("$M= \\\na { \\\n\nb \\\n}\n$M\n", List.of("6 a", "6 {", "6 b", "6 }")),
                Arguments.of(
                        "$M= \\\na { \\\n@lvs02 b \\\n$X=c \\\n$X d \\\n}\n$M\n",
                        List.of("7 a", "7 {", "7 c d", "7 }")),
                Arguments.of("x${_INSTANCE} ${_HASH} ${_BANG} ${_PWD}\n", List.of("1 xlvs01")),
                Arguments.of("${_RANDOM 5 5}\n", List.of("1 5")),
                // Repetitions.
                Arguments.of(
                        "~SEQ(A, 3, 1) ~LST(B, p, q) ${A}${B}\n",
                        List.of("1 3p", "1 3q", "1 2p", "1 2q", "1 1p", "1 1q")),
                Arguments.of(
                        "~SEQ(A, 2) ${A}\n~SEQ(B, -2) ${B}\n~SEQ(C, 0) ${C}\n",
                        List.of("1 1", "1 2", "2 -1", "2 -2", "3 1", "3 0")),
                Arguments.of(
                        "~SEQx(A, 0x9, 0xb) ${A}\n~SEQ(B,1,4,9)${B}\n",
                        List.of("1 9", "1 a", "1 b", "2 1", "2 5", "2 9")),
                Arguments.of(
                        "~SEQx(A,0xfffffffe,0x100000000) ${A}\n", List.of("1 fffffffe", "1 ffffffff", "1 100000000")),
                Arguments.of("~LST({A,B},{1,2},{3}) ${A}-${B}\n", List.of("1 1-2", "1 3-")),
                // Spaces and ends of lines.
                Arguments.of("\ta\u000bb \r\nc", List.of("1 a\u000bb", "2 c")));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textBecomesLines(String text, List<String> lines) {
        assertThat(read(text).texts()).isEqualTo(lines);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("~SEQ(A, 1, -1, 3) x", "1:1 bad-repetition"),
                Arguments.of("~SEQ(A, 3, 1, 1) x", "1:1 bad-repetition"),
                Arguments.of("~SEQ(A, 1, 0, 3) x", "1:1 bad-repetition"),
                Arguments.of("~SEQx(A, -3, -1) x", "1:1 bad-repetition"),
                Arguments.of("~SEQ(A, -9223372036854775807, 9223372036854775807) x", "1:1 bad-repetition"),
                Arguments.of("~LST(A, a b, c) x", "1:1 bad-repetition"),
                Arguments.of("~LST({A,B}, {1,2,3}) x", "1:1 bad-repetition"),
                Arguments.of("~LST(A) x", "1:1 bad-repetition"),
                Arguments.of("$M= \\\na { \\\n\n}\n", "3:1 empty-line"),
                Arguments.of("x \"y\n", "1:3 unterminated-quote"),
                Arguments.of("$M=\"x \\\ny\n", "1:4 unterminated-quote"),
                Arguments.of("a\u00a0b\u00a0\u3000c\n", "1:2 unusual-space"),
                Arguments.of("include\n", "1:1 include"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesHaveAPlace(String text, String problem) {
        assertThat(read(text).problems()).containsExactly(problem);
    }

    /** The manual says they do not work so; in 2.2.7 they do. */
    @Test
    void includesBehindConditionsAndWithDefinitions() {
        Lines lines = Lines.of(new Sources()
                .with(
                        Sources.FILE.toString(),
                        "$D=d/a.conf\ninclude $D\n@lvs01 include ${D}\n@lvs02 include d/a.conf\n~LST(N, a, b) include"
                                + " d/${N}.conf\nx { include d/b.conf\n}\n${_PWD} end\n")
                .with("/etc/d/a.conf", "a ${_PWD}\n")
                .with("/etc/d/b.conf", "include a.conf\nb\n"));
        assertThat(lines.texts())
                .containsExactly(
                        "1 a /etc/d",
                        "1 a /etc/d",
                        "1 a /etc/d",
                        "1 a /etc/d",
                        "2 b",
                        "6 x",
                        "6 {",
                        "1 a /etc/d",
                        "2 b",
                        "7 }",
                        "8 /etc end");
        assertThat(lines.problems()).isEmpty();
    }

    static Stream<Arguments> includes() {
        return Stream.of(
                // What is not there, and the keywords for which that is an error.
                Arguments.of("none", "m w a"),
                Arguments.of("none*", "w a"),
                Arguments.of("{none,nor}", "b a"),
                Arguments.of("{a,none}.conf", "b a"),
                Arguments.of("{a,none}*", ""),
                Arguments.of("a.conf b.conf", "m w a"),
                Arguments.of("\"a.conf\"", "m w a"),
                Arguments.of("a.conf", ""));
    }

    @ParameterizedTest
    @MethodSource
    void includes(String name, String failing) {
        for (String variant : List.of("", "r", "m", "w", "b", "a")) {
            Sources sources = new Sources()
                    .with(Sources.FILE.toString(), "include" + variant + " " + name + "\n")
                    .with("/etc/a.conf", "a\n");
            Problems problems = new Problems();
            ConfigurationTree.read(Sources.FILE, sources, Sources.options(), problems);
            boolean fails = problems.sorted(Sources.FILE, List.of()).stream()
                    .anyMatch(problem -> problem.id().startsWith("include-") && problem.severity() == Severity.ERROR);
            assertThat(fails)
                    .as("include" + variant + " " + name)
                    .isEqualTo(!variant.isEmpty() && failing.contains(variant));
        }
    }

    @Test
    void executableFilesAreLeftOut(@org.junit.jupiter.api.io.TempDir Path directory) throws Exception {
        Path script = java.nio.file.Files.writeString(directory.resolve("part.conf"), "frobnicate\n");
        java.nio.file.Files.setPosixFilePermissions(
                script, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file =
                java.nio.file.Files.writeString(directory.resolve("k.conf"), "include part.conf\nglobal_defs {\n}\n");
        Problems problems = new Problems();
        ConfigurationTree.read(file, new FileSourceReader(), Sources.options(), problems);
        assertThat(problems.sorted(file, List.of())).extracting(Problem::id).containsExactly("include-executable");
        assertThat(problems.verdict()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    void bracesOfFileNames() {
        assertThat(BraceExpression.expand("{foo/{,cat,dog},bar}")).containsExactly("foo/", "foo/cat", "foo/dog", "bar");
        assertThat(BraceExpression.expand("a{}b")).containsExactly("a{}b");
        assertThat(BraceExpression.expand("a{b")).containsExactly("a{b");
        assertThat(BraceExpression.expand("{a,b}".repeat(20))).hasSizeLessThanOrEqualTo(1000);
    }
}
