package dev.holdfast.healthcheck;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a {@code url} block says beyond keepalived.conf(5): how it is asked, and which headers an answer has to have.
 *
 * @param method {@code method}, for example {@code HEAD}; sent without a body
 * @param sent {@code request_header}, in order; none whose name is in {@link #OWN}
 * @param expected {@code expected_header}, in order
 */
public record HttpHeaders(String method, List<Header> sent, List<Header> expected) {
    /** What the checker says itself, in lower case, since a conversation depends on it. */
    public static final Set<String> OWN = Set.of("host", "connection", "content-length", "transfer-encoding");

    /** The methods that have a meaning without a body. */
    public static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE");

    private static final Pattern TOKEN = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");

    /** As keepalived asks. */
    public static final HttpHeaders NONE = new HttpHeaders("GET", List.of(), List.of());

    /**
     * A header (RFC 9110 section 5).
     *
     * @param name a token
     * @param value without control characters; of an expected one empty when any will do
     */
    public record Header(String name, String value) {
        /** Neither can end the line. */
        public Header {
            if (!TOKEN.matcher(name).matches()) {
                throw new IllegalArgumentException("header '" + name + "' (expected a name of letters, digits and -)");
            }
            if (value.chars().anyMatch(c -> c < ' ' || c == 127)) {
                throw new IllegalArgumentException("value of " + name + " (expected no control characters)");
            }
        }

        /** Whether it has the other's name, which upper and lower case do not tell apart. */
        public boolean isNamed(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    /** Checks that the conversation stays the checker's. */
    public HttpHeaders {
        sent = List.copyOf(sent);
        expected = List.copyOf(expected);
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException("method " + method + " (expected one of " + METHODS + ")");
        }
        for (Header header : sent) {
            if (OWN.contains(header.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("request_header " + header.name() + " (expected another)");
            }
        }
    }
}
