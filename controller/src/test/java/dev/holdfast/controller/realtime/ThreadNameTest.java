package dev.holdfast.controller.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.config.global.Processes;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.RecordedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The names of the process and of threads, as the kernel has them. */
class ThreadNameTest {
    private static Processes processes(String lines) {
        return Objects.requireNonNull(Sources.read("global_defs {\nvrrp_priority 0\n" + lines + "\n}\n")
                        .configuration())
                .globals()
                .processes();
    }

    private static String name(String whose) throws IOException {
        return Files.readString(Path.of("/proc", whose, "comm")).strip();
    }

    /** On a thread of its own: its name is changed. */
    private static void run(FutureTask<Boolean> test) throws Exception {
        Thread thread = new Thread(test, "any");
        thread.start();
        thread.join();
        test.get();
    }

    @Test
    void namesFollowTheConfiguration() throws Exception {
        run(new FutureTask<>(() -> {
            String process = name("self");
            String thread = name("thread-self");
            try (EventBus bus = new RecordedEvents().bus()) {
                ThreadCare care = new ThreadCare(bus, Runnable::run);
                care.applyToLoop(processes("process_names\nprocess_name boss"));
                assertThat(name("self")).isEqualTo("boss");
                assertThat(name("thread-self")).isEqualTo("keepalived_vrrp");
                care.applyToLoop(processes("vrrp_process_name much_longer_than_fits"));
                assertThat(name("self")).isEqualTo(process);
                assertThat(name("thread-self")).isEqualTo("much_longer_tha");
                care.applyToLoop(processes(""));
                assertThat(name("thread-self")).isEqualTo(thread);
                care.applyToCheckers(processes("process_names"));
                assertThat(name("thread-self")).isEqualTo("keepalived_ipvs");
                care.applyToCheckers(processes("checker_process_name checks"));
                assertThat(name("thread-self")).isEqualTo("checks");
            }
            return true;
        }));
    }
}
