package dev.holdfast.linuxnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Poller;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kernel's own events. They can only be heard in its first network namespace, where this only listens. */
class ProcessEventsIT {

    private static final long LIMIT_NANOS = 60_000_000_000L;

    @Test
    void aProgramsLifeIsToldInItsOrder() throws Exception {
        RealKernel.requireNamespaces();
        List<String> told = new ArrayList<>();
        try (ProcessEvents events = open()) {
            Poller poller = new Poller();
            poller.add(events, () -> {});
            Process program = new ProcessBuilder("true").start();
            int pid = (int) program.pid();
            long start = System.nanoTime();
            while (!told.contains("exited") && System.nanoTime() - start < LIMIT_NANOS) {
                poller.poll(1_000_000_000L);
                events.drain(new Recorder(pid, told));
            }
        }
        assertThat(told).startsWith("forked").contains("changed").endsWith("exited");
    }

    @Test
    void otherNetworkNamespacesAreRefused() {
        RealKernel.requireNamespaces();
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            assertThatThrownBy(
                            () -> namespace.runInside(() -> ProcessEvents.open().close()))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED));
        }
    }

    private static ProcessEvents open() throws LinuxException {
        try {
            return ProcessEvents.open();
        } catch (LinuxException e) {
            RealKernel.require(false, "this process may not hear of processes: " + e.getMessage());
            throw e;
        }
    }

    private record Recorder(int pid, List<String> told) implements ProcessEvents.Handler {
        @Override
        public void forked(int parent, int child) {
            tell(child, "forked");
        }

        @Override
        public void changed(int process) {
            tell(process, "changed");
        }

        @Override
        public void exited(int process) {
            tell(process, "exited");
        }

        @Override
        public void lost() {
            throw new AssertionError("events were lost");
        }

        private void tell(int process, String what) {
            if (process == pid) {
                told.add(what);
            }
        }
    }
}
