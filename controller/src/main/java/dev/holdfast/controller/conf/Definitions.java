package dev.holdfast.controller.conf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code $NAME=value} definitions met so far (keepalived.conf(5), "Parameter substitution"), and the replacement of their
 * uses. A use is {@code $NAME} before white space or the line's end, or {@code ${NAME}} anywhere; what is put in is looked at
 * again. A definition of several lines is replaced at the end of a line only. What is not defined stays as it is.
 */
final class Definitions {
    /** More replacements than this in one line mean that a definition contains itself. */
    private static final int MOST_REPLACEMENTS = 1000;

    /** A line longer than this is not replaced any further, for the same reason. */
    private static final int MOST_CHARACTERS = 100_000;

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final Map<String, List<String>> values = new HashMap<>();
    private final SplittableRandom random;
    private final Problems problems;
    private long copied;

    Definitions(String instance, long randomSeed, Problems problems) {
        this.random = new SplittableRandom(randomSeed);
        this.problems = problems;
        define("_INSTANCE", instance);
        define("_HASH", "#");
        define("_BANG", "!");
    }

    void define(String name, String value) {
        values.put(name, List.of(value));
    }

    void define(String name, List<String> lines) {
        values.put(name, List.copyOf(lines));
    }

    /** How many characters have been copied to replace uses. */
    long copied() {
        return copied;
    }

    /** An argument of a repetition, which may be {@code $NAME} whatever stands behind it. */
    String argument(String text) {
        String name = text.startsWith("${") && text.endsWith("}")
                ? text.substring(2, text.length() - 1)
                : text.startsWith("$") ? text.substring(1) : "";
        List<String> lines = values.get(name);
        return lines != null && lines.size() == 1 ? lines.get(0) : text;
    }

    /** The length of the name at the start of {@code text}, 0 when there is none: a letter or _, then letters, digits, _. */
    static int nameLength(CharSequence text, int start) {
        int i = start;
        while (i < text.length() && isNameCharacter(text.charAt(i), i > start)) {
            i++;
        }
        return i - start;
    }

    private static boolean isNameCharacter(char c, boolean digitToo) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (digitToo && c >= '0' && c <= '9');
    }

    /**
     * A line with the uses in it replaced: the same line when there was none, one line, or several when it ended in a definition
     * of several lines.
     */
    List<SourceText> replace(SourceText line) {
        SourceText text = line;
        int replacements = 0;
        int at = text.text().indexOf('$');
        while (at >= 0 && at + 1 < text.length()) {
            Use use = useAt(text, at);
            if (use == null) {
                at = text.text().indexOf('$', at + 1);
                continue;
            }
            if (++replacements > MOST_REPLACEMENTS || text.length() > MOST_CHARACTERS) {
                problems.error(
                        text.word(at, Math.min(use.end(), at + 80), false),
                        "endless-definition",
                        "definition '" + use.name() + "' that contains itself",
                        "",
                        "it is left as it is");
                return List.of(line);
            }
            copied += text.length();
            if (use.lines().size() == 1) {
                text = text.replaced(at, use.end(), use.lines().get(0));
            } else {
                return severalLines(text, at, use.lines());
            }
            // What was put in may complete a name that began before it, as in ${A${B}}.
            at = restart(text.text(), at);
        }
        return List.of(text);
    }

    private static int restart(String text, int at) {
        int start = at;
        while (start > 0 && (text.charAt(start - 1) == '{' || isNameCharacter(text.charAt(start - 1), true))) {
            start--;
        }
        return text.indexOf('$', start > 0 && text.charAt(start - 1) == '$' ? start - 1 : at);
    }

    private static List<SourceText> severalLines(SourceText text, int at, List<String> lines) {
        List<SourceText> result = new ArrayList<>();
        result.add(text.replaced(at, text.length(), lines.get(0)));
        for (String further : lines.subList(1, lines.size())) {
            result.add(SourceText.standingAt(text, at, further));
        }
        return result;
    }

    private record Use(String name, int end, List<String> lines) {}

    private @Nullable Use useAt(SourceText text, int at) {
        boolean braces = text.charAt(at + 1) == '{';
        int start = braces ? at + 2 : at + 1;
        int nameEnd = start + nameLength(text.text(), start);
        if (nameEnd == start) {
            return null;
        }
        String name = text.text().substring(start, nameEnd);
        if (braces && name.equals("_RANDOM")) {
            return random(text, nameEnd);
        }
        int end = braces ? nameEnd + 1 : nameEnd;
        if (braces
                ? nameEnd >= text.length() || text.charAt(nameEnd) != '}'
                : nameEnd < text.length() && text.charAt(nameEnd) != ' ' && text.charAt(nameEnd) != '\t') {
            return null;
        }
        List<String> lines = values.get(name);
        if (lines == null || (lines.size() > 1 && end != text.length())) {
            return null;
        }
        return new Use(name, end, lines);
    }

    /** {@code ${_RANDOM [MIN [MAX]]}}, 0..32767 unless it says otherwise. */
    private @Nullable Use random(SourceText text, int nameEnd) {
        int close = text.text().indexOf('}', nameEnd);
        if (close < 0) {
            return null;
        }
        String inside = text.text().substring(nameEnd, close).strip();
        String[] limits = inside.isEmpty() ? new String[0] : SPACES.split(inside, -1);
        if (limits.length > 2) {
            return null;
        }
        try {
            int least = limits.length > 0 ? Integer.parseInt(limits[0]) : 0;
            int most = limits.length > 1 ? Integer.parseInt(limits[1]) : 32767;
            if (least < 0 || most < least) {
                return null;
            }
            String value = Long.toString(random.nextLong(least, most + 1L));
            return new Use("_RANDOM", close + 1, List.of(value));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
