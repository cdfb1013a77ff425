package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.policy.HttpHead.BadHeadException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP answer while it comes in. Interim answers (1xx) before it, and control characters and spaces before a
 * status line, are skipped. A line feed alone ends no line, as keepalived 2.2.7 has it too.
 */
public final class HttpHeadReader {
    /** Longest status line, in bytes. */
    static final int MOST_STATUS_LINE = 4096;

    /** Largest head, in bytes. */
    static final int MOST = 20_480;

    private byte[] held = {};
    private int length;
    private int lineStart;
    private int status;
    private boolean anything;

    /** Whether any byte has come. */
    public boolean hasBegun() {
        return anything;
    }

    /**
     * Takes bytes up to the head's end.
     *
     * @return the head; null when it needs more
     * @throws BadHeadException when it is none; nothing may be added after that
     */
    public @Nullable HttpHead add(ByteBuffer bytes) throws BadHeadException {
        anything |= bytes.hasRemaining();
        int start = bytes.position();
        // All at once: byte by byte, direct memory is slow.
        byte[] come = new byte[bytes.remaining()];
        bytes.get(come);
        int needed = length + come.length;
        if (needed > held.length) {
            held = Arrays.copyOf(held, Math.min(MOST, Math.max(needed, 2 * length)));
        }
        for (int i = 0; i < come.length; i++) {
            byte next = come[i];
            if (length == 0 && next >= 0 && next <= ' ') {
                continue;
            }
            take(next);
            if (next != '\n') {
                continue;
            }
            if (length - lineStart < 2 || held[length - 2] != '\r') {
                throw new BadHeadException("a line without a carriage return at its end");
            }
            if (lineStart == 0) {
                // At once: what is no HTTP may well say no more.
                status = HttpHead.status(text().stripTrailing());
            }
            boolean empty = length - lineStart == 2;
            lineStart = length;
            if (empty) {
                HttpHead head = HttpHead.of(status, text());
                length = 0;
                lineStart = 0;
                if (status / 100 != 1) {
                    bytes.position(start + i + 1);
                    return head;
                }
            }
        }
        return null;
    }

    private void take(byte next) throws BadHeadException {
        int most = lineStart == 0 ? MOST_STATUS_LINE : MOST;
        if (length == most) {
            throw new BadHeadException(
                    (lineStart == 0 ? "a status line" : "a head") + " of more than " + most + " bytes");
        }
        held[length++] = next;
    }

    private String text() {
        return new String(held, 0, length, StandardCharsets.ISO_8859_1);
    }
}
