package dev.holdfast.linuxnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What needs no privilege; on threads of its own, because a thread cannot take back that it stepped behind others. */
class ThreadSchedulingTest {

    static ThreadScheduling here() throws IOException {
        int id = ThreadScheduling.callingThread();
        return ThreadScheduling.ofThisProcess().stream()
                .filter(thread -> thread.id() == id)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aThreadFindsItselfByNameAmongAllOthers() throws Exception {
        ThreadScheduling here = RealKernel.unprivileged(ThreadSchedulingTest::here);

        assertThat(here.name()).isEqualTo("unprivileged");
        assertThat(here.realtimePriority()).isZero();
        assertThat(ThreadScheduling.ofThisProcess())
                .extracting(ThreadScheduling::name)
                .contains("VM Thread");
    }

    @Test
    void nicenessIsOneThreadsAndNotTheProcesss() throws Exception {
        int before = here().niceness();
        ThreadScheduling nicer = RealKernel.unprivileged(() -> {
            ThreadScheduling.setNiceness(ThreadScheduling.callingThread(), 19);
            return here();
        });

        assertThat(nicer.niceness()).isEqualTo(19);
        assertThat(here().niceness()).isEqualTo(before);
    }

    @Test
    void aThreadCanBeKeptOnOneProcessor() throws Exception {
        List<Integer> all = ThreadScheduling.cpus(ThreadScheduling.callingThread());
        // The highest of those allowed, so that the mask has more than its first bit.
        List<Integer> wanted = all.subList(all.size() - 1, all.size());
        List<Integer> kept = RealKernel.unprivileged(() -> {
            ThreadScheduling.setCpus(ThreadScheduling.callingThread(), wanted);
            return ThreadScheduling.cpus(ThreadScheduling.callingThread());
        });

        assertThat(kept).isEqualTo(wanted);
        assertThat(ThreadScheduling.cpus(ThreadScheduling.callingThread())).isEqualTo(all);
    }

    @Test
    void processorsThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> ThreadScheduling.setCpus(ThreadScheduling.callingThread(), List.of(1023)))
                .hasMessageContaining("processors [1023]")
                .hasMessageContaining("EINVAL");
    }

    @Test
    void withoutThePrivilegeNothingIsRaised() {
        assertThatThrownBy(() -> RealKernel.unprivileged(() -> {
                    ThreadScheduling.setNiceness(ThreadScheduling.callingThread(), -20);
                    return 0;
                }))
                .hasMessageContaining("niceness -20")
                .hasMessageContaining("EACCES");
        assertThatThrownBy(() -> ThreadScheduling.makeRealtime(1, 100)).hasMessageContaining("1..99");
    }
}
