package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example that the README shows, played to its end. */
@Timeout(1800)
class StoryIT {

    @Test
    void mysqlHa() throws Exception {
        Programs.require();
        RealKernel.requireProgram("mariadbd");
        if (!Files.exists(Path.of("/proc/net/ip_vs"))) {
            RealKernel.requireProgram("qemu-system-x86_64");
            RealKernel.requireProgram("busybox");
        }
        List<String> failed = new ArrayList<>();
        Process story = new ProcessBuilder(
                        "bash", Programs.module().resolve("run").toString(), "mysql-ha")
                .redirectErrorStream(true)
                .start();
        try {
            story.getOutputStream().close();
            try (BufferedReader lines = story.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    System.out.println(line);
                    if (line.contains("FAIL")) {
                        failed.add(line);
                    }
                }
            }
            int status = story.waitFor();
            assertThat(failed).isEmpty();
            assertThat(status).as("exit status of examples/run mysql-ha").isZero();
        } finally {
            end(story);
        }
    }

    /** Politely, so that it removes its hosts. */
    private static void end(Process story) throws IOException, InterruptedException {
        if (story.isAlive()) {
            story.destroy();
            if (!story.waitFor(30, TimeUnit.SECONDS)) {
                story.descendants().forEach(ProcessHandle::destroyForcibly);
                story.destroyForcibly();
            }
        }
    }
}
