package dev.holdfast.controller.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.controller.config.vrrp.VrrpScript;
import dev.holdfast.controller.script.Script;
import dev.holdfast.controller.script.ScriptRunner;
import dev.holdfast.linuxnet.process.Accounts;
import dev.holdfast.vrrp.track.TrackStatus.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real programs; the lines are keepalived 2.2.7's. */
class ScriptTrackerTest {
    private static final long MILLI = 1_000_000L;

    @TempDir
    private Path directory;

    private LoopThread thread;
    private ScriptRunner runner;

    @BeforeEach
    void start() throws Exception {
        thread = new LoopThread();
        runner = new ScriptRunner(error -> thread.tell("error " + error));
    }

    @AfterEach
    void stop() throws Exception {
        runner.close();
        thread.close();
    }

    @Test
    void itsRunsDecide() throws Exception {
        Path says = Files.writeString(directory.resolve("says"), "0");
        ScriptTracker tracker = start("exit $(cat " + says + ")", 20 * MILLI, 5000 * MILLI, 2, Condition.UNKNOWN);
        thread.await("UP");
        Files.writeString(directory.resolve("new"), "3");
        Files.move(
                directory.resolve("new"),
                says,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        thread.await("DOWN");
        thread.run(tracker::stop);

        assertThat(thread.told)
                .filteredOn(line -> !line.contains("skipping run"))
                .containsExactly(
                        "UNKNOWN",
                        "VRRP_Script(s) succeeded",
                        "UP",
                        "Script `s` now returning 3",
                        "VRRP_Script(s) failed (exited with status 3)",
                        "DOWN");
    }

    @Test
    void aSignalIsAFailure() throws Exception {
        ScriptTracker tracker = start("kill -SEGV $$", 20 * MILLI, 5000 * MILLI, 1, Condition.UP);
        thread.await("DOWN");
        thread.run(tracker::stop);

        assertThat(thread.told)
                .filteredOn(line -> !line.contains("skipping run"))
                .containsExactly("UP", "VRRP_Script(s) failed (due to signal 11)", "DOWN");
    }

    @Test
    void oneThatHangsIsDownAndRunsOnlyOnce() throws Exception {
        Path runs = directory.resolve("runs");
        ScriptTracker tracker =
                start("echo run >>" + runs + "; sleep 1000", 100 * MILLI, 350 * MILLI, 1, Condition.UNKNOWN);
        thread.await("DOWN");
        thread.await("Track script s is already running, expect idle - skipping run");
        thread.run(tracker::stop);

        assertThat(thread.told).contains("VRRP_Script(s) timed_out");
        assertThat(Files.readAllLines(runs)).hasSize(1);
    }

    @Test
    void whatIsStoppedTellsNothing() throws Exception {
        ScriptTracker tracker = start("sleep 0.2", 20 * MILLI, 5000 * MILLI, 1, Condition.UNKNOWN);
        thread.run(tracker::stop);
        runner.close();

        assertThat(thread.told)
                .filteredOn(line -> !line.contains("skipping run"))
                .containsExactly("UNKNOWN");
    }

    private ScriptTracker start(String text, long interval, long timeout, int fall, Condition before) throws Exception {
        Script program = new Script(List.of("/bin/sh", "-c", text), Accounts.effective(), false, "");
        VrrpScript script = new VrrpScript(
                "s", new ScriptCommand(program.words(), null, null), interval, timeout, 0, false, 1, fall, false);
        return thread.on(() -> {
            ScriptTracker tracker = new ScriptTracker(
                    script,
                    program,
                    before,
                    thread.loop,
                    runner,
                    condition -> thread.tell(condition.name()),
                    thread::tell);
            tracker.start();
            return tracker;
        });
    }
}
