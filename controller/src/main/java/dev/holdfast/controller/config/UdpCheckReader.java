package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.lvs.CheckerConnection;
import dev.holdfast.controller.config.lvs.CheckerSettings.UdpCheck;
import dev.holdfast.healthcheck.CheckTiming;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads UDP_CHECK. */
final class UdpCheckReader {
    /** What a datagram has room for besides the headers of IPv4 (RFC 791) and UDP. */
    private static final int MOST_BYTES = 65_507;

    private final Problems problems;

    UdpCheckReader(Problems problems) {
        this.problems = problems;
    }

    UdpCheck read(Statement block, Entries entries, CheckerConnection to, CheckTiming timing) {
        Statement reply = entries.last("require_reply");
        int least = entries.integer("min_reply_length", 0);
        int most = entries.integer("max_reply_length", UdpCheck.DEFAULT_MOST_REPLY_BYTES);
        if (least > most) {
            problems.warning(
                    block.word(),
                    "reply-length",
                    "min_reply_length " + least + " above max_reply_length " + most,
                    "the lower one first",
                    "the check always fails");
        }
        return new UdpCheck(
                to,
                timing,
                hexadecimal(entries.last("payload"), false),
                reply != null,
                reply == null || reply.arguments().isEmpty() ? null : hexadecimal(reply, true),
                least,
                most);
    }

    /** Groups of digits, each of which begins a byte; the first digit of an odd group is a byte alone. */
    private @Nullable String hexadecimal(@Nullable Statement statement, boolean anyDigit) {
        if (statement == null) {
            return null;
        }
        List<String> groups = statement.arguments().stream()
                .map(Word::text)
                .flatMap(text -> List.of(text.strip().split("\\s+", -1)).stream())
                .toList();
        StringBuilder digits = new StringBuilder();
        for (String group : groups) {
            if (!group.matches(anyDigit ? "[0-9a-fA-FxX]+" : "[0-9a-fA-F]+")) {
                String found = statement.name() + " " + String.join(" ", groups);
                String expected = "hexadecimal digits" + (anyDigit ? " or x" : "");
                problems.error(statement.at(0), "bad-value", found, expected, "it is ignored");
                return null;
            }
            int pairs = group.length() / 2 * 2;
            digits.append(group, 0, pairs);
            if (pairs < group.length()) {
                digits.append('0').append(group.charAt(pairs));
            }
        }
        String bytes = digits.toString().toLowerCase(Locale.ROOT);
        if (bytes.length() / 2 > MOST_BYTES) {
            problems.error(
                    statement.at(0),
                    "bad-value",
                    statement.name() + " of " + bytes.length() / 2 + " bytes",
                    "at most " + MOST_BYTES + ", as a datagram has",
                    "it is ignored");
            return null;
        }
        if (bytes.endsWith("ff")) {
            problems.warning(
                    statement.at(0),
                    "last-byte",
                    statement.name() + " whose last byte is ff, which keepalived takes for a mistake",
                    "another last byte, where the file is keepalived's too",
                    "it is used here, and ignored there");
        }
        return bytes;
    }
}
