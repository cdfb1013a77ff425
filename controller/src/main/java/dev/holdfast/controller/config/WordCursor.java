package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks over the words of a line of values, such as a route. */
final class WordCursor {
    private final List<Word> words;
    private final Problems problems;
    private int next;
    private boolean failed;

    WordCursor(Statement line, Problems problems) {
        words = line.words();
        this.problems = problems;
    }

    boolean hasNext() {
        return next < words.size();
    }

    /** The next word, passed over. */
    Word take() {
        return words.get(next++);
    }

    /** The next word's text, which stays; null at the end. */
    @Nullable String peek() {
        return hasNext() ? words.get(next).text() : null;
    }

    /** Makes the word passed over last the next again. */
    void putBack() {
        next--;
    }

    /** Passes over the next word if it is this one. */
    boolean takeIf(String text) {
        if (text.equals(peek())) {
            next++;
            return true;
        }
        return false;
    }

    /** The value of an option; null when the line ends there, which keepalived does not start with. */
    @Nullable Word value(Word option) {
        if (hasNext()) {
            return take();
        }
        problems.fatal(
                option,
                "missing-argument",
                option + " without an argument",
                option + " VALUE",
                "keepalived does not start with this");
        failed = true;
        return null;
    }

    /** Reports a value; the line has to be left out. */
    void bad(Word at, String found, String expected) {
        problems.error(at, "bad-value", found, expected, "the line is left out");
        failed = true;
    }

    /** The word passed over last. */
    Word last() {
        return words.get(next - 1);
    }

    /** Whether something was reported that leaves the line out. */
    boolean failed() {
        return failed;
    }
}
