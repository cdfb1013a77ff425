package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What becomes of a director's threads, and of one that does not run for a while. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class RealTimeIT {
    private static final String VIP = "192.0.2.100";
    private static final List<String> VIPS = List.of(VIP + "/32");
    private static final int HIGH = 200;
    private static final int LOW = 100;
    /** Longer than a backup waits for a master, which is four intervals at most. */
    private static final int LONG_PAUSE_ADVERTS = 10;

    /** The thread that has the loop, and the JVM's that it waits for. */
    private static final String LOOP = "java";

    private static final String JVM = "VM Thread";

    private static String instance(int priority, String... lines) {
        return Protocol.V3.instance("VI_1", 51, priority, VIPS, lines);
    }

    private static String withGlobals(String... lines) {
        return "global_defs {\n" + String.join("\n", lines) + "\n}\n" + instance(HIGH);
    }

    /** A thread as the kernel has it. */
    private record Scheduled(String name, int niceness, int realtimePriority, String cpus) {}

    private static List<Scheduled> threads(Director director) {
        List<Scheduled> threads = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + director.pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                if (task.endsWith(Long.toString(director.pid()))) {
                    // The launcher's first thread only waits for the second, which has its name.
                    continue;
                }
                String stat = Files.readString(task.resolve("stat"));
                int end = stat.lastIndexOf(')');
                String[] fields = stat.substring(end + 2).split(" ", -1);
                threads.add(new Scheduled(
                        stat.substring(stat.indexOf('(') + 1, end),
                        Integer.parseInt(fields[16]),
                        Integer.parseInt(fields[37]),
                        status(task, "Cpus_allowed_list:")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return threads;
    }

    private static String status(Path process, String field) throws IOException {
        return Files.readString(process.resolve("status"))
                .lines()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip())
                .findFirst()
                .orElseThrow();
    }

    private static List<Scheduled> only(List<Scheduled> threads, String... names) {
        return threads.stream()
                .filter(thread -> List.of(names).contains(thread.name()))
                .toList();
    }

    private static long lockedKilobytes(Director director) {
        try {
            return Long.parseLong(
                    status(Path.of("/proc/" + director.pid()), "VmLck:").split(" ", -1)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatTheFileSaysOfTheProcessIsInForceOnTheLoopsThreadsAndChangesByAReload() {
        try (Stage stage = new Stage("real time settings")) {
            Director director = stage.start(
                    HOLDFAST,
                    stage.a(),
                    withGlobals(
                            "vrrp_rt_priority 7", "vrrp_cpu_affinity 0", "vrrp_no_swap", "vrrp_rlimit_rttime 500000"));
            stage.awaitOnlyHolder(stage.a(), VIP);
            List<Scheduled> threads = threads(director);
            String all = only(threads, "events").get(0).cpus();
            assertThat(only(threads, LOOP, JVM)).hasSize(2).allSatisfy(thread -> {
                assertThat(thread.realtimePriority()).isEqualTo(7);
                assertThat(thread.cpus()).isEqualTo("0");
            });
            assertThat(only(threads, "events").get(0).realtimePriority()).isZero();
            assertThat(lockedKilobytes(director)).isPositive();

            director.reload(withGlobals("vrrp_priority -5"));
            stage.awaitLogged(director, "Reload complete");
            assertThat(only(threads(director), LOOP, JVM)).hasSize(2).allSatisfy(thread -> {
                assertThat(thread.realtimePriority()).isZero();
                assertThat(thread.niceness()).isEqualTo(-5);
                assertThat(thread.cpus()).isEqualTo(all);
            });
            assertThat(lockedKilobytes(director)).isZero();

            director.reload(withGlobals());
            stage.awaitLogged(director, "Reload complete(?s:.*)Reload complete");
            assertThat(only(threads(director), LOOP, JVM)).hasSize(2).allSatisfy(thread -> {
                assertThat(thread.realtimePriority()).as("by default").isEqualTo(1);
                assertThat(thread.niceness()).isZero();
            });
            assertThat(director.stop()).isZero();
        }
    }

    @Test
    void aTimerThatIsLateMakesTheThreadsRealTime() {
        try (Stage stage = new Stage("real time automatic")) {
            Director director = stage.start(
                    HOLDFAST,
                    stage.a(),
                    withGlobals("vrrp_priority 0", "max_auto_priority 2", "min_auto_priority_delay 500000"));
            stage.awaitOnlyHolder(stage.a(), VIP);
            assertThat(only(threads(director), LOOP).get(0).realtimePriority()).isZero();
            for (int i = 1; i <= 3; i++) {
                long since = System.nanoTime();
                director.signal("STOP");
                // Nothing happens in a second without it but the passing of a second.
                stage.await("a second", () -> System.nanoTime() - since > 1_000_000_000L);
                director.signal("CONT");
                int priority = Math.min(i, 2);
                stage.awaitAdverts(stage.a(), System.nanoTime(), 2);
                stage.await(
                        "real-time priority " + priority,
                        () -> only(threads(director), LOOP).get(0).realtimePriority() == priority);
            }
            assertThat(director.log()).containsOnlyOnce("raised to 1 ").containsOnlyOnce("raised to 2 ");
            assertThat(director.stop()).isZero();
        }
    }

    @Test
    void aBackupThatStoodStillDoesNotTakeOverFromALivingMaster() {
        try (Stage stage = new Stage("real time paused backup")) {
            Director master = stage.start(HOLDFAST, stage.a(), instance(HIGH));
            stage.awaitOnlyHolder(stage.a(), VIP);
            Director backup = stage.start(HOLDFAST, stage.b(), instance(LOW));
            stage.awaitLogged(backup, "\\(VI_1\\) Entering BACKUP STATE");
            for (int i = 1; i <= 3; i++) {
                backup.signal("STOP");
                stage.await("the backup stands still", backup::isPaused);
                stage.awaitAdverts(stage.a(), System.nanoTime(), LONG_PAUSE_ADVERTS);
                long since = System.nanoTime();
                backup.signal("CONT");
                stage.awaitAdverts(stage.a(), since, LONG_PAUSE_ADVERTS);
            }

            stage.awaitLogged(backup, "this program did not run for \\d{4} ms");
            assertThat(backup.log()).doesNotContain("Entering MASTER STATE");
            assertThat(stage.recorder().advertsFrom(stage.b().address(), backup.startedNanos()))
                    .isEmpty();
            master.crash();
            stage.awaitLogged(backup, "\\(VI_1\\) Entering MASTER STATE");
        }
    }

    @Test
    void aMasterThatStoodStillHearsTheOneThatTookOverBeforeItAdvertises() {
        try (Stage stage = new Stage("real time paused master")) {
            Director first = stage.start(HOLDFAST, stage.a(), instance(LOW));
            stage.awaitOnlyHolder(stage.a(), VIP);
            Director second = stage.start(HOLDFAST, stage.b(), instance(HIGH, "nopreempt"));
            stage.awaitLogged(second, "\\(VI_1\\) Entering BACKUP STATE");

            first.signal("STOP");
            stage.await("the master stands still", first::isPaused);
            stage.awaitLogged(second, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitAdverts(stage.b(), System.nanoTime(), 2);
            long since = System.nanoTime();
            first.signal("CONT");
            stage.awaitLogged(first, "Entering MASTER STATE(?s:.*)Entering BACKUP STATE");
            stage.awaitOnlyHolder(stage.b(), VIP);
            assertThat(stage.recorder().advertsFrom(stage.a().address(), since)).isEmpty();
        }
    }
}
