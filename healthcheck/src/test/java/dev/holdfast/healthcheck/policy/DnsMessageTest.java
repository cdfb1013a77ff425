package dev.holdfast.healthcheck.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DnsMessageTest {
    /** What keepalived 2.2.7 was seen to send. */
    @Test
    void aQuestionIsAsKeepalivesIs() {
        assertThat(HexFormat.of().formatHex(DnsMessage.question(0x3b3b, "www.example.com", 1)))
                .isEqualTo("3b3b01000001000000000000" + "03777777076578616d706c6503636f6d00" + "00010001");
        assertThat(HexFormat.of().formatHex(DnsMessage.question(0x7b4b, ".", 6)))
                .isEqualTo("7b4b01000001000000000000" + "00" + "00060001");
        assertThat(DnsMessage.question(1, "a.b.", 1)).isEqualTo(DnsMessage.question(1, "a.b", 1));
    }

    @Test
    void anAnswerWithoutRecordsIsAnAnswer() {
        assertThat(DnsMessage.judge(1, HexFormat.of().parseHex("000181800001000000000000")))
                .isEqualTo(ProbeResult.Succeeded.INSTANCE);
    }

    @Test
    void whatIsNoAnswerToTheQuestionIsWaitedOver() {
        assertThat(DnsMessage.judge(1, HexFormat.of().parseHex("000281800001000000000000")))
                .isNull();
        assertThat(DnsMessage.judge(1, HexFormat.of().parseHex("000101000001000000000000")))
                .isNull();
        for (int length = 0; length < 12; length++) {
            assertThat(DnsMessage.judge(0, new byte[length])).isNull();
        }
    }

    @Test
    void anythingCanBeJudged() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            ProbeResult result = DnsMessage.judge(random.nextInt(1 << 16), noise);
            assertThat(result == null
                            || result instanceof ProbeResult.Failed
                            || result instanceof ProbeResult.Succeeded)
                    .as("seed %d", seed)
                    .isTrue();
        }
    }
}
