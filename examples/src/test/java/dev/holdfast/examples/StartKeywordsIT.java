package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What shows of a director from its start: when it begins, and what it is called. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class StartKeywordsIT {
    private static final String VIP = "192.0.2.100";

    private static BigDecimal uptimeSeconds() {
        return new BigDecimal(read(Path.of("/proc/uptime")).split(" ", 2)[0]);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void instancesWaitUntilTheMachineIsUpForSoLong() {
        try (Stage stage = new Stage("delay after boot")) {
            String instance = Protocol.V3.instance("VI_1", 51, 100, List.of(VIP + "/32"));
            int enough = uptimeSeconds().intValue() + 10;
            Director late = stage.start(
                    HOLDFAST, stage.a(), "global_defs {\n vrrp_delay_after_boot " + enough + "\n}\n" + instance);
            stage.awaitLogged(late, "Delaying startup for [0-9.]+ seconds");
            stage.awaitOnlyHolder(stage.a(), VIP);
            assertThat(uptimeSeconds()).isGreaterThanOrEqualTo(BigDecimal.valueOf(enough));
            assertThat(late.stop()).isZero();

            Director atOnce =
                    stage.start(HOLDFAST, stage.a(), "global_defs {\n vrrp_delay_after_boot 1\n}\n" + instance);
            stage.awaitOnlyHolder(stage.a(), VIP);
            assertThat(atOnce.logged("Delaying")).isFalse();
        }
    }

    @Test
    void theProcessAndItsThreadOfVrrpHaveTheirNames() throws IOException {
        try (Stage stage = new Stage("process names")) {
            Director director =
                    stage.start(HOLDFAST, stage.a(), """
                            global_defs {
                                process_name boss
                                vrrp_process_name speaker
                            }
                            """ + Protocol.V3.instance("VI_1", 51, 100, List.of(VIP + "/32")));
            stage.awaitOnlyHolder(stage.a(), VIP);
            Path process = Path.of("/proc", Long.toString(director.pid()));
            assertThat(read(process.resolve("comm"))).isEqualTo("boss");
            List<String> threads = new ArrayList<>();
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
                tasks.forEach(task -> threads.add(read(task.resolve("comm"))));
            }
            assertThat(threads).contains("speaker");
        }
    }
}
