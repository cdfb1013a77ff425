package dev.holdfast.controller.conf;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Takes comments away (keepalived.conf(5), "DESCRIPTION"). */
final class Comments {
    private Comments() {}

    /**
     * Takes away a comment: from {@code #} or {@code !} outside double quotes to the end. A backslash before either keeps it;
     * at the end of the line it stays, as it continues a definition.
     *
     * @param problems where an unterminated quote is reported; null when it has been already
     */
    static SourceText removed(SourceText text, @Nullable Problems problems) {
        BitSet dropped = new BitSet();
        boolean quoted = false;
        int quotedFrom = 0;
        int comment = -1;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"' && comment < 0) {
                quoted = !quoted;
                quotedFrom = i;
            } else if (c == '\\') {
                if (i + 1 >= text.length()) {
                    unterminated(quoted, text, quotedFrom, problems);
                    return continued(text, comment, dropped);
                }
                char next = text.charAt(i + 1);
                if (!quoted && (next == '#' || next == '!')) {
                    dropped.set(i);
                }
                i++;
            } else if (!quoted && comment < 0 && (c == '#' || c == '!')) {
                comment = i;
            }
            i++;
        }
        unterminated(quoted, text, quotedFrom, problems);
        return text.part(0, comment < 0 ? text.length() : comment).without(dropped);
    }

    /** Where the first comment sign outside double quotes stands; -1 when there is none. */
    static int start(SourceText text) {
        String line = text.text();
        if (line.indexOf('#') < 0 && line.indexOf('!') < 0) {
            return -1;
        }
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            quoted ^= c == '"';
            if (!quoted && (c == '#' || c == '!')) {
                return i;
            }
        }
        return -1;
    }

    private static void unterminated(boolean quoted, SourceText text, int at, @Nullable Problems problems) {
        if (quoted && problems != null) {
            unterminated(text, at, problems);
        }
    }

    /** Says that the quote at a place is not closed. */
    static void unterminated(SourceText text, int at, Problems problems) {
        problems.error(
                text.word(at, at + 1, false),
                "unterminated-quote",
                "a quote that is not closed on its line",
                "\"",
                "the line is cut there");
    }

    /** Says that a quote in a script's command line is not closed. */
    static void unterminatedScript(Word quote, Problems problems) {
        problems.error(
                quote,
                "unterminated-quote",
                "a quote that is not closed in a command line",
                quote.text(),
                "the script is left out");
    }

    /** A line that ends in a backslash keeps it, whatever its comment. */
    private static SourceText continued(SourceText text, int comment, BitSet dropped) {
        int backslash = text.length() - 1;
        SourceText body =
                text.part(0, comment < 0 ? backslash : comment).without(dropped).trimmed();
        return body.replaced(body.length(), body.length(), "\\");
    }
}
