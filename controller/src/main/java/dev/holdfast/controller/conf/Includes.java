package dev.holdfast.controller.conf;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds and reads what {@code include} and its relatives name (keepalived.conf(5), "DESCRIPTION"). The name is everything behind
 * the keyword, white space within it included. {@code include} itself forgives everything; what the others do not forgive is in
 * {@link Kind}.
 */
final class Includes {
    /** What all the keywords begin with. */
    static final String KEYWORD = "include";

    /** A file may not include deeper than this. */
    private static final int DEEPEST = 64;

    private final SourceReader source;
    private final Problems problems;
    private final SourceLines sources = new SourceLines();

    Includes(SourceReader source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /**
     * A keyword, and what is an error with it, as 2.2.7 counts them. Whatever cannot be read is one with all but the first.
     *
     * @param plain a name without wildcards that is not there
     * @param wildcard a pattern of <code>* ? [</code> that matches nothing
     * @param braces one of the names in braces that is not there
     */
    private record Kind(boolean checked, boolean plain, boolean wildcard, boolean braces) {
        static @Nullable Kind of(String keyword) {
            return switch (keyword) {
                case KEYWORD -> new Kind(false, false, false, false);
                case "includer" -> new Kind(true, false, false, false);
                case "includem" -> new Kind(true, true, false, false);
                case "includew" -> new Kind(true, true, true, false);
                case "includeb" -> new Kind(true, false, false, true);
                case "includea" -> new Kind(true, true, true, true);
                default -> null;
            };
        }
    }

    /** The files read so far. */
    SourceLines sources() {
        return sources;
    }

    /**
     * The files a line includes, in order; null when the line is something else.
     *
     * @param open the files that are being read, the one with the line first; none for a line that comes from nowhere
     */
    @Nullable List<SourceFile> files(SourceText line, List<SourceFile> open) {
        int end = 0;
        while (end < line.length() && !SourceText.isSpace(line.charAt(end))) {
            end++;
        }
        Kind kind = Kind.of(line.text().substring(0, end));
        if (kind == null) {
            return null;
        }
        SourceText name = line.from(end).trimmed();
        if (name.isEmpty()) {
            problems.error(
                    line.wholeAsWord(), KEYWORD, line.text() + " without a file name", "include FILE", "it is ignored");
            return List.of();
        }
        Word pattern = name.wholeAsWord();
        if (open.size() >= DEEPEST) {
            problems.error(
                    pattern,
                    "include-depth",
                    "include of " + pattern + " at a depth of " + open.size(),
                    "at most " + DEEPEST,
                    "do files include each other by other names?");
            return List.of();
        }
        Path directory = open.isEmpty() ? Path.of("") : open.get(0).directory();
        List<Path> files = matching(pattern, directory, kind);
        files.removeIf(file -> isOpen(file, open, pattern));
        return read(files, pattern, kind);
    }

    private boolean isOpen(Path file, List<SourceFile> open, Word pattern) {
        boolean isOpen = open.stream().anyMatch(one -> one.isFile(file));
        if (isOpen) {
            problems.error(
                    pattern,
                    "include-cycle",
                    "include of " + file + ", which is being read already",
                    "a file that does not include itself",
                    "it is left out");
        }
        return isOpen;
    }

    private List<Path> matching(Word pattern, Path directory, Kind kind) {
        boolean braces = pattern.text().indexOf('{') >= 0;
        boolean wildcard = pattern.text().chars().anyMatch(c -> "*?[".indexOf(c) >= 0);
        List<Path> files = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : BraceExpression.expand(pattern.text())) {
            List<Path> found;
            try {
                found = source.matching(directory, name);
            } catch (IOException e) {
                found = List.of();
            }
            if (found.isEmpty()) {
                missing.add(name);
            }
            files.addAll(found);
        }
        // Of patterns in braces it is enough that one matches.
        if (!missing.isEmpty() && (files.isEmpty() || !wildcard)) {
            boolean counts = braces ? kind.braces() : wildcard ? kind.wildcard() : kind.plain();
            // A directory of parts may be empty on purpose; a file that is named may not be missing so.
            String id = wildcard || braces ? "include-empty" : "include-missing";
            String hint = pattern.text().startsWith("\"") || pattern.text().startsWith("'")
                    ? "quotes are part of the name here; leave them out"
                    : null;
            String which = files.isEmpty() ? "which matches no file" : "where " + missing.get(0) + " matches no file";
            if (counts && !files.isEmpty()) {
                files.clear();
                hint = "none of them is included, as with keepalived";
            }
            report(counts, pattern, id, "include of " + pattern + ", " + which, "an existing file", hint);
        }
        return files;
    }

    private List<SourceFile> read(List<Path> files, Word pattern, Kind kind) {
        List<SourceFile> read = new ArrayList<>();
        for (Path file : files) {
            try {
                if (source.isExecutable(file)) {
                    String found = "include of " + file + ", which is executable";
                    String hint = "it is left out, as keepalived does: chmod -x " + file;
                    report(kind.checked(), pattern, "include-executable", found, "a file that is not", hint);
                    continue;
                }
                byte[] content = source.read(file);
                if (isBinary(content)) {
                    problems.error(
                            pattern,
                            "include-binary",
                            "include of " + file + ", which is not a text file",
                            "a configuration file",
                            "it is left out");
                } else {
                    SourceFile one = SourceFile.of(file, content, problems);
                    sources.add(one);
                    read.add(one);
                }
            } catch (IOException e) {
                String found = "include of " + file + ": " + reason(e);
                report(kind.checked(), pattern, "include-unreadable", found, "a file that can be read", null);
            }
        }
        return read;
    }

    private void report(boolean counts, Word at, String id, String found, String expected, @Nullable String hint) {
        if (counts) {
            problems.error(at, id, found, expected, hint);
        } else {
            problems.remark(at, id, found, expected, hint);
        }
    }

    /** Whether it has a zero byte, as no text has. */
    private static boolean isBinary(byte[] content) {
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
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
