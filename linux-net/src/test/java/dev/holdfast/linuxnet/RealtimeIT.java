package dev.holdfast.linuxnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What needs {@code CAP_SYS_NICE}. */
@Timeout(120)
class RealtimeIT {

    @BeforeEach
    void requirePrivilege() throws IOException {
        RealKernel.require(
                Capabilities.effective().contains(Capability.SYS_NICE), "real-time threads need CAP_SYS_NICE (root)");
    }

    @Test
    void aThreadIsRealTimeAndOrdinaryAgain() throws Exception {
        onOwnThread(() -> {
            int self = ThreadScheduling.callingThread();
            ThreadScheduling.makeRealtime(self, 7);
            assertThat(ThreadSchedulingTest.here().realtimePriority()).isEqualTo(7);

            ThreadScheduling.makeOrdinary(self);
            assertThat(ThreadSchedulingTest.here().realtimePriority()).isZero();
            return true;
        });
    }

    @Test
    void whatARealTimeThreadStartsIsOrdinary() throws Exception {
        onOwnThread(() -> {
            ThreadScheduling.makeRealtime(ThreadScheduling.callingThread(), 1);

            assertThat(onOwnThread(ThreadSchedulingTest::here).realtimePriority())
                    .isZero();
            return true;
        });
    }

    private static <T> T onOwnThread(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "own");
        thread.start();
        thread.join();
        return task.get();
    }
}
