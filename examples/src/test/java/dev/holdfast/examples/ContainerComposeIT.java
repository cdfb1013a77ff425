package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The containers of examples/docker-compose.yml, by {@code docker compose} or by Debian's {@code docker-compose}. */
@Timeout(600)
@ExtendWith(ContainerEngine.class)
@Execution(ExecutionMode.CONCURRENT)
class ContainerComposeIT {

    private static final String VIP = "192.168.132.120";
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String PAGE = "curl -s -m 5 -o /dev/null -w '%{http_code}' http://" + VIP + "/ || true";

    /** One up, the other ready; one killed, the other serves; and back. The client gets a page by the VIP of each server. */
    @Test
    void pairTakesTurnsBeforeTwoServers(ContainerEngine.Images images) {
        try (Composition pair = new Composition(images)) {
            pair.up();
            pair.awaitMaster("lvs01");
            pair.await(
                    "both servers as up",
                    () -> pair.status("lvs01"),
                    "(?s).*\\.121\\]:tcp:80 +UP .*\\.122\\]:tcp:80 +UP .*");
            assertThat(pair.ended("web1-vip")).isEqualTo("0");
            assertThat(pair.ended("web2-vip")).isEqualTo("0");
            pair.assertServes("lvs01");

            pair.compose("kill", "lvs01");
            pair.awaitMaster("lvs02");
            pair.assertServes("lvs02");

            pair.compose("start", "lvs01");
            pair.awaitMaster("lvs01");
        }
    }

    /** The file's containers, until it is closed. */
    private static final class Composition implements AutoCloseable {

        private final ContainerEngine.Images images;
        private final List<String> program;
        private final Map<String, String> environment;

        Composition(ContainerEngine.Images images) {
            this.images = images;
            RealKernel.requireProgram("docker");
            if (Programs.run(new ProcessBuilder("docker", "compose", "version")).status() == 0) {
                program = List.of("docker", "compose");
            } else {
                RealKernel.requireProgram("docker-compose");
                program = List.of("docker-compose");
            }
            environment = Map.of(
                    "COMPOSE_PROJECT_NAME",
                    "holdfast-test-" + ProcessHandle.current().pid(),
                    "HOLDFAST_IMAGE",
                    images.holdfast(),
                    "NGINX_IMAGE",
                    images.peers());
        }

        /** With the image of this build. */
        void up() {
            Programs.Outcome up = run("up", "-d", "--no-build");
            RealKernel.require(
                    !up.output().contains("overlap"),
                    "the Docker engine has a network with addresses of examples/docker-compose.yml already");
            assertThat(up.status()).as(up.output()).isZero();
        }

        String compose(String... arguments) {
            Programs.Outcome outcome = run(arguments);
            assertThat(outcome.status())
                    .as(String.join(" ", arguments) + "\n" + outcome.output())
                    .isZero();
            return outcome.output().strip();
        }

        private Programs.Outcome run(String... arguments) {
            List<String> command = new ArrayList<>(program);
            command.add("-f");
            command.add(Programs.module().resolve("docker-compose.yml").toString());
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            return Programs.run(builder, TimeUnit.NANOSECONDS.toSeconds(LIMIT_NANOS));
        }

        String shell(String service, String script) {
            return compose("exec", "-T", service, "sh", "-c", script);
        }

        String status(String director) {
            return shell(director, "holdfast status 2>&1 || true");
        }

        /** The exit status of a service that does its work and ends. */
        String ended(String service) {
            return docker("wait", compose("ps", "-a", "-q", service));
        }

        private static String docker(String... arguments) {
            List<String> command = new ArrayList<>(List.of("docker"));
            command.addAll(List.of(arguments));
            Programs.Outcome outcome = Programs.run(new ProcessBuilder(command));
            assertThat(outcome.status())
                    .as(String.join(" ", command) + "\n" + outcome.output())
                    .isZero();
            return outcome.output().strip();
        }

        /** Waits until it says that it is master, and nobody else answers the client for the VIP. */
        void awaitMaster(String director) {
            await(director + " as master", () -> status(director), "(?s).*\nVI_1 +MASTER .*");
            await(
                    director + " alone answering for " + VIP,
                    () -> shell("client", "arping -c 2 -w 3 -I eth0 " + VIP + " || true")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("(?m)^(?!.*reply from).*\n?", "")
                            .replaceAll("(?m)^.*\\[(.*)\\].*$", "$1"),
                    "(" + mac(director) + "\\s*)+");
        }

        private String mac(String service) {
            return shell(service, "cat /sys/class/net/eth0/address");
        }

        /**
         * The client gets a page by the VIP: through the director, or where the kernel has no IPVS, which the director would need, from
         * each server by frames as it would send them.
         */
        void assertServes(String director) {
            if (shell(director, "ls /proc/net").contains("ip_vs\n")) {
                await("a page from " + VIP, () -> shell("client", PAGE), "200");
                return;
            }
            for (String server : List.of("web1", "web2")) {
                String neighbour = " " + VIP + " lladdr " + mac(server) + " dev eth0";
                String script =
                        "ip neigh replace" + neighbour + " nud permanent && " + PAGE + "; ip neigh delete" + neighbour;
                assertThat(docker(
                                "run",
                                "--rm",
                                "--cap-add=NET_ADMIN",
                                "--network=container:" + compose("ps", "-q", "client"),
                                images.peers(),
                                "sh",
                                "-c",
                                script))
                        .as("a page of %s by the VIP", server)
                        .isEqualTo("200");
            }
        }

        void await(String what, Supplier<String> look, String expression) {
            long start = System.nanoTime();
            for (String seen = look.get(); !seen.matches(expression); seen = look.get()) {
                if (System.nanoTime() - start > LIMIT_NANOS) {
                    throw new AssertionError("not within " + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NANOS) + " s: " + what
                            + "; last\n" + seen + "\n"
                            + run("logs", "--no-color", "--tail=30").output());
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }

        @Override
        public void close() {
            run("down", "-t", "0");
        }
    }
}
