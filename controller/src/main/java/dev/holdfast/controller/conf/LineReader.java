package dev.holdfast.controller.conf;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the lines of a configuration one by one, as the keywords are to see them: included files in their place, comments
 * gone, {@code @id} conditions decided, definitions replaced, sequences and lists repeated, and cut before and after each brace,
 * so that a brace is always a line of its own (keepalived.conf(5), "Advanced configuration").
 */
final class LineReader {
    /** A file may not include deeper than this; more is a file that includes itself. */
    private static final int DEEPEST = 64;

    private final SourceReader source;
    private final ReadOptions options;
    private final Problems problems;
    private final Definitions definitions;
    private final Deque<Supply> supplies = new ArrayDeque<>();
    private final Deque<SourceText> pieces = new ArrayDeque<>();
    private final Deque<Word> openBraces = new ArrayDeque<>();
    private int lines;
    private long characters;
    private boolean ended;

    LineReader(SourceReader source, ReadOptions options, Problems problems) {
        this.source = source;
        this.options = options;
        this.problems = problems;
        this.definitions = new Definitions(options.configId(), options.randomSeed(), problems);
    }

    /** Begins with a file that has been read already. */
    void start(SourceFile file) {
        supplies.push(new FileSupply(file));
        definitions.define("_PWD", file.directory().toString());
    }

    /** Something lines come from. */
    private interface Supply {
        /** The next line, null after the last. */
        @Nullable SourceText next();
    }

    private static final class FileSupply implements Supply {
        private final SourceFile file;

        FileSupply(SourceFile file) {
            this.file = file;
        }

        @Override
        public @Nullable SourceText next() {
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
        while (pieces.isEmpty()) {
            SourceText line = supply();
            if (line == null) {
                atEnd();
                return null;
            }
            SourceText text = worked(line);
            if (text != null) {
                cut(text);
            }
        }
        SourceText piece = pieces.remove();
        countBraces(piece);
        return piece;
    }

    private @Nullable SourceText supply() {
        while (!supplies.isEmpty()) {
            SourceText line = supplies.element().next();
            if (line == null) {
                Supply done = supplies.pop();
                if (done instanceof FileSupply) {
                    backInFile();
                }
            } else if (++lines > options.mostLines()) {
                problems.fatal(
                        line.wholeAsWord(),
                        "too-many-lines",
                        "a configuration of more than " + options.mostLines() + " lines, repetitions included",
                        "",
                        "does a definition contain itself?");
                supplies.clear();
            } else if (!line.isEmpty()) {
                characters += line.trimmed().length();
                if (characters <= options.mostCharacters()) {
                    return line;
                }
                problems.fatal(
                        line.wholeAsWord(),
                        "too-large",
                        "a configuration of more than " + options.mostCharacters() + " characters",
                        "",
                        "is this a configuration file?");
                supplies.clear();
            }
        }
        return null;
    }

    private void backInFile() {
        for (Supply supply : supplies) {
            if (supply instanceof FileSupply files) {
                definitions.define("_PWD", files.file.directory().toString());
                return;
            }
        }
    }

