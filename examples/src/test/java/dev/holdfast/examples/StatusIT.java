package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a running director says of itself, and what it does when it is asked. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class StatusIT {
    private static final String VIP = "192.0.2.100";
    private static final List<String> VIPS = List.of(VIP + "/32");
    private static final int HIGH = 200;
    private static final int LOW = 100;

    static Programs.Outcome ask(Director director, String... words) {
        List<String> command = new ArrayList<>(List.of(Programs.holdfast().toString()));
        Collections.addAll(command, words);
        command.addAll(List.of("-p", director.pidFile().toString()));
        return Programs.run(new ProcessBuilder(command));
    }

    private static Path socket(Director director) {
        return director.pidFile().resolveSibling("daemon.sock");
    }

    private static String instance(int priority) {
        return Protocol.V3.instance("VI_1", 51, priority, VIPS);
    }

    @Test
    void aRefusedReloadIsToldUntilOneIsNot() {
        String script = "vrrp_script S {\nscript /bin/true\ninterval 1\n}\n";
        try (Stage stage = new Stage("status refused")) {
            Director a = stage.start(HOLDFAST, stage.a(), script + instance(HIGH));
            stage.awaitOnlyHolder(stage.a(), VIP);
            a.reload(script.replace("/bin/true", "/bin/none") + instance(LOW));
            stage.awaitLogged(a, "Reload refused, .*/bin/none");
            Programs.Outcome status = ask(a, "status");
            assertThat(status.status()).as("what runs, runs well").isZero();
            assertThat(status.output())
                    .containsPattern("note: the last reload was refused, .* in force: .*/bin/none")
                    .containsPattern("VI_1 +MASTER +\\d+s +200 ");
            a.reload(script + instance(LOW));
            stage.awaitLogged(a, "Reload complete");
            assertThat(ask(a, "status").output()).doesNotContain("note:").containsPattern("VI_1 +MASTER +\\d+s +100 ");
        }
    }

    @Test
    void aPairSaysWhoIsMasterAndHandsOver() {
        try (Stage stage = new Stage("status pair")) {
            Director a = stage.start(HOLDFAST, stage.a(), instance(HIGH));
            Director b = stage.start(HOLDFAST, stage.b(), instance(LOW));
            stage.awaitOnlyHolder(stage.a(), VIP);
            stage.await(
                    "b has heard its master",
                    () -> ask(b, "status")
                            .output()
                            .matches(
                                    "(?s).*VI_1 +BACKUP +\\d+s +100 +eth0 +51 +192\\.0\\.2\\.1 +\\(192\\.0\\.2\\.100\\)\n.*"));

            Programs.Outcome status = ask(a, "status");
            assertThat(status.status()).isZero();
            assertThat(status.output())
                    .startsWith("Holdfast ")
                    .contains(", process " + a.pid() + ", for ")
                    .containsPattern("VI_1 +MASTER +\\d+s +200 +eth0 +51 +192\\.0\\.2\\.1 +192\\.0\\.2\\.100\n");
            assertThat(ask(a, "status", "--json").output())
                    .contains("\"schema\": 1", "\"state\": \"MASTER\"", "\"well\": true");

            Programs.Outcome refused = ask(b, "failover", "VI_1");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.output())
                    .isEqualTo(
                            "holdfast: VI_1 is BACKUP here (expected MASTER: only a master can let another take over)\n");
            assertThat(ask(a, "failover", "VI_9").output()).isEqualTo("holdfast: no instance VI_9 (expected VI_1)\n");

            Programs.Outcome done = ask(a, "failover", "VI_1");
            assertThat(done.output()).isEqualTo("VI_1 has stepped down\n");
            assertThat(done.status()).isZero();
            stage.awaitOnlyHolder(stage.b(), VIP);
            // Though it is of higher priority, and preempts: it was asked to.
            stage.awaitAdverts(stage.b(), System.nanoTime(), 5);
            assertThat(ask(a, "status").output()).containsPattern("VI_1 +BACKUP .* 192\\.0\\.2\\.2 ");

            assertThat(b.stop()).isZero();
            stage.awaitOnlyHolder(stage.a(), VIP);
            assertThat(socket(b)).doesNotExist();
            Programs.Outcome nobody = ask(b, "status");
            assertThat(nobody.status()).isEqualTo(1);
            assertThat(nobody.output()).contains("no director is running with the PID file " + b.pidFile());
        }
    }

    @Test
    void aSecondCopyDoesNotStartWhereOnlyThePidFileIsGone() throws Exception {
        try (Stage stage = new Stage("status second")) {
            Director a = stage.start(HOLDFAST, stage.a(), instance(HIGH));
            stage.awaitOnlyHolder(stage.a(), VIP);
            Files.delete(a.pidFile());
            Director second = stage.start(HOLDFAST, stage.a(), instance(HIGH));
            assertThat(second.exitStatus()).isEqualTo(1);
            assertThat(second.log())
                    .contains("already running, though its PID file was removed: ")
                    .doesNotContain("Entering");
            assertThat(ask(a, "status").status()).isZero();
            assertThat(a.stop()).isZero();
            stage.awaitNoHolder(VIP);
        }
    }

    @Test
    void aFaultHasItsReason() {
        try (Stage stage = new Stage("status fault")) {
            Director a = stage.start(HOLDFAST, stage.a(), instance(HIGH));
            stage.awaitOnlyHolder(stage.a(), VIP);
            stage.unplug(stage.a(), true);
            stage.await(
                    "it says why",
                    () -> ask(a, "status").output().contains("VI_1: interface eth0 is down or not there\n"));
            assertThat(ask(a, "status").status()).isZero();
        }
    }

    @Test
    void aProcessThatStandsStillIsNotWellAndACrashedOneIsReplaced() {
        try (Stage stage = new Stage("status pause")) {
            Director a = stage.start(HOLDFAST, stage.a(), instance(HIGH));
            stage.awaitOnlyHolder(stage.a(), VIP);
            a.signal("STOP");
            stage.await("it stands still", a::isPaused);
            Programs.Outcome silent = ask(a, "status");
            assertThat(silent.status()).isEqualTo(1);
            assertThat(silent.output()).contains("no answer from " + socket(a) + " within 10 seconds");
            a.crash();
            assertThat(socket(a)).exists();
            assertThat(ask(a, "status").output()).contains("nobody answers at " + socket(a));

            Director again = stage.start(HOLDFAST, stage.a(), instance(HIGH));
            stage.awaitLogged(again, "Entering MASTER STATE");
            assertThat(ask(again, "status").status()).isZero();
            assertThat(again.logged("no control socket")).isFalse();
        }
    }
}
