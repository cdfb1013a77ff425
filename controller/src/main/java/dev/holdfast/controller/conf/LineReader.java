package dev.holdfast.controller.conf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the lines of a configuration one by one, as the keywords are to see them: included files in their place, comments
 * gone, {@code @id} conditions decided, definitions replaced, sequences and lists repeated, and cut before and after each brace,
 * so that a brace is always a line of its own (keepalived.conf(5), "Advanced configuration"). What follows a brace is a line
 * like any other: it may begin with a condition, a definition, a repetition or {@code include}.
 */
final class LineReader {
    private static final String BACKSLASH = "\\";

    /** Lines that wait for what stands in their place to end; more means that a definition contains itself. */
    private static final int MOST_OPEN = 100_000;

    /** How many characters may be copied to cut lines at braces: a second's work, more than any line for people needs. */
    private static final long MOST_CUT = 500_000_000;

    private final ReadOptions options;
    private final Problems problems;
    private final Definitions definitions;
    private final Includes includes;
    private final Deque<Supply> supplies = new ArrayDeque<>();
    private @Nullable SourceText rest;
    private int lines;
    private long characters;
    private boolean cutOff;
    private long cut;

    LineReader(SourceReader source, ReadOptions options, Problems problems) {
        this.options = options;
        this.problems = problems;
        this.definitions = new Definitions(options.configId(), options.randomSeed(), problems);
        this.includes = new Includes(source, problems);
    }

    /** Begins with a file that has been read already. */
    void start(SourceFile file) {
        supplies.push(new FileSupply(file));
        definitions.define("_PWD", file.absoluteDirectory());
    }

    /** The files read so far, with what is in them. */
    SourceLines sources() {
        return includes.sources();
    }

    /** Something lines come from. */
    private interface Supply {
        /** The next line, null after the last. */
        @Nullable SourceText next();
    }

    private static final class FileSupply implements Supply {
        private final SourceFile file;
        private boolean begun;

        FileSupply(SourceFile file) {
            this.file = file;
        }

        @Override
        public @Nullable SourceText next() {
            begun = true;
            return file.next();
        }
    }

    private static final class TextSupply implements Supply {
        private final Iterator<SourceText> texts;

        TextSupply(List<SourceText> texts) {
            this.texts = texts.iterator();
        }

        @Override
        public @Nullable SourceText next() {
            return texts.hasNext() ? texts.next() : null;
        }
    }

    private final class RepeatingSupply implements Supply {
        private final Repetition repetition;
        private long done;

        RepeatingSupply(Repetition repetition) {
            this.repetition = repetition;
        }

        @Override
        public @Nullable SourceText next() {
            if (done >= repetition.values().count()) {
                return null;
            }
            List<String> values = repetition.values().get(done++);
            for (int i = 0; i < values.size(); i++) {
                definitions.define(repetition.names().get(i), values.get(i));
            }
            return repetition.rest();
        }
    }

    /** The next line with something on it; null after the last. A brace outside quotes is a line of its own. */
    @Nullable SourceText next() {
        while (true) {
            SourceText line = rest;
            rest = null;
            if (line == null) {
                line = supply();
            } else {
                cut += line.length();
                if (cut > MOST_CUT || definitions.copied() > MOST_CUT) {
                    tooMuch(
                            line,
                            "too-many-braces",
                            MOST_CUT + " characters to cut at braces",
                            "is this a configuration file?");
                    continue;
                }
            }
            if (line == null) {
                return null;
            }
            SourceText text = worked(line);
            if (text != null) {
                return firstPiece(text);
            }
        }
    }

    /** The next line that is not empty, from wherever lines come from now. */
    private @Nullable SourceText supply() {
        while (true) {
            SourceText line = supplyAny();
            if (line == null || !line.isEmpty()) {
                return line;
            }
        }
    }

    /** The next line, which may be empty; null after the last. */
    private @Nullable SourceText supplyAny() {
        while (!supplies.isEmpty()) {
            SourceText line = supplies.element().next();
            if (line == null) {
                Supply done = supplies.pop();
                if (done instanceof FileSupply) {
                    backInFile();
                }
            } else if (++lines > options.mostLines()) {
                tooMuch(
                        line,
                        "too-many-lines",
                        options.mostLines() + " lines, repetitions included",
                        "does a definition contain itself?");
            } else {
                SourceText trimmed = line.trimmed();
                characters += trimmed.length();
                if (characters <= options.mostCharacters()) {
                    return trimmed;
                }
                tooMuch(line, "too-large", options.mostCharacters() + " characters", "is this a configuration file?");
            }
        }
        return null;
    }

    /** Whether definitions have made more of the text than can be kept, which has been said then. */
    private boolean isTooMuch(SourceText line) {
        if (supplies.size() > MOST_OPEN || definitions.copied() > MOST_CUT) {
            tooMuch(
                    line,
                    "too-many-lines",
                    MOST_OPEN + " definitions within each other",
                    "does a definition contain itself?");
            return true;
        }
        if (characters > options.mostCharacters()) {
            tooMuch(line, "too-large", options.mostCharacters() + " characters", "does a definition contain itself?");
            return true;
        }
        return false;
    }

    private void tooMuch(SourceText line, String id, String limit, String hint) {
        problems.fatal(line.wholeAsWord(), id, "a configuration of more than " + limit, "", hint);
        supplies.clear();
        rest = null;
        cutOff = true;
    }

