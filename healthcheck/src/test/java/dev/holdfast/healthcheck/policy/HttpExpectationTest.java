package dev.holdfast.healthcheck.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.StatusCodeRange;
import dev.holdfast.healthcheck.UrlSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpExpectationTest {
    private static final String HELLO = "5d41402abc4b2a76b9719d911017c592";
    private static final UrlSpec DIGEST_ONLY = new UrlSpec("/", List.of(), HELLO, null);

    @Test
    void anExpectedStatusAndDigestPass() {
        assertThat(HttpExpectation.judge(DIGEST_ONLY, head(200), 5, 5, HELLO, null))
                .isEqualTo(new ProbeResult.Answered(200, 5, 5));
        assertThat(HttpExpectation.judge(UrlSpec.ofPath("/"), head(204), -1, 0, null, null))
                .isEqualTo(new ProbeResult.Answered(204, -1, 0));
    }

    @Test
    void aDigestDoesNotReplaceTheStatus() {
        assertThat(HttpExpectation.judge(DIGEST_ONLY, head(500), 5, 5, HELLO, null))
                .isEqualTo(new ProbeResult.Failed(FailureReason.STATUS_CODE, "status 500 (expected 200-299)"));
    }

    @Test
    void theStatusIsJudgedFirst() {
        UrlSpec url = new UrlSpec("/", List.of(StatusCodeRange.of(200), new StatusCodeRange(301, 303)), HELLO, null);
        assertThat(HttpExpectation.judge(url, head(404), 5, 5, "00", null))
                .isEqualTo(new ProbeResult.Failed(FailureReason.STATUS_CODE, "status 404 (expected 200 301-303)"));
        assertThat(HttpExpectation.judge(url, head(302), 5, 5, HELLO, null)).isInstanceOf(ProbeResult.Answered.class);
    }

    @Test
    void aWrongOrMissingDigestFails() {
        assertThat(HttpExpectation.judge(DIGEST_ONLY, head(200), 5, 5, "00", null))
                .isEqualTo(
                        new ProbeResult.Failed(FailureReason.DIGEST, "digest 00 of 5 bytes (expected " + HELLO + ")"));
        assertThat(HttpExpectation.judge(DIGEST_ONLY, head(200), 5, 5, null, null))
                .isInstanceOf(ProbeResult.Failed.class);
    }

    private static HttpHead head(int status) {
        return new HttpHead("HTTP/1.1 " + status + "\r\n\r\n", status, -1);
    }
}
