package dev.holdfast.controller.conf;

import java.nio.file.Path;
import java.util.Arrays;

/** A line of a configuration or a part of one, every character of which knows the column it came from. Immutable. */
final class SourceText {
    private final Path file;
    private final int line;
    private final String text;
    private final int[] columns;

    private SourceText(Path file, int line, String text, int[] columns) {
        this.file = file;
        this.line = line;
        this.text = text;
        this.columns = columns;
    }

    /** A line as it stands in a file. */
    static SourceText ofLine(Path file, int line, String text) {
        int[] columns = new int[text.length()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = i + 1;
        }
        return new SourceText(file, line, text, columns);
    }

    /** Text that stands for something else: all of it has that place. */
    static SourceText standingAt(SourceText place, int index, String text) {
        int[] columns = new int[text.length()];
        Arrays.fill(columns, place.column(index));
        return new SourceText(place.file, place.line, text, columns);
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
        if (columns.length == 0) {
            return 1;
        }
        return index < columns.length ? columns[index] : columns[columns.length - 1] + 1;
    }

    SourceText from(int start) {
        return part(start, text.length());
    }

    SourceText part(int start, int end) {
        return new SourceText(file, line, text.substring(start, end), Arrays.copyOfRange(columns, start, end));
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
        int[] newColumns = new int[start + replacement.length() + columns.length - end];
        System.arraycopy(columns, 0, newColumns, 0, start);
        Arrays.fill(newColumns, start, start + replacement.length(), column(start));
        System.arraycopy(columns, end, newColumns, start + replacement.length(), columns.length - end);
        return new SourceText(file, line, text.substring(0, start) + replacement + text.substring(end), newColumns);
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
