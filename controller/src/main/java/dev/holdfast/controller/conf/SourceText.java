package dev.holdfast.controller.conf;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A line of a configuration or a part of one, every character of which knows the column it came from. Immutable. */
final class SourceText {
    private final Path file;
    private final int line;
    private final String text;
    private final int firstColumn;

    /** Whether all characters stand at the first one's column, as those of a definition do; otherwise they follow each other. */
    private final boolean atOnePlace;

    /** The column of each character, where neither is so; otherwise null. */
    private final int @Nullable [] columns;

    private SourceText(
            Path file, int line, String text, int firstColumn, boolean atOnePlace, int @Nullable [] columns) {
        this.file = file;
        this.line = line;
        this.text = text;
        this.firstColumn = firstColumn;
        this.atOnePlace = atOnePlace;
        this.columns = columns;
    }

    /** A line as it stands in a file. */
    static SourceText ofLine(Path file, int line, String text) {
        return new SourceText(file, line, text, 1, false, null);
    }

    /** Text that stands for something else: all of it has that place. */
    static SourceText standingAt(SourceText place, int index, String text) {
        return new SourceText(place.file, place.line, text, place.column(index), true, null);
    }

    Path file() {
        return file;
    }

    int line() {
        return line;
    }

    String text() {
        return text;
    }

    int length() {
        return text.length();
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    char charAt(int index) {
        return text.charAt(index);
    }

    /** The column of a character; past the last one, the column after it. */
    int column(int index) {
        if (columns == null) {
            return atOnePlace ? firstColumn : firstColumn + Math.min(index, text.length());
        }
        if (columns.length == 0) {
            return firstColumn;
        }
        return index < columns.length ? columns[index] : columns[columns.length - 1] + 1;
    }

    SourceText from(int start) {
        return part(start, text.length());
    }

    SourceText part(int start, int end) {
        int[] itsColumns = columns == null ? null : Arrays.copyOfRange(columns, start, end);
        return new SourceText(file, line, text.substring(start, end), column(start), atOnePlace, itsColumns);
    }

    /** Without spaces and tabs at both ends. */
    SourceText trimmed() {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return start == 0 && end == text.length() ? this : part(start, end);
    }

    /** This text with {@code [start, end)} replaced; what is put in stands where the replaced text stood. */
    SourceText replaced(int start, int end, String replacement) {
        String whole = text.substring(0, start) + replacement + text.substring(end);
        if (atOnePlace) {
            return new SourceText(file, line, whole, firstColumn, true, null);
        }
        int[] newColumns = new int[whole.length()];
        for (int i = 0; i < whole.length(); i++) {
            int before =
                    i < start ? i : i < start + replacement.length() ? start : i - replacement.length() + end - start;
            newColumns[i] = column(before);
        }
        return new SourceText(file, line, whole, firstColumn, false, newColumns);
    }

    /** This text without the characters at some places. */
    SourceText without(BitSet dropped) {
        if (dropped.nextSetBit(0) < 0 || dropped.nextSetBit(0) >= text.length()) {
            return this;
        }
        StringBuilder kept = new StringBuilder(text.length());
        int[] keptColumns = new int[text.length()];
        for (int i = 0; i < text.length(); i++) {
            if (!dropped.get(i)) {
                keptColumns[kept.length()] = column(i);
                kept.append(text.charAt(i));
            }
        }
        int[] itsColumns = atOnePlace ? null : Arrays.copyOf(keptColumns, kept.length());
        return new SourceText(file, line, kept.toString(), firstColumn, atOnePlace, itsColumns);
    }

    /** Another text of the same length in its place. */
    SourceText withText(String other) {
        return new SourceText(file, line, other, firstColumn, atOnePlace, columns);
    }

    /** A part of it as a word. */
    Word word(int start, int end, boolean quoted) {
        return new Word(file, line, column(start), text.substring(start, end), quoted);
    }

    /** All of it as a word, to say something about it. */
    Word wholeAsWord() {
        return word(0, text.length(), false);
    }

    /** What separates words: the white space of the C locale. */
    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    @Override
    public String toString() {
        return text;
    }
}
