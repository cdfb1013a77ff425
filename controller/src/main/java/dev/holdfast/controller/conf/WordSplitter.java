package dev.holdfast.controller.conf;

import java.util.ArrayList;
import java.util.List;

/** Makes words of a line (keepalived.conf(5), "Quoted strings"). */
final class WordSplitter {
    private WordSplitter() {}

    /**
     * Words as most keywords take them: separated by white space; from {@code "} to {@code "} is one word, taken as it
     * stands, and ends the word before it. A quote without an end ends the line.
     */
    static List<Word> words(SourceText text) {
        List<Word> words = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            if (SourceText.isSpace(text.charAt(i))) {
                i++;
            } else if (text.charAt(i) == '"') {
                int end = text.text().indexOf('"', i + 1);
                if (end < 0) {
                    return words;
                }
                Word inner = text.word(i + 1, end, true);
                words.add(new Word(inner.file(), inner.line(), text.column(i), inner.text(), true));
                i = end + 1;
            } else {
                int start = i;
                while (i < text.length() && text.charAt(i) != '"' && !SourceText.isSpace(text.charAt(i))) {
                    i++;
                }
                words.add(text.word(start, i, false));
            }
        }
        return words;
    }

    /** Where a double quote stands that nothing closes for {@link #words}; -1 when there is none. */
    static int openQuote(SourceText text) {
        int at = text.text().indexOf('"');
        while (at >= 0) {
            int end = text.text().indexOf('"', at + 1);
            if (end < 0) {
                return at;
            }
            at = text.text().indexOf('"', end + 1);
        }
        return -1;
    }

    /**
     * Words as scripts take them: both kinds of quotes, which may also begin inside a word, and the escapes of the shell:
     * {@code \a \b \E \f \n \r \t \v \nnn \xXX \cC}, any other character after a backslash stands for itself.
     */
    static List<Word> escapedWords(SourceText text) {
        return escapedWords(text, new int[] {-1});
    }

    /** Where a quote of either kind stands that nothing closes for {@link #escapedWords}; -1 when there is none. */
    static int openEscapedQuote(SourceText text) {
        int[] open = {-1};
        escapedWords(text, open);
        return open[0];
    }

    private static List<Word> escapedWords(SourceText text, int[] open) {
        List<Word> words = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            if (SourceText.isSpace(text.charAt(i))) {
                i++;
                continue;
            }
            int start = i;
            StringBuilder word = new StringBuilder();
            boolean quoted = false;
            char quote = 0;
            while (i < text.length() && (quote != 0 || !SourceText.isSpace(text.charAt(i)))) {
                char c = text.charAt(i);
                if (c == '\\' && i + 1 < text.length()) {
                    i = escape(text, i + 1, word);
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                    quoted = true;
                    open[0] = i;
                    i++;
                } else if (quote != 0 && c == quote) {
                    quote = 0;
                    open[0] = -1;
                    i++;
                } else {
                    word.append(c);
                    i++;
                }
            }
            words.add(new Word(text.file(), text.line(), text.column(start), word.toString(), quoted));
        }
        return words;
    }

    /** Reads the escape whose letter is at {@code i}; returns the index after it. */
    private static int escape(SourceText text, int i, StringBuilder word) {
        char c = text.charAt(i);
        int simple = "abEfnrtv".indexOf(c);
        if (simple >= 0) {
            word.append("\u0007\b\u001b\f\n\r\t\u000b".charAt(simple));
            return i + 1;
        }
        if (c == 'x' && i + 1 < text.length() && Character.digit(text.charAt(i + 1), 16) >= 0) {
            return number(text, i + 1, 16, Integer.MAX_VALUE, word);
        }
        if (c >= '0' && c <= '7') {
            return number(text, i, 8, 3, word);
        }
        if (c == 'c' && i + 1 < text.length()) {
            word.append((char) (text.charAt(i + 1) & 0x1f));
            return i + 2;
        }
        word.append(c);
        return i + 1;
    }

    private static int number(SourceText text, int start, int radix, int mostDigits, StringBuilder word) {
        int value = 0;
        int i = start;
        while (i < text.length() && i - start < mostDigits && Character.digit(text.charAt(i), radix) >= 0) {
            value = (value * radix + Character.digit(text.charAt(i), radix)) & 0xff;
            i++;
        }
        word.append((char) value);
        return i;
    }
}
