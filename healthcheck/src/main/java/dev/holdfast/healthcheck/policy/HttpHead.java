package dev.holdfast.healthcheck.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The head of an HTTP answer (RFC 9112, section 2.1), all of it: status line and headers.
 *
 * @param text ISO 8859-1, with the empty line at its end
 * @param status the status code, 0..999
 * @param contentLength what the body's length is announced to be, in bytes; -1 when it is not
 */
public record HttpHead(String text, int status, long contentLength) {
    private static final int MOST_STATUS_DIGITS = 3;
    private static final int MOST_SHOWN = 40;

    /** An answer that is none of HTTP. */
    public static final class BadHeadException extends Exception {
        private static final long serialVersionUID = 1;

        /** With what it has and what was expected. */
        BadHeadException(String message) {
            super(message);
        }
    }

    /**
     * Reads a head.
     *
     * @param status what {@link #status} found in its first line
     * @param text from the status line to the empty line
     * @throws BadHeadException when it has a length that is none
     */
    static HttpHead of(int status, String text) throws BadHeadException {
        HttpHead head = new HttpHead(text, status, -1);
        // What is sent in chunks has no other length (RFC 9112, section 6.3).
        long length = length(head.values("Content-Length"));
        return length < 0 || head.isChunked() ? head : new HttpHead(text, status, length);
    }

    private boolean isChunked() {
        for (String value : values("Transfer-Encoding")) {
            for (String coding : value.split(",", -1)) {
                if (coding.strip().equalsIgnoreCase("chunked")) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The status of a status line, without what ends the line.
     *
     * @throws BadHeadException when it has none
     */
    static int status(String line) throws BadHeadException {
        int space = line.indexOf(' ');
        int from = space;
        while (from >= 0 && from < line.length() && line.charAt(from) == ' ') {
            from++;
        }
        int to = from;
        while (to >= 0 && to < line.length() && isDigit(line.charAt(to))) {
            to++;
        }
        boolean ended = to == line.length() || (to > 0 && line.charAt(to) == ' ');
        if (!line.startsWith("HTTP/") || space < 0 || to == from || to - from > MOST_STATUS_DIGITS || !ended) {
            throw new BadHeadException("'" + Shown.line(line, MOST_SHOWN) + "' (expected HTTP/ VERSION STATUS)");
        }
        return Integer.parseInt(line.substring(from, to));
    }

    /** The one length that all of the values give, or -1. */
    private static long length(List<String> values) throws BadHeadException {
        long length = -1;
        for (String value : values) {
            for (String each : value.split(",", -1)) {
                long one = number(each.strip());
                if (one < 0 || (length >= 0 && one != length)) {
                    throw new BadHeadException(
                            "Content-Length " + Shown.line(value, MOST_SHOWN) + " (expected one number of bytes)");
                }
                length = one;
            }
        }
        return length;
    }

    private static long number(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (!isDigit(digits.charAt(i))) {
                return -1;
            }
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * The values of all headers of this name, in order, without blanks around them; none where there is none.
     *
     * @param name upper and lower case are the same
     */
    public List<String> values(String name) {
        List<String> values = new ArrayList<>(1);
        boolean found = false;
        int next;
        for (int start = lineAfter(0); start < text.length(); start = next) {
            next = lineAfter(start);
            int end = lineEnd(start, next);
            if (found && isBlank(text.charAt(start)) && end > start) {
                // A line that begins with a blank belongs to the one before (RFC 9112, section 5.2).
                int last = values.size() - 1;
                values.set(
                        last,
                        (values.get(last) + " " + text.substring(start, end).strip()).strip());
                continue;
            }
            int colon = start + name.length();
            found = text.regionMatches(true, start, name, 0, name.length());
            while (found && colon < end && isBlank(text.charAt(colon))) {
                colon++;
            }
            found = found && colon < end && text.charAt(colon) == ':';
            if (found) {
                values.add(text.substring(colon + 1, end).strip());
            }
        }
        return values;
    }

    /** Where the line after the one of this place begins. */
    private int lineAfter(int place) {
        int feed = text.indexOf('\n', place);
        return feed < 0 ? text.length() : feed + 1;
    }

    /** Where the line of this place ends, without what ends it. */
    private int lineEnd(int start, int next) {
        int end = next > start && text.charAt(next - 1) == '\n' ? next - 1 : next;
        return end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
