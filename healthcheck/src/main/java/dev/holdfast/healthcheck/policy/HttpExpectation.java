package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.HttpHeaders;
import dev.holdfast.healthcheck.StatusCodeRange;
import dev.holdfast.healthcheck.UrlSpec;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares an HTTP answer with what its URL block expects. */
public final class HttpExpectation {
    private HttpExpectation() {}

    /**
     * Judges a complete answer: first its status, then its headers, then, where the URL has them, its digest and what it was
     * searched for. A digest does not replace the status: without {@code status_code} both 200..299 and the digest are expected.
     *
     * @param head the answer's
     * @param announcedLength how many bytes of body were to come, -1 when that was not said
     * @param receivedLength bytes of body received
     * @param digest MD5 of the body as 32 lower-case hexadecimal digits; null when it was not computed, which counts as
     *     a wrong one when the URL expects any
     * @param searched what is wrong with the body, as {@link BodySearch#complete} has it, or null
     */
    public static ProbeResult judge(
            UrlSpec url,
            HttpHead head,
            long announcedLength,
            long receivedLength,
            @Nullable String digest,
            @Nullable String searched) {
        int statusCode = head.status();
        if (!url.accepts(statusCode)) {
            return new ProbeResult.Failed(
                    FailureReason.STATUS_CODE, "status " + statusCode + " (expected " + expectedStatus(url) + ")");
        }
        for (HttpHeaders.Header header : url.headers().expected()) {
            List<String> values = head.values(header.name());
            if (values.isEmpty() || !(header.value().isEmpty() || values.contains(header.value()))) {
                return new ProbeResult.Failed(
                        FailureReason.WRONG_REPLY,
                        (values.isEmpty() ? "no header " + header.name() : header.name() + ": " + values.get(0))
                                + " (expected " + (header.value().isEmpty() ? "one" : header.value()) + ")");
            }
        }
        if (url.digest() != null && !url.digest().equals(digest)) {
            return new ProbeResult.Failed(
                    FailureReason.DIGEST,
                    "digest " + digest + " of " + receivedLength + " bytes (expected " + url.digest() + ")");
        }
        if (searched != null) {
            return new ProbeResult.Failed(FailureReason.REGEX, searched);
        }
        return new ProbeResult.Answered(statusCode, announcedLength, receivedLength);
    }

    private static String expectedStatus(UrlSpec url) {
        return url.statusCodes().stream().map(StatusCodeRange::toString).collect(Collectors.joining(" "));
    }
}
