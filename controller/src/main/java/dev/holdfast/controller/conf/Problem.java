package dev.holdfast.controller.conf;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration.
 *
 * @param file the file it is in, as it was named on the command line or by {@code include}
 * @param line 1 for the first; 0 when the problem is the whole file's
 * @param column in characters, 1 for the first; 0 when the problem is the whole line's or file's
 * @param severity how it is shown
 * @param verdict what it alone would do to the exit code
 * @param found what is there, the value included
 * @param expected what may be there instead; empty when there is no such thing
 * @param hint what is done about it or what was probably meant, or null
 * @param id a stable name for this kind of problem, in lower case with dashes
 */
public record Problem(
        Path file,
        int line,
        int column,
        Severity severity,
        Verdict verdict,
        String found,
        String expected,
        @Nullable String hint,
        String id) {

    /** {@code file:line:column: error: found (expected …) [hint]}, on one line whatever the file had in it. */
    public String render() {
        StringBuilder text = new StringBuilder(file.toString());
        if (line > 0) {
            text.append(':').append(line);
            if (column > 0) {
                text.append(':').append(column);
            }
        }
        text.append(": ").append(severity.word()).append(": ").append(found);
        if (!expected.isEmpty()) {
            text.append(" (expected ").append(expected).append(')');
        }
        if (hint != null) {
            text.append(" [").append(hint).append(']');
        }
        return Printable.line(text);
    }
}
