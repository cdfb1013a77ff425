package dev.holdfast.controller.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.linuxnet.Capabilities;
import dev.holdfast.linuxnet.Capability;
import dev.holdfast.linuxnet.ThreadScheduling;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop that does not come to its next turn. */
@Timeout(120)
class ThreadCareIT {
    private final RecordedEvents events = new RecordedEvents();
    private final Queue<Runnable> nextTurn = new ArrayDeque<>();

    private static int realtimePriority() throws IOException {
        int id = ThreadScheduling.callingThread();
        return ThreadScheduling.ofThisProcess().stream()
                .filter(thread -> thread.id() == id)
                .mapToInt(ThreadScheduling::realtimePriority)
                .sum();
    }

    @Test
    void aLoopThatIsBusyForLongIsOrdinaryUntilItsNextTurn() throws Exception {
        RealKernel.require(
                Capabilities.effective().contains(Capability.SYS_NICE), "real-time threads need CAP_SYS_NICE (root)");
        FutureTask<Boolean> test = new FutureTask<>(this::busyForLong);
        Thread thread = new Thread(test, "loop");
        thread.start();
        thread.join();
        test.get();
    }

    private boolean busyForLong() throws Exception {
        try (EventBus bus = events.bus()) {
            ThreadCare care = new ThreadCare(bus, nextTurn::add);
            try {
                care.applyToLoop(ThreadCareTest.vrrp(null, 3, 0, false));
                assertThat(realtimePriority()).isEqualTo(3);
                care.overran();
                assertThat(realtimePriority()).as("it may be back soon").isEqualTo(3);
                care.overran();
                assertThat(realtimePriority()).as("it was not, for a second").isZero();
                care.overran();
                assertThat(nextTurn).as("asked once").hasSize(1);

                nextTurn.remove().run();
                assertThat(realtimePriority()).isEqualTo(3);
                care.overran();
                assertThat(realtimePriority()).isEqualTo(3);
            } finally {
                // This JVM's own threads were made real-time, too.
                care.applyToLoop(ThreadCareTest.vrrp(0, null, 0, false));
            }
            assertThat(realtimePriority()).isZero();
        }
        assertThat(events.lines()).hasSize(2).last().isEqualTo("VRRP is real-time again");
        return true;
    }
}
