package dev.holdfast.healthcheck;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One {@code url} block of keepalived.conf(5) HTTP_GET.
 *
 * @param path what stands after GET in the request line; printable, without spaces or line breaks
 * @param statusCodes {@code status_code}; empty means {@link StatusCodeRange#DEFAULT} alone
 * @param digest {@code digest}: MD5 of the body as 32 hexadecimal digits (kept in lower case), or null when the body is
 *     not compared
 * @param virtualHost the Host header's value; null sends the address that is connected to
 * @param regex what the body is searched for, or null
 * @param headers how it is asked and which headers it has to have
 * @param closesTls {@code tls_compliant}: a server that ends TLS has to say so by close_notify (RFC 8446, section 6.1)
 */
public record UrlSpec(
        String path,
        List<StatusCodeRange> statusCodes,
        @Nullable String digest,
        @Nullable String virtualHost,
        @Nullable RegexSpec regex,
        HttpHeaders headers,
        boolean closesTls) {
    public UrlSpec {
        requireOneWord("path", path);
        if (virtualHost != null) {
            requireOneWord("virtualhost", virtualHost);
        }
        if (digest != null) {
            digest = digest.toLowerCase(Locale.ROOT);
            if (digest.length() != 32 || !digest.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
                throw new IllegalArgumentException("digest '" + digest + "' (expected 32 hexadecimal digits)");
            }
        }
        statusCodes = statusCodes.isEmpty() ? List.of(StatusCodeRange.DEFAULT) : List.copyOf(statusCodes);
    }

    /** A URL that is asked for as keepalived asks. */
    public UrlSpec(
            String path,
            List<StatusCodeRange> statusCodes,
            @Nullable String digest,
            @Nullable String virtualHost,
            @Nullable RegexSpec regex) {
        this(path, statusCodes, digest, virtualHost, regex, HttpHeaders.NONE, false);
    }

    /** A URL whose body is not searched. */
    public UrlSpec(
            String path, List<StatusCodeRange> statusCodes, @Nullable String digest, @Nullable String virtualHost) {
        this(path, statusCodes, digest, virtualHost, null);
    }

    /** A URL that must answer with a status of 200..299. */
    public static UrlSpec ofPath(String path) {
        return new UrlSpec(path, List.of(), null, null);
    }

    /** Whether this status is one of the expected ones. */
    public boolean accepts(int statusCode) {
        for (StatusCodeRange range : statusCodes) {
            if (range.contains(statusCode)) {
                return true;
            }
        }
        return false;
    }

    /** What goes into a request must not be able to end its line. */
    private static void requireOneWord(String keyword, String text) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            throw new IllegalArgumentException(
                    keyword + " '" + text + "' (expected one word without spaces or control characters)");
        }
    }
}
