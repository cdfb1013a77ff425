package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code probe_vip}: a director asks a virtual address by way of a real server that has it, too, as with direct routing, whether the
 * director has the address itself or not. The server answers well by the virtual address only.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class ProbeVipIT {
    private static final String VIP = "192.0.2.100";
    private static final String VIP6 = "2001:db8::100";
    private static final String SERVER = "192.0.2.2";
    private static final String SERVER6 = "2001:db8::2";
    private static final String UP = "(?s).*%s:80 +UP .*";
    private static final String DOWN = "(?s).*%s:80 +DOWN .*";

    private static String instance(String address) {
        return Protocol.V3.instance("VI_1", 51, 200, List.of(address + "/32"));
    }

    private static String virtualServer(String vip, String server, String keyword) {
        return """
                virtual_server %s 80 {
                    delay_loop 1
                    lvs_sched rr
                    lvs_method DR
                    protocol TCP
                    real_server %s 80 {
                        HTTP_GET {
                            url {
                                path /
                                status_code 200
                            }
                            %s
                            alpha
                            connect_timeout 2
                            retry 0
                            warmup 0
                        }
                    }
                }
                """.formatted(vip, server, keyword);
    }

    private static String both(String keyword) {
        return virtualServer(VIP, SERVER, keyword) + virtualServer(VIP6, SERVER6, keyword);
    }

    /** Gives the stage's second host the virtual addresses, and a web server that is well by them. */
    private static void realServer(Stage stage) {
        Host host = stage.b();
        stage.a().addIpv6(1);
        host.addIpv6(2);
        host.namespace().run("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2");
        addVips(host);
        Path directory = stage.emptyDirectory("nginx");
        try {
            Path file = Files.writeString(directory.resolve("nginx.conf"), """
                    daemon off;
                    worker_processes 1;
                    pid %1$s/pid;
                    error_log %1$s/error;
                    events { }
                    http {
                        access_log off;
                        server { listen 192.0.2.100:80; listen [2001:db8::100]:80; return 200; }
                        server { listen 192.0.2.2:80; listen [2001:db8::2]:80; return 503; }
                    }
                    """.formatted(directory));
            host.namespace()
                    .start(new ProcessBuilder("nginx", "-c", file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("log").toFile()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void addVips(Host host) {
        host.ip("address", "add", VIP + "/32", "dev", "lo");
        host.ip("address", "add", VIP6 + "/128", "dev", "lo", "nodad");
    }

    private static void awaitStatus(Stage stage, Director director, String expression) {
        stage.await(expression, () -> StatusIT.ask(director, "status").output().matches(expression));
    }

    private static void awaitBoth(Stage stage, Director director, String state) {
        awaitStatus(stage, director, state.formatted("\\[192.0.2.2\\]:tcp"));
        awaitStatus(stage, director, state.formatted("\\[2001:db8::2\\]:tcp"));
    }

    private static String ruleset(Host host) {
        return host.namespace().run("nft", "list", "ruleset");
    }

    @Test
    void aMasterAsksTheAddressThatItHasItself() {
        RealKernel.requireProgram("nft");
        try (Stage stage = new Stage("probe vip master")) {
            realServer(stage);
            Director director = stage.start(
                    HOLDFAST,
                    stage.a(),
                    instance(VIP) + Protocol.V3.instance("VI_6", 52, 200, List.of(VIP6 + "/128")) + both("probe_vip"));
            stage.awaitOnlyHolder(stage.a(), VIP);
            awaitBoth(stage, director, UP);

            // What this is for: a server that answers, but has lost the address.
            stage.b().ip("address", "delete", VIP + "/32", "dev", "lo");
            stage.b().ip("address", "delete", VIP6 + "/128", "dev", "lo");
            awaitBoth(stage, director, DOWN);
            addVips(stage.b());
            awaitBoth(stage, director, UP);

            stage.a().namespace().run("nft", "flush", "ruleset");
            stage.awaitLogged(
                    director, "table netdev holdfast_probe_vip of probe_vip was removed by somebody else; put back");
            assertThat(ruleset(stage.a())).contains("table netdev holdfast_probe_vip");
            awaitBoth(stage, director, UP);

            assertThat(director.stop()).isZero();
            assertThat(ruleset(stage.a())).isEmpty();
        }
    }

    @Test
    void aDirectorWithoutTheAddressAsksItToo() throws Exception {
        RealKernel.requireProgram("nft");
        try (Stage stage = new Stage("probe vip backup")) {
            realServer(stage);
            Director director = stage.start(HOLDFAST, stage.a(), instance("192.0.2.101") + both("probe_vip"));
            awaitBoth(stage, director, UP);

            director.reload(instance("192.0.2.101") + both(""));
            awaitBoth(stage, director, DOWN);
            stage.await("no rules are left", () -> ruleset(stage.a()).isEmpty());

            director.reload(instance("192.0.2.101") + both("probe_vip"));
            awaitBoth(stage, director, UP);

            // A server that cannot be reached is down, whatever the check.
            stage.a().ip("route", "delete", "192.0.2.0/24", "dev", "eth0");
            awaitStatus(stage, director, DOWN.formatted("\\[192.0.2.2\\]:tcp"));
        }
    }

    @Test
    void aServerBehindARouterIsNotCountedAsFailed() {
        RealKernel.requireProgram("nft");
        try (Stage stage = new Stage("probe vip routed")) {
            stage.a().ip("route", "add", "198.51.100.0/24", "via", SERVER);
            Director director = stage.start(
                    HOLDFAST,
                    stage.a(),
                    instance(VIP)
                            + virtualServer(VIP, "198.51.100.7", "probe_vip").replace("alpha", ""));
            stage.awaitLogged(
                    director,
                    "probe_vip through 198.51.100.7: EOPNOTSUPP .* it is behind 192.0.2.2 "
                            + "\\(expected a server on one of this host's networks");
            awaitStatus(stage, director, UP.formatted("\\[198.51.100.7\\]:tcp"));
        }
    }
}
