package dev.holdfast.controller.conf;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A configuration file being read, line by line: comments taken away, unusual white space made usual. */
final class SourceFile {
    private final Path file;
    private final String content;
    private final Problems problems;
    private int position;
    private int line;

    private SourceFile(Path file, String content, Problems problems) {
        this.file = file;
        this.content = content;
        this.problems = problems;
    }

    /** Decodes a file: UTF-8, or, where it is not, one character for each byte. A byte-order mark is skipped with a warning. */
    static SourceFile of(Path file, byte[] bytes, Problems problems) {
        String content = decode(bytes);
        SourceFile source = new SourceFile(file, content, problems);
        if (content.startsWith("\ufeff")) {
            source.position = 1;
            problems.warning(
                    new Word(file, 1, 1, "", false),
                    "byte-order-mark",
                    "a byte-order mark before the first keyword",
                    "plain UTF-8",
                    "it is skipped; keepalived would not know the first keyword");
        }
        return source;
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    Path file() {
        return file;
    }

    /** Its directory's whole name, for a file given by a relative name too. */
    String absoluteDirectory() {
        return String.valueOf(file.toAbsolutePath().normalize().getParent());
    }

    /** Whether this is the same file, as far as names tell. */
    boolean isFile(Path other) {
        return file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    /** All of it, decoded. */
    String content() {
        return content;
    }

    Path directory() {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** The next line without its comment and the blanks around it; null after the last. It may be empty. */
    @Nullable SourceText next() {
        if (position >= content.length()) {
            return null;
        }
        int end = content.indexOf('\n', position);
        int next = end < 0 ? content.length() : end + 1;
        if (end < 0) {
            end = content.length();
        }
        if (end > position && content.charAt(end - 1) == '\r') {
            end--;
        }
        line++;
        String text = content.substring(position, end);
        position = next;
        SourceText whole = SourceText.ofLine(file, line, text);
        if (line == 1 && content.startsWith("\ufeff")) {
            whole = SourceText.ofLine(file, line, "\ufeff" + text).from(1);
        }
        return Comments.removed(usualSpaces(whole), problems).trimmed();
    }

    /**
     * No-break and ideographic spaces come out of word processors and web pages: they count as spaces, with one warning for a
     * line.
     */
    private SourceText usualSpaces(SourceText text) {
        StringBuilder result = null;
        int comment = -1;
        boolean said = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c == '#' || c == '!') && comment < 0) {
                comment = i;
            }
            if (c == '\u00a0' || c == '\u3000' || c == '\u2007' || c == '\u202f') {
                if (comment < 0 && !said) {
                    said = true;
                    problems.warning(
                            text.word(i, i + 1, false),
                            "unusual-space",
                            String.format("the unusual space U+%04X", (int) c),
                            "a plain space",
                            "it is taken for one; keepalived takes it for a letter");
                }
                result = result == null ? new StringBuilder(text.text()) : result;
                result.setCharAt(i, ' ');
            }
        }
        return result == null ? text : text.withText(result.toString());
    }
}
