package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A director with hundreds of checks that has no descriptor left for them, and later has again. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class DescriptorsIT {
    private static final String VIP = "192.0.2.100";
    private static final int SERVERS = 300;
    private static final int ADVERTS_MEANWHILE = 20;

    private static String address(int server) {
        return "10.1." + server / 200 + "." + (server % 200 + 1);
    }

    private static String configuration(int priority) {
        StringBuilder text = new StringBuilder("global_defs {\nscript_user root\n}\n");
        text.append("vrrp_script true {\nscript /bin/true\ninterval 1\nfall 1\nrise 1\nweight -50\n}\n");
        text.append(Protocol.V3.instance("VI_1", 51, priority, List.of(VIP + "/32"), "track_script {\ntrue\n}"));
        text.append("virtual_server 192.0.2.100 80 {\ndelay_loop 1\nlb_algo rr\nlb_kind DR\nprotocol TCP\n");
        for (int server = 0; server < SERVERS; server++) {
            text.append("real_server ").append(address(server)).append(" 80 {\nTCP_CHECK {\nretry 0\n}\n}\n");
        }
        return text.append("real_server 10.1.9.9 80 {\nMISC_CHECK {\nmisc_path /bin/true\n}\n}\n}\n")
                .toString();
    }

    private static void descriptors(Director director, int most) {
        director.host().namespace().run("prlimit", "--pid", Long.toString(director.pid()), "--nofile=" + most + ":");
    }

    private static long lines(Director director, String text) {
        return director.log().lines().filter(line -> line.contains(text)).count();
    }

    private static void accept(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                listener.accept().close();
            } catch (IOException e) {
                // One that is gone already, or the end.
            }
        }
    }

    @Test
    void areMissedInOneLineAndCountedAgainstNobody() throws Exception {
        RealKernel.requireProgram("prlimit");
        try (Stage stage = new Stage("descriptors")) {
            stage.a().ip("route", "add", "local", "10.1.0.0/16", "dev", "lo");
            try (ServerSocket servers = stage.a().namespace().inside(() -> new ServerSocket(80, 1000))) {
                Thread accepting = new Thread(() -> accept(servers), "servers");
                accepting.setDaemon(true);
                accepting.start();
                play(stage);
            }
        }
    }

    private static void play(Stage stage) {
        Director director = stage.start(HOLDFAST, stage.a(), configuration(200));
        stage.awaitOnlyHolder(stage.a(), VIP);
        stage.await(
                "all answer", () -> lines(director, "success.") >= SERVERS && director.logged("Misc check.*succeeded"));

        // Fewer than it has open for as long as it runs.
        descriptors(director, 10);
        stage.awaitLogged(director, "Too many open files");
        long since = System.nanoTime();
        stage.awaitAdverts(stage.a(), since, ADVERTS_MEANWHILE);
        director.reload(configuration(210));
        stage.awaitLogged(director, "keepalived.conf: error: it cannot be read");
        stage.awaitAdverts(stage.a(), System.nanoTime(), ADVERTS_MEANWHILE);
        assertThat(lines(director, "to create socket")).as(director.log()).isEqualTo(1);
        assertThat(lines(director, "VRRP_Script(true) could not be run")).isEqualTo(1);
        assertThat(director.log()).doesNotContain("Removing service", "VRRP_Script(true) failed", "Lost quorum");
        assertThat(stage.recorder().advertsFrom(stage.a().address(), since))
                .allSatisfy(advert -> assertThat(advert.priority()).isEqualTo(200));

        descriptors(director, 1000);
        stage.a().ip("route", "add", "unreachable", address(7) + "/32", "table", "local");
        stage.awaitLogged(director, "Removing service \\[" + address(7).replace(".", "\\.") + "\\]");
        director.reload(configuration(220));
        long again = System.nanoTime();
        stage.await(
                "the new priority",
                () -> stage.recorder().advertsFrom(stage.a().address(), again).stream()
                        .anyMatch(advert -> advert.priority() == 220));
        assertThat(lines(director, "Removing service")).as(director.log()).isEqualTo(1);
        assertThat(lines(director, "Entering BACKUP STATE")).as(director.log()).isEqualTo(1);
        assertThat(director.stop()).isZero();
    }
}
