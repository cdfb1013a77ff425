package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** The example that the README shows, played to its end. Alone: it measures, perhaps in an emulated machine. */
@Isolated
@Timeout(1800)
class StoryIT {

    private static final long LIMIT_NANOS = 30_000_000_000L;

    @Test
    void mysqlHa() throws Exception {
        Programs.require();
        // The example would install what is missing. A test installs nothing.
        for (String program : List.of("bash", "sysctl", "ipvsadm", "tcpdump", "mariadbd", "mariadb")) {
            RealKernel.requireProgram(program);
        }
        if (!Files.exists(Path.of("/proc/net/ip_vs"))) {
            for (String program : List.of("qemu-system-x86_64", "busybox", "cpio", "kmod", "xz")) {
                RealKernel.requireProgram(program);
            }
        }
        // It would build again, under the feet of this JVM, what this build has just made.
        Files.writeString(
                Programs.module().resolveSibling("controller").resolve("target/built-for-examples"),
                "by the build that runs the tests\n");
        List<String> failed = new ArrayList<>();
        Process story = new ProcessBuilder(
                        "bash", Programs.module().resolve("run").toString(), "mysql-ha")
                .redirectErrorStream(true)
                .start();
        Thread onShutdown = new Thread(() -> end(story), "story-shutdown");
        Runtime.getRuntime().addShutdownHook(onShutdown);
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
            removeHook(onShutdown);
        }
    }

    private static void removeHook(Thread onShutdown) {
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException e) {
            // The JVM is ending.
        }
    }

    /** Politely, so that it removes its hosts; each of its processes, since a shell that ends does not end what it waits for. */
    private static void end(Process story) {
        List<ProcessHandle> all = new ArrayList<>(List.of(story.toHandle()));
        story.descendants().forEach(all::add);
        all.forEach(ProcessHandle::destroy);
        long start = System.nanoTime();
        for (ProcessHandle one : all) {
            long leftNanos = LIMIT_NANOS - (System.nanoTime() - start);
            try {
                one.onExit().get(Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException e) {
                one.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                one.destroyForcibly();
            }
        }
    }
}