    /** Applies what can stand before or instead of a statement; null when nothing is left of the line. */
    private @Nullable SourceText worked(SourceText line) {
        SourceText text = line.trimmed();
        if (include(text)) {
            return null;
        }
        while (!text.isEmpty()) {
            if (text.charAt(0) == '@') {
                text = condition(text);
            } else if (text.charAt(0) == '$' && definition(text)) {
                return null;
            } else if (Repetition.begins(text)) {
                repeat(text);
                return null;
            } else {
                List<SourceText> replaced = definitions.replace(text);
                SourceText first = replaced.get(0).trimmed();
                if (!first.text().equals(text.text())) {
                    first = Comments.removed(first, null).trimmed();
                }
                boolean more = replaced.size() > 1;
                if (more) {
                    supplies.push(new TextSupply(replaced.subList(1, replaced.size())));
                }
                boolean beginsAnew = !first.isEmpty() && "@$~".indexOf(first.charAt(0)) >= 0;
                if (first.text().equals(text.text()) || !(more || beginsAnew)) {
                    return first.isEmpty() ? null : first;
                }
                text = first;
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
        int equals = nameEnd;
        while (equals < text.length() && SourceText.isSpace(text.charAt(equals))) {
            equals++;
        }
        if (nameEnd == 1 || equals >= text.length() || text.charAt(equals) != '=') {
            return false;
        }
        String name = text.text().substring(1, nameEnd);
        String value = text.text().substring(equals + 1).strip();
        if (!value.endsWith("\\")) {
            definitions.define(name, value);
            return true;
        }
        List<String> all = new ArrayList<>();
        String part = value;
        while (part.endsWith("\\")) {
            String body = part.substring(0, part.length() - 1).strip();
            if (!body.isEmpty()) {
                all.add(body);
            }
            SourceText next = supply();
            part = next == null ? "" : next.text().strip();
        }
        if (!part.isEmpty()) {
            all.add(part);
        }
        if (all.isEmpty()) {
            all.add("");
        }
        definitions.define(name, all);
        return true;
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
        if (!text.text().startsWith("include")) {
            return false;
        }
        List<Word> words = WordSplitter.words(text);
        String keyword = words.isEmpty() ? "" : words.get(0).text();
        boolean checked = switch (keyword) {
            case "includer", "includem", "includew", "includeb", "includea" -> true;
            default -> false;
        };
        if (!checked && !keyword.equals("include")) {
            return false;
        }
        Path directory = Path.of("");
        int depth = 0;
        for (Supply supply : supplies) {
            if (supply instanceof FileSupply files) {
                directory = depth == 0 ? files.file.directory() : directory;
                depth++;
            }
        }
        if (words.size() < 2) {
            problems.error(words.get(0), "include", "include without a file name", "include FILE", "it is ignored");
        } else if (depth >= DEEPEST) {
            problems.error(
                    words.get(1),
                    "include-depth",
                    "include of " + words.get(1) + " at a depth of " + depth,
                    "at most " + DEEPEST,
                    "does a file include itself?");
        } else {
            includeFiles(words.get(1), directory, checked);
        }
        return true;
    }

    private void includeFiles(Word pattern, Path directory, boolean checked) {
        List<Path> files;
        try {
            files = source.matching(directory, pattern.text());
        } catch (IOException e) {
            files = List.of();
        }
        if (files.isEmpty()) {
            // A directory of parts may be empty on purpose; a file that is named may not be missing so.
            String id = pattern.text().matches(".*[*?\\[{].*") ? "include-empty" : "include-missing";
            String found = "include of " + pattern + ", which matches no file";
            if (checked) {
                problems.error(pattern, id, found, "an existing file", null);
            } else {
                problems.remark(pattern, id, found, "an existing file", null);
            }
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            Path file = files.get(i);
            try {
                byte[] content = source.read(file);
                if (isBinary(content)) {
                    problems.error(
                            pattern,
                            "include-binary",
                            "include of " + file + ", which is not a text file",
                            "a configuration file",
                            "it is left out");
                } else {
                    supplies.push(new FileSupply(SourceFile.of(file, content, problems)));
                }
            } catch (IOException e) {
                problems.remark(
                        pattern,
                        "include-unreadable",
                        "include of " + file + ": " + reason(e),
                        "a file that can be read",
                        null);
            }
        }
        backInFile();
    }

    /** Whether it has a zero byte, as no text has. */
    static boolean isBinary(byte[] content) {
        for (byte one : content) {
            if (one == 0) {
                return true;
            }
        }
        return false;
    }

    /** Why a file cannot be read, for people: Java's own text for the two usual reasons is the file's name alone. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Cuts a line before and after every brace outside double quotes. */
    private void cut(SourceText text) {
        int start = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"') {
                int end = text.text().indexOf('"', i + 1);
                if (end < 0) {
                    break;
                }
                i = end;
            } else if (c == '{' || c == '}') {
                addPiece(text.part(start, i));
                addPiece(text.part(i, i + 1));
                start = i + 1;
            }
            i++;
        }
        addPiece(text.from(start));
    }

    private void addPiece(SourceText piece) {
        SourceText trimmed = piece.trimmed();
        if (!trimmed.isEmpty()) {
            pieces.add(trimmed);
        }
    }

    private void countBraces(SourceText piece) {
        if (piece.length() != 1) {
            return;
        }
        if (piece.charAt(0) == '{') {
            openBraces.push(piece.wholeAsWord());
        } else if (piece.charAt(0) == '}') {
            if (openBraces.isEmpty()) {
                problems.error(piece.wholeAsWord(), "stray-brace", "a stray '}'", "", "it is ignored");
            } else {
                openBraces.pop();
            }
        }
    }

    private void atEnd() {
        if (ended) {
            return;
        }
        ended = true;
        if (!openBraces.isEmpty()) {
            problems.error(
                    openBraces.peek(),
                    "missing-brace",
                    "the configuration ends within the block that begins here",
                    openBraces.size() == 1 ? "}" : openBraces.size() + " more }",
                    "it may be half written");
        }
    }
}
