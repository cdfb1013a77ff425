package dev.holdfast.healthcheck;

import java.util.List;

/**
 * keepalived.conf(5) SMTP_CHECK: the server is well when it greets with 220, answers HELO with 250, and answers QUIT.
 *
 * @param heloName {@code helo_name}, the name given with HELO
 */
public record SmtpCheckSpec(CheckTarget target, CheckTiming timing, String heloName) implements ConnectingSpec {
    /** The name when the file gives none; keepalived's. */
    public static final String DEFAULT_HELO_NAME = "smtpchecker.keepalived.org";

    /** What is sent must not be able to end its line. */
    public SmtpCheckSpec {
        if (heloName.isEmpty() || heloName.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new IllegalArgumentException(
                    "helo_name '" + heloName + "' (expected text without control characters)");
        }
    }

    @Override
    public Object question() {
        return List.of("SMTP_CHECK", target, heloName);
    }

    @Override
    public <T> T match(Cases<T> cases) {
        return cases.smtp(this);
    }
}
