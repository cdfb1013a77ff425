package dev.holdfast.controller.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.holdfast.controller.config.global.ProcessSettings;
import dev.holdfast.controller.config.global.Processes;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread without any privilege, as an ordinary user's. */
@Timeout(120)
class ThreadCareTest {
    private final RecordedEvents events = new RecordedEvents();

    /** Settings of VRRP; the limit is one that this JVM never reaches. */
    static Processes vrrp(@Nullable Integer niceness, @Nullable Integer realtimePriority, int most, boolean noSwap) {
        ProcessSettings vrrp = new ProcessSettings(null, niceness, realtimePriority, 0xffff_ffffL, noSwap, List.of());
        ProcessSettings others = new ProcessSettings(null, null, null, 0xffff_ffffL, false, List.of());
        return new Processes(false, null, vrrp, others, others, most, 1000, false);
    }

    private List<String> linesOf(Processes settings) throws Exception {
        RealKernel.unprivileged(() -> {
            try (EventBus bus = events.bus()) {
                ThreadCare care = new ThreadCare(bus, task -> {});
                care.applyToLoop(settings);
                care.applyToLoop(settings);
                care.late(5_000_000);
                care.late(6_000_000);
            }
            return true;
        });
        return events.lines();
    }

    @Test
    void whatIsOnlyADefaultIsMissedInOneLine() throws Exception {
        assertThat(linesOf(vrrp(null, null, 0, false)))
                .containsExactly("not real-time, so that a busy machine can delay adverts: no CAP_SYS_NICE "
                        + "(vrrp_priority 0 asks for it)");
    }

    @Test
    void aPriorityThatCannotRiseIsSaidOnce() throws Exception {
        assertThat(linesOf(vrrp(0, null, 40, false)))
                .singleElement(STRING)
                .startsWith("cannot set real-time priority 1 ");
    }

    @Test
    void nothingIsSaidWhereNothingIsWanted() throws Exception {
        assertThat(linesOf(vrrp(0, null, 0, false))).isEmpty();
    }

    @Test
    void whatTheFileAsksForAndTheKernelRefusesIsSaidWithItsKeyword() throws Exception {
        assertThat(linesOf(vrrp(-5, 9, 0, true)))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("memory may be swapped: vrrp_no_swap and checker_no_swap need CAP_IPC_LOCK"),
                        line -> assertThat(line)
                                .matches(
                                        "cannot set niceness -5 for thread \\d+: EACCES .*\\(vrrp_priority\\); going on without"),
                        line -> assertThat(line)
                                .matches(
                                        "cannot set real-time priority 9 for thread \\d+: EPERM .*\\(vrrp_rt_priority\\);"
                                                + " going on without"));
    }
}
