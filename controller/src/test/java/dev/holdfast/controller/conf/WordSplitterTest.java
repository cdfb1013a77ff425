package dev.holdfast.controller.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** keepalived.conf(5), "Quoted strings". */
class WordSplitterTest {
    private static SourceText line(String text) {
        return SourceText.ofLine(Path.of("f"), 3, text);
    }

    private static List<String> texts(List<Word> words) {
        return words.stream().map(Word::text).toList();
    }

    @Test
    void plainWordsTakeQuotesAsTheyStand() {
        assertThat(texts(WordSplitter.words(line("a  b\t\"c d\"e")))).containsExactly("a", "b", "c d", "e");
        assertThat(texts(WordSplitter.words(line("a'b c' \\x \"\"")))).containsExactly("a'b", "c'", "\\x", "");
        assertThat(texts(WordSplitter.words(line("a \"b")))).containsExactly("a");
    }

    @Test
    void wordsKnowTheirPlaceAndWhetherTheyWereQuoted() {
        List<Word> words = WordSplitter.words(line("ab \"{\" {"));
        assertThat(words)
                .containsExactly(
                        new Word(Path.of("f"), 3, 1, "ab", false),
                        new Word(Path.of("f"), 3, 4, "{", true),
                        new Word(Path.of("f"), 3, 8, "{", false));
        assertThat(words.get(1).opens()).isFalse();
        assertThat(words.get(2).opens()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "`abcd\" efg h jkl \"mnop`; `abcd efg h jkl mnop`",
                "`\"/bin/a 'b c'\"`; `/bin/a 'b c'`",
                "`'a\"b'`; `a\"b`",
                "`\\x41\\x4`; `A\u0004`",
                "`\\101\\7x`; `A\u0007x`",
                "`a\\ b`; `a b`",
                "`\\\"\\\\`; `\"\\`",
                "`\\cC\\t\\E`; `\u0003\t\u001b`",
            })
    void scriptsHaveTheEscapesOfTheShell(String text, String word) {
        assertThat(texts(WordSplitter.escapedWords(line(text)))).containsExactly(word);
    }
}
