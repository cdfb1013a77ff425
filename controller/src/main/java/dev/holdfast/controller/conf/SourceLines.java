package dev.holdfast.controller.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of the files of a configuration as they stand there, to show them beside a problem, and the comments among them
 * that silence a warning: {@code # holdfast: ignore ID [ID...]} on the line itself or alone on the line before it.
 */
public final class SourceLines {
    private static final Pattern IGNORE = Pattern.compile("[#!]\\s*holdfast:\\s*ignore\\s+([a-z0-9, \\t-]+)");

    private final Map<Path, String> contents = new HashMap<>();
    private final Map<Path, List<Integer>> starts = new HashMap<>();

    SourceLines() {}

    void add(SourceFile file) {
        contents.put(file.file(), file.content());
    }

    /**
     * A line as it stands in its file, without its end.
     *
     * @param file as a problem names it
     * @param line 1 for the first
     * @return the line; the empty string when there is no such line
     */
    public String line(Path file, int line) {
        String content = contents.get(file);
        if (content == null || line < 1) {
            return "";
        }
        List<Integer> lineStarts = starts.computeIfAbsent(file, path -> lineStarts(content));
        if (line > lineStarts.size()) {
            return "";
        }
        int start = lineStarts.get(line - 1);
        int end = content.indexOf('\n', start);
        if (end < 0) {
            end = content.length();
        }
        return content.substring(start, end > start && content.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    private static List<Integer> lineStarts(String content) {
        List<Integer> found = new ArrayList<>();
        int start = 0;
        while (start < content.length()) {
            found.add(start);
            int end = content.indexOf('\n', start);
            start = end < 0 ? content.length() : end + 1;
        }
        return found;
    }

    /** Whether a comment silences warnings of this id on this line. */
    public boolean isIgnored(Path file, int line, String id) {
        if (ignores(line(file, line), id)) {
            return true;
        }
        String before = line(file, line - 1).strip();
        return (before.startsWith("#") || before.startsWith("!")) && ignores(before, id);
    }

    private static boolean ignores(String line, String id) {
        if (!line.contains("holdfast:")) {
            return false;
        }
        Matcher matcher = IGNORE.matcher(line);
        return matcher.find()
                && List.of(matcher.group(1).trim().split("[, \\t]+", -1)).contains(id);
    }

    /**
     * The column behind the last character of the word at a place: of a quoted one behind its closing quote, otherwise before the
     * next white space, brace, quote or comment.
     *
     * @param column 1 for the first
     * @return more than {@code column}
     */
    public int endColumn(Path file, int line, int column) {
        String text = line(file, line);
        int start = column - 1;
        if (start < 0 || start >= text.length()) {
            return column + 1;
        }
        if (text.charAt(start) == '"') {
            int end = text.indexOf('"', start + 1);
            return end < 0 ? text.length() + 1 : end + 2;
        }
        int end = start;
        if (text.startsWith("${", start)) {
            int close = text.indexOf('}', start);
            end = close < 0 ? start : close;
        }
        do {
            end++;
        } while (end < text.length() && !endsWord(text.charAt(end)));
        return end + 1;
    }

    private static boolean endsWord(char c) {
        return SourceText.isSpace(c) || "{}\"#!".indexOf(c) >= 0;
    }
}
