package dev.holdfast.controller.config.lvs;

import dev.holdfast.controller.config.global.Checked;
import dev.holdfast.healthcheck.HttpHeaders;
import dev.holdfast.healthcheck.StatusCodeRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A url block.
 *
 * @param path {@code path}
 * @param digest {@code digest}: 32 hexadecimal digits in lower case, or null
 * @param statusCodes {@code status_code}; 200-299 unless given
 * @param virtualHost the name sent to the server, the checker's, real server's or virtual server's unless given, or null
 * @param regex {@code regex}, or null
 * @param headers {@code method}, {@code request_header} and {@code expected_header}, which keepalived does not have
 * @param tlsCompliant {@code tls_compliant} (keepalived 2.4): a server that ends TLS has to say so
 */
public record UrlSettings(
        String path,
        @Nullable String digest,
        List<StatusCodeRange> statusCodes,
        @Nullable String virtualHost,
        @Nullable Regex regex,
        HttpHeaders headers,
        boolean tlsCompliant) {
    /**
     * What the answer is searched for.
     *
     * @param pattern {@code regex}, in the language of PCRE2
     * @param mustNotMatch {@code regex_no_match}
     * @param options {@code regex_options}, as given
     * @param stackStartBytes {@code regex_stack}'s first number, 0 for the default
     * @param stackMostBytes its second, not below the first
     * @param leastOffset {@code regex_min_offset}: where in the answer the search begins
     * @param mostOffset {@code regex_max_offset}: where a match has to begin at the latest, 0 for anywhere
     */
    public record Regex(
            String pattern,
            boolean mustNotMatch,
            List<String> options,
            long stackStartBytes,
            long stackMostBytes,
            long leastOffset,
            long mostOffset) {
        /** Checks the ranges and copies the list. */
        public Regex {
            options = List.copyOf(options);
            Checked.range("regex_stack", stackStartBytes, 0, stackMostBytes);
            Checked.range("regex_min_offset", leastOffset, 0, Long.MAX_VALUE);
            Checked.range("regex_max_offset", mostOffset, 0, Long.MAX_VALUE);
        }
    }

    /** Copies the list. */
    public UrlSettings {
        statusCodes = statusCodes.isEmpty() ? List.of(StatusCodeRange.DEFAULT) : List.copyOf(statusCodes);
    }
}
