package dev.holdfast.healthcheck.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that has run out of descriptors must not take its servers down. It needs a process of its own to run out in. */
class OutOfDescriptorsTest {
    @Test
    void wantOfDescriptorsIsNotTheServersFault() throws Exception {
        List<String> command = List.of(
                "sh",
                "-c",
                "ulimit -n 200; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OutOfDescriptors.class.getName());
        Path log = Files.createTempFile("out-of-descriptors", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            String output = Files.readString(log);
            assertThat(output.lines())
                    .containsSubsequence(
                            "up", "ProbeNotRun SOCKET Too many open files", "descriptors again", "up after all");
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }
}