    /** Whether there is more than can be read: what comes after it is not known then. */
    boolean isCutOff() {
        return cutOff;
    }

    private void backInFile() {
        for (Supply supply : supplies) {
            if (supply instanceof FileSupply files) {
                definitions.define("_PWD", files.file.absoluteDirectory());
                return;
            }
        }
    }

    /** Applies what can stand before or instead of a statement; null when nothing is left of the line. */
    private @Nullable SourceText worked(SourceText line) {
        SourceText text = line.trimmed();
        boolean conditionPassed = false;
        while (!text.isEmpty()) {
            if (text.charAt(0) == '@' && !conditionPassed) {
                text = condition(text);
                conditionPassed = true;
            } else if (text.charAt(0) == '$' && definition(text)) {
                return null;
            } else if (Repetition.begins(text)) {
                repeat(text);
                return null;
            } else {
                List<SourceText> replaced = definitions.replace(text);
                SourceText first = replaced.get(0);
                if (first == text) {
                    return include(text) ? null : text;
                }
                characters += Math.max(0, first.length() - text.length());
                first = Comments.removed(first, null).trimmed();
                if (replaced.size() > 1) {
                    supplies.push(new TextSupply(replaced.subList(1, replaced.size())));
                }
                if (isTooMuch(text)) {
                    return null;
                }
                text = first;
                conditionPassed = false;
            }
        }
        return null;
    }

    /** Decides {@code @id rest} and {@code @^id rest}: the rest, or nothing. */
    private SourceText condition(SourceText text) {
        boolean negated = text.length() > 1 && text.charAt(1) == '^';
        int start = negated ? 2 : 1;
        int end = start;
        while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '\t') {
            end++;
        }
        boolean same = text.text().substring(start, end).equals(options.configId());
        return same != negated ? text.from(end).trimmed() : text.part(0, 0);
    }

    /** Takes {@code $NAME=value}, and the further lines of one that ends in a backslash. */
    private boolean definition(SourceText text) {
        int nameEnd = 1 + Definitions.nameLength(text.text(), 1);
        if (nameEnd == 1 || nameEnd >= text.length() || text.charAt(nameEnd) != '=') {
            return false;
        }
        String name = text.text().substring(1, nameEnd);
        String value = text.text().substring(nameEnd + 1).strip();
        if (value.endsWith(BACKSLASH)) {
            definitions.define(name, severalLines(value));
        } else {
            definitions.define(name, value);
        }
        return true;
    }

    /**
     * The lines of a definition, from its first on. An empty line or a comment ends it, as a line without a backslash does. But
     * the manual has an example with empty lines between braces that are open, so there it goes on, with a warning.
     */
    private List<String> severalLines(String first) {
        List<String> all = new ArrayList<>();
        String part = first;
        int open = 0;
        while (true) {
            boolean more = part.endsWith(BACKSLASH);
            String body = more ? part.substring(0, part.length() - 1).strip() : part;
            if (!body.isEmpty()) {
                all.add(body);
                open += openedBy(body);
            }
            if (!more) {
                break;
            }
            SourceText next = supplyAny();
            if (next != null && next.isEmpty() && open > 0) {
                problems.warning(
                        next.wholeAsWord(),
                        "empty-line",
                        "an empty line within a definition whose braces are open",
                        BACKSLASH,
                        "the definition goes on; with keepalived it ends here");
                next = supply();
            }
            part = next == null ? "" : next.text();
        }
        return all.isEmpty() ? List.of("") : all;
    }

    /** How many more braces a line opens than it closes; those of <code>${NAME}</code> cancel out. */
    private static int openedBy(String line) {
        int open = 0;
        for (int i = 0; i < line.length(); i++) {
            open += line.charAt(i) == '{' ? 1 : line.charAt(i) == '}' ? -1 : 0;
        }
        return open;
    }

    private void repeat(SourceText text) {
        Repetition repetition = Repetition.of(text, definitions::argument);
        if (repetition == null) {
            problems.error(
                    text.wholeAsWord(),
                    "bad-repetition",
                    text.text(),
                    "~SEQ(variable, start, step, end) or ~LST(variable, value, ...)",
                    "the line is ignored");
        } else if (!repetition.rest().isEmpty()) {
            supplies.push(new RepeatingSupply(repetition));
        }
    }

    /** Takes an {@code include} line and its relatives; false when the line is something else. */
    private boolean include(SourceText text) {
        if (!text.text().startsWith(Includes.KEYWORD)) {
            return false;
        }
        // Those of a pattern that come later are there too, but not begun.
        List<SourceFile> open = new ArrayList<>();
        for (Supply supply : supplies) {
            if (supply instanceof FileSupply files && files.begun) {
                open.add(files.file);
            }
        }
        List<SourceFile> files = includes.files(text, open);
        if (files == null) {
            return false;
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            supplies.push(new FileSupply(files.get(i)));
        }
        backInFile();
        return true;
    }

    /** Cuts a line at the first brace outside double quotes: gives what is before it, or the brace, and keeps what follows. */
    private @Nullable SourceText firstPiece(SourceText text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"') {
                int end = text.text().indexOf('"', i + 1);
                if (end < 0) {
                    return text;
                }
                i = end;
            } else if (c == '{' || c == '}') {
                int end = i == 0 ? 1 : i;
                SourceText remains = text.from(end).trimmed();
                rest = remains.isEmpty() ? null : remains;
                return text.part(0, end).trimmed();
            }
            i++;
        }
        return text;
    }
}
