package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals that come when nobody expects them. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class SignalIT {

    private static final String VIP = "192.0.2.100";
    private static final String ONE = Protocol.V3.instance("VI_1", 51, 200, List.of(VIP + "/32"));
    private static final int OWNER = 255;

    /** A java that waits until it is let go, so that a test can do something before it starts. */
    private static final class Gate {
        private final Path latch;
        private final Path reached;
        private final Path java;

        Gate(Stage stage) throws IOException {
            Path directory = stage.emptyDirectory("gate");
            latch = directory.resolve("latch");
            reached = directory.resolve("reached");
            java = directory.resolve("java");
            stage.a().namespace().run("mkfifo", latch.toString());
            Files.writeString(java, """
                    #!/bin/sh
                    echo >%s
                    read -r line <%s
                    exec %s/bin/java "$@"
                    """.formatted(reached, latch, System.getProperty("java.home")));
            Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        }

        Map<String, String> environment() {
            return Map.of("HOLDFAST_JAVA", java.toString());
        }

        void awaitReached(Stage stage) {
            stage.await("the launcher runs java", () -> Files.exists(reached));
        }

        void open() {
            try {
                Files.writeString(latch, "go\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void reloadsAskedForDuringTheStartDoNotEndIt() throws Exception {
        try (Stage stage = new Stage("signal hup at start")) {
            Gate gate = new Gate(stage);
            Director director = stage.start(HOLDFAST, stage.a(), ONE, gate.environment());
            gate.awaitReached(stage);
            director.signal("HUP");
            gate.open();
            stage.await("the start is complete", () -> {
                director.signal("HUP");
                return director.logged("Startup complete");
            });

            stage.awaitOnlyHolder(stage.a(), VIP);
            assertThat(director.stop()).isZero();
            assertThat(stage.a().addresses()).containsExactly("eth0 inet 192.0.2.1/24 scope global eth0");
            assertThat(director.pidFile()).doesNotExist();
        }
    }

    /** keepalived writes files when it gets these: 36 asks for JSON, 63 sets statistics to 0. */
    @Test
    void signalsByWhichKeepalivedIsAskedForDataEndNothing() {
        try (Stage stage = new Stage("signal data")) {
            Director director = stage.start(HOLDFAST, stage.a(), ONE);
            stage.awaitOnlyHolder(stage.a(), VIP);
            for (String signal : List.of("USR2", "36", "63", "USR1")) {
                director.signal(signal);
            }
            stage.awaitLogged(director, "SIGUSR1 .*`holdfast status`");
            stage.awaitAdverts(stage.a(), System.nanoTime(), 3);
            assertThat(director.isRunning()).isTrue();
            assertThat(director.stop()).isZero();
        }
    }

    @ParameterizedTest(name = "after \"{0}\"")
    @ValueSource(strings = {"", "Reloading", "V2_200.*Entering MASTER STATE", "Reload complete"})
    void stopThatFollowsAReloadLeavesNothing(String moment) {
        try (Stage stage = new Stage("signal term after reload " + moment)) {
            Director director = stage.start(HOLDFAST, stage.a(), owners(Protocol.V3, 1, 100));
            stage.awaitLogged(director, "\\(V3_100\\) Entering MASTER STATE");
            stage.await("all addresses are there", () -> stage.a().addresses().size() == 101);

            director.reload(owners(Protocol.V2, 101, 240));
            stage.awaitLogged(director, moment);
            assertThat(director.stop()).isZero();

            assertThat(stage.a().addresses()).containsExactly("eth0 inet 192.0.2.1/24 scope global eth0");
            assertThat(director.pidFile()).doesNotExist();
            assertThat(director.log()).contains("Stopped Holdfast").doesNotContain("ERROR");
        }
    }

    /** Many instances that are masters at once. */
    private static String owners(Protocol protocol, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(vrid -> protocol.instance(
                        protocol.name() + "_" + vrid, vrid, OWNER, List.of("198.51.100." + vrid + "/32")))
                .collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"KILL", "TERM", "HUP"})
    void launcherThatIsEndedBeforeTheDaemonIsReadyDoesNotHoldItUp(String signal) throws Exception {
        try (Stage stage = new Stage("signal launcher " + signal)) {
            Gate gate = new Gate(stage);
            Path directory = stage.emptyDirectory("place");
            Path conf = Files.writeString(directory.resolve("keepalived.conf"), ONE);
            Path pidFile = directory.resolve("daemon.pid");
            ProcessBuilder builder =
                    new ProcessBuilder(Programs.holdfast().toString(), "-f", conf.toString(), "-p", pidFile.toString());
            builder.environment().putAll(gate.environment());
            Process launcher = stage.a().namespace().start(builder);
            gate.awaitReached(stage);
            stage.a().namespace().run("kill", "-" + signal, Long.toString(launcher.pid()));
            if (!signal.equals("HUP")) {
                stage.await("the launcher's end", () -> !launcher.isAlive());
            }
            gate.open();

            stage.awaitOnlyHolder(stage.a(), VIP);
            ProcessHandle daemon = ProcessHandle.of(
                            Long.parseLong(Files.readString(pidFile).strip()))
                    .orElseThrow();
            stage.a().namespace().run("kill", "-TERM", Long.toString(daemon.pid()));
            stage.await("the daemon's end", () -> !daemon.isAlive());
            assertThat(stage.a().holds(VIP)).isFalse();
            assertThat(pidFile).doesNotExist();
        }
    }
}
