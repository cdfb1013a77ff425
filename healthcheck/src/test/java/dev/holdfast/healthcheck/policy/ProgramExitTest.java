package dev.holdfast.healthcheck.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.MiscCheckSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As keepalived 2.2.7 was seen to do. */
class ProgramExitTest {
    private static final long SECOND = 1_000_000_000L;

    private static ProbeResult judge(int status, boolean dynamic) {
        return ProgramExit.judge(
                status,
                false,
                new MiscCheckSpec(
                        CheckTiming.tcpDefaults(SECOND), List.of("/bin/check"), null, null, SECOND, dynamic, 10),
                "exited with status " + status);
    }

    @Test
    void aStatusAsksForAWeightOfTwoLessAndZeroForTheServersOwn() {
        assertThat(judge(7, true)).isEqualTo(new ProbeResult.Succeeded(-5));
        assertThat(judge(255, true)).isEqualTo(new ProbeResult.Succeeded(243));
        assertThat(judge(0, true)).isEqualTo(new ProbeResult.Succeeded(0));
    }

    @Test
    void whatIsNotDynamicHasNoWeight() {
        assertThat(judge(0, false)).isEqualTo(ProbeResult.Succeeded.INSTANCE);
        assertThat(((ProbeResult.Failed) judge(7, false)).reason()).isEqualTo(FailureReason.PROGRAM);
        assertThat(((ProbeResult.Failed) judge(1, true)).reason()).isEqualTo(FailureReason.PROGRAM);
    }
}
