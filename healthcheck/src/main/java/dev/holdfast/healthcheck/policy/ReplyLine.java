package dev.holdfast.healthcheck.policy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The first line of what a server has said.
 *
 * @param text without its end, and without white space around it; a character for each byte
 * @param length how many bytes it takes, its end included
 */
record ReplyLine(String text, int length) {
    /** The first line; null while it has no end. */
    static @Nullable ReplyLine first(byte[] data) {
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n') {
                return new ReplyLine(new String(data, 0, i, StandardCharsets.ISO_8859_1).strip(), i + 1);
            }
        }
        return null;
    }
}
