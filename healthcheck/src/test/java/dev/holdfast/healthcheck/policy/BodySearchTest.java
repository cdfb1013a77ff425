package dev.holdfast.healthcheck.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.healthcheck.RegexSpec;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodySearchTest {
    private static RegexSpec regex(String pattern, String... options) {
        return new RegexSpec(pattern, false, Set.of(options), 0, 0);
    }

    private static boolean well(RegexSpec spec, String body, int pieces) {
        BodySearch search = new BodySearch(spec);
        byte[] bytes = body.getBytes(UTF_8);
        int step = Math.max(1, bytes.length / pieces);
        for (int at = 0; at < bytes.length; at += step) {
            search.add(ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at)));
        }
        return search.complete() == null;
    }

    @ParameterizedTest
    @CsvSource({
        "hello +w, hello   world, true",
        "^world, hello world, false",
        "world$, hello world, true",
        "hello$, hello world, false",
        "HELLO, hello, false",
        "(?<=lo )w, hello world, true",
    })
    void searchesWhateverThePieces(String pattern, String body, boolean expected) {
        for (int pieces = 1; pieces < 12; pieces++) {
            assertThat(well(regex(pattern), body, pieces))
                    .as("%d pieces", pieces)
                    .isEqualTo(expected);
        }
    }

    @Test
    void optionsChangeTheMeaning() {
        assertThat(well(regex("HELLO", "caseless"), "hello", 1)).isTrue();
        assertThat(well(regex("^b$", "multiline"), "a\nb\nc", 1)).isTrue();
        assertThat(well(regex("a.b"), "a\nb", 1)).isFalse();
        assertThat(well(regex("a.b", "dotall"), "a\nb", 1)).isTrue();
        assertThat(well(regex("a.b"), "a\u00e9b", 1)).as("two bytes").isFalse();
        assertThat(well(regex("a.b", "utf"), "a\u00e9b", 1)).isTrue();
        assertThat(RegexSpec.unsupported(java.util.List.of("utf", "ungreedy"))).containsExactly("ungreedy");
    }

    @Test
    void offsetsBoundWhereAMatchBegins() {
        assertThat(well(new RegexSpec("b", false, Set.of(), 2, 0), "abab", 2)).isTrue();
        assertThat(well(new RegexSpec("a", false, Set.of(), 3, 0), "abab", 2)).isFalse();
        assertThat(well(new RegexSpec("a$", false, Set.of(), 0, 3), "bbba", 2)).isTrue();
        assertThat(well(new RegexSpec("a", false, Set.of(), 0, 2), "bbba", 2)).isFalse();
    }

    @Test
    void mustNotMatchIsTheOpposite() {
        RegexSpec spec = new RegexSpec("error", true, Set.of(), 0, 0);
        assertThat(well(spec, "all is well", 1)).isTrue();
        assertThat(well(spec, "an error", 1)).isFalse();
    }

    @Test
    void aLongBodyIsSearchedToItsEndAndNotKept() {
        BodySearch search = new BodySearch(regex("need+le"));
        ByteBuffer hay = ByteBuffer.allocate(BodySearch.WINDOW / 3);
        for (int i = 0; i < 100; i++) {
            search.add(hay.duplicate());
        }
        search.add(ByteBuffer.wrap("nee".getBytes(UTF_8)));
        search.add(ByteBuffer.wrap("ddle".getBytes(UTF_8)));
        assertThat(search.complete()).isNull();
    }

    @Test
    void aLineStartInTheMiddleOfALongBodyIsNotTheBodysStart() {
        String body = "x".repeat(3 * BodySearch.WINDOW);
        assertThat(well(regex("^x{3}$"), body, 7)).isFalse();
        assertThat(well(regex("x$"), body, 7)).isTrue();
        assertThat(well(regex("^x$"), body, 7)).isFalse();
    }

    @Test
    void aSearchThatWouldNotEndIsGivenUp() {
        BodySearch search = new BodySearch(regex("a*a*a*a*a*a*a*b"));
        search.add(ByteBuffer.wrap("a".repeat(500).getBytes(UTF_8)));
        assertThat(search.complete()).contains("was given up after");
    }

    /** What is dear at each place is not dear without end. */
    @Test
    void aBodyHasOneBoundForAllOfIt() {
        String some = "a".repeat(BodySearch.WINDOW - 1);
        RegexSpec dear = regex("(?:a?){31}b");
        assertThat(complete(dear, some)).contains("has not");
        assertThat(complete(dear, some.repeat(8))).contains("was given up after");
        assertThat(complete(regex("a?b"), some.repeat(100))).as("a cheap one").contains("has not");
    }

    private static String complete(RegexSpec spec, String body) {
        BodySearch search = new BodySearch(spec);
        search.add(ByteBuffer.wrap(body.getBytes(UTF_8)));
        return String.valueOf(search.complete());
    }

    /** Repeating what matches nothing, Java looks at nothing, so nothing could end it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(){257}b",
                "(?:(?:){200}){200}b",
                "\\b{999999999}",
                "^{300}a",
                "(a?)\\1{300}b",
                "(a?)()()()()()()()()()\\10{300}b",
                "()\\1{99999999999}",
                "\\Qa\\E{300}",
                "(?x)( ) # a\n {300}",
                "(?=a){300}b",
                "(a){300,400}"
            })
    void whatIsRepeatedTooOftenIsRefused(String pattern) {
        assertThatThrownBy(() -> regex(pattern)).hasMessageContaining("repeated more than 256 times");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0-9a-f]{4096}", "\\d{1000}", "(a){256}", "x{3000}y{3000}", "\\.{300}", "(a{5000}){2}"})
    void whatTakesCharactersMayBeRepeated(String pattern) {
        assertThat(regex(pattern).pattern()).isEqualTo(pattern);
    }

    @Test
    void aBadPatternIsToldWithItsPlace() {
        assertThatThrownBy(() -> regex("a(b")).hasMessageContaining("a(b").hasMessageContaining("offset 3");
    }
}
