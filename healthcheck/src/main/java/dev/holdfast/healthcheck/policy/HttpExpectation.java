package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.StatusCodeRange;
import dev.holdfast.healthcheck.UrlSpec;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares an HTTP answer with what its URL block expects. */
public final class HttpExpectation {
    private HttpExpectation() {}

    /**
     * Judges a complete answer: first its status, then, when the URL has one, its digest. A digest does not replace the
     * status: without {@code status_code} both 200..299 and the digest are expected.
     *
     * @param announcedLength Content-Length in bytes, -1 when none was sent
     * @param receivedLength bytes of body received
     * @param digest MD5 of the body as 32 lower-case hexadecimal digits; null when it was not computed, which counts as
     *     a wrong one when the URL expects any
     */
    public static ProbeResult judge(
            UrlSpec url, int statusCode, long announcedLength, long receivedLength, @Nullable String digest) {
        if (!url.accepts(statusCode)) {
            return new ProbeResult.Failed(
                    FailureReason.STATUS_CODE, "status " + statusCode + " (expected " + expectedStatus(url) + ")");
        }
        if (url.digest() != null && !url.digest().equals(digest)) {
            return new ProbeResult.Failed(
                    FailureReason.DIGEST,
                    "digest " + digest + " of " + receivedLength + " bytes (expected " + url.digest() + ")");
        }
        return new ProbeResult.Answered(statusCode, announcedLength, receivedLength);
    }

    private static String expectedStatus(UrlSpec url) {
        return url.statusCodes().stream().map(StatusCodeRange::toString).collect(Collectors.joining(" "));
    }
}
