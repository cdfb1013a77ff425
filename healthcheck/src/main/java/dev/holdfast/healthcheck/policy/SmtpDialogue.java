package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * SMTP (RFC 5321) as far as a check goes: greeting, HELO, QUIT. A reply's last line has a space after its code, or nothing. What QUIT is
 * answered with does not matter, only that it is answered. What was said before it was asked for is no answer and counts for nothing.
 */
public final class SmtpDialogue implements Dialogue {
    private enum Stage {
        GREETING("220", "a greeting (220)"),
        HELO("250", "an answer to HELO (250)"),
        QUIT("", "an answer to QUIT");

        private final String code;
        private final String expected;

        Stage(String code, String expected) {
            this.code = code;
            this.expected = expected;
        }
    }

    private final String heloName;
    private Stage stage = Stage.GREETING;

    public SmtpDialogue(String heloName) {
        this.heloName = heloName;
    }

    @Override
    public Bytes opening() {
        return Bytes.NONE;
    }

    @Override
    public Step received(byte[] data) {
        ReplyLine first = ReplyLine.first(data);
        if (first == null) {
            return Step.waiting(0);
        }
        String line = first.text();
        String code = stage.code;
        char after = line.length() > code.length() ? line.charAt(code.length()) : ' ';
        if (stage != Stage.QUIT && (!line.startsWith(code) || (after != ' ' && after != '-'))) {
            return Step.wrong("'" + line + "' (expected " + stage.expected + ")");
        }
        if (stage != Stage.QUIT && after == '-') {
            return Step.waiting(first.length());
        }
        return switch (stage) {
            case GREETING -> next(Stage.HELO, data.length, "HELO " + heloName + "\r\n");
            case HELO -> next(Stage.QUIT, data.length, "QUIT\r\n");
            case QUIT -> Step.ending(first.length(), null, ProbeResult.Succeeded.INSTANCE);
        };
    }

    private Step next(Stage following, int consumed, String say) {
        stage = following;
        return Step.saying(consumed, new Bytes(say.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String expected() {
        return stage.expected;
    }
}
