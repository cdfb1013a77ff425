package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * All the examples, played to their ends in one lab, and a test for each that says how it went. Alone: some of them measure, perhaps in an
 * emulated machine.
 */
@Isolated
@Timeout(3600)
class StoryIT {

    private static final long LIMIT_NANOS = 30_000_000_000L;

    @TestFactory
    List<DynamicTest> everyExample() throws Exception {
        Programs.require();
        List<String> names = names();
        assertThat(names).contains("mysql-ha");
        requirePackages();
        // It would build again, under the feet of this JVM, what this build has just made.
        Files.writeString(
                Programs.module().resolveSibling("controller").resolve("target/built-for-examples"),
                "by the build that runs the tests\n");
        Programs.Outcome run = play();
        return names.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> assertPassed(name, run)))
                .toList();
    }

    /** The directories that have a story. */
    private static List<String> names() throws IOException {
        try (Stream<Path> directories = Files.list(Programs.module())) {
            return directories
                    .filter(directory -> Files.exists(directory.resolve("story.sh")))
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The examples would install what is missing. A test installs nothing. */
    private static void requirePackages() throws Exception {
        RealKernel.requireProgram("bash");
        RealKernel.requireProgram("dpkg-query");
        Programs.Outcome needed = Programs.run(examples("--all", "--packages"));
        assertThat(needed.status()).as(needed.output()).isZero();
        for (String name : needed.output().lines().toList()) {
            Programs.Outcome state =
                    Programs.run(new ProcessBuilder("dpkg-query", "--show", "--showformat=${db:Status-Status}", name));
            RealKernel.require(state.output().equals("installed"), "the Debian package " + name + " is not installed");
        }
    }

    private static ProcessBuilder examples(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("bash", Programs.module().resolve("run").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** In the lines `NAME: STEP` nothing failed, and the table at the end has the example's line without a word of failure. */
    private static void assertPassed(String name, Programs.Outcome run) {
        List<String> steps = run.output()
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .toList();
        assertThat(steps)
                .as("steps of %s that failed", name)
                .filteredOn(line -> line.contains("FAIL"))
                .isEmpty();
        assertThat(steps).as("steps of %s that passed", name).anyMatch(line -> line.startsWith(name + ": PASS"));
        assertThat(run.output().lines())
                .as("the table's line of %s, after its steps: %s", name, steps)
                .anyMatch(line -> line.matches(name + " +[1-9][0-9]* +0 +[0-9]+"));
    }

    private static Programs.Outcome play() throws Exception {
        StringBuilder output = new StringBuilder();
        Process stories = examples("--all").redirectErrorStream(true).start();
        Thread onShutdown = new Thread(() -> end(stories), "story-shutdown");
        Runtime.getRuntime().addShutdownHook(onShutdown);
        try {
            stories.getOutputStream().close();
            try (BufferedReader lines = stories.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    System.out.println(line);
                    output.append(line).append('\n');
                }
            }
            return new Programs.Outcome(stories.waitFor(), output.toString());
        } finally {
            end(stories);
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
