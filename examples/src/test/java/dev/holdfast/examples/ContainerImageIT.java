package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** What the image is, and how its container is seen from outside. */
@Timeout(600)
@ExtendWith(ContainerEngine.class)
@Execution(ExecutionMode.CONCURRENT)
class ContainerImageIT {

    private static final long MOST_BYTES = 120_000_000;

    private static String instance(String vip) {
        return Protocol.V3.instance("VI_1", 51, 200, List.of(vip));
    }

    @Test
    void imageIsSmall(ContainerEngine.Images images) {
        long own = bytes(images.holdfast()) - bytes(images.base());
        System.out.printf("The image has %.1f MB beyond its base%n", own / 1e6);
        assertThat(own).as("bytes beyond the base").isLessThanOrEqualTo(MOST_BYTES);
    }

    private static long bytes(String image) {
        return DockerClientFactory.lazyClient().inspectImageCmd(image).exec().getSize();
    }

    @Test
    void processIsNotRootsAndHasOnlyWhatItUses(ContainerEngine.Images images) {
        try (ContainerSegment segment = new ContainerSegment(images)) {
            String vip = segment.vip(200);
            GenericContainer<?> director = segment.holdfast(instance(vip));
            segment.awaitHolder(director, vip, 0);
            assertThat(segment.shell(director, "stat -c %U /proc/$(cat /run/holdfast.pid)"))
                    .isEqualTo("holdfast\n");
            // net_bind_service, net_admin, net_raw, ipc_lock, sys_nice: bits 10, 12, 13, 14, 23.
            assertThat(segment.shell(director, "sed -n 's/^CapEff:.0*//p' /proc/$(cat /run/holdfast.pid)/status"))
                    .isEqualTo("807400\n");
            director.getDockerClient()
                    .stopContainerCmd(director.getContainerId())
                    .exec();
            assertThat(segment.inspect(director).getState().getExitCodeLong()).isZero();
            assertThat(director.getLogs()).contains("(VI_1) sent 0 priority");
        }
    }

    @Test
    void isHealthyWhileTheProcessAnswers(ContainerEngine.Images images) {
        try (ContainerSegment segment = new ContainerSegment(images)) {
            GenericContainer<?> director = segment.holdfast(instance(segment.vip(200)));
            segment.await("healthy", () -> segment.health(director).equals("healthy"));
            segment.shell(director, "kill -STOP $(cat /run/holdfast.pid)");
            segment.await("unhealthy", () -> segment.health(director).equals("unhealthy"));
            segment.shell(director, "kill -CONT $(cat /run/holdfast.pid)");
            segment.await("healthy again", () -> segment.health(director).equals("healthy"));
        }
    }

    /** Without IPVS in the kernel that containers share, which is for the machine to load, VRRP goes on. */
    @Test
    void virtualServersAreUnavailableWithoutIpvsAndVrrpGoesOn(ContainerEngine.Images images) {
        try (ContainerSegment segment = new ContainerSegment(images)) {
            String vip = segment.vip(200);
            String servers = """
                    virtual_server %s 80 {
                        lb_algo rr
                        lb_kind DR
                        protocol TCP
                        real_server %s 80 {
                            TCP_CHECK {
                            }
                        }
                    }
                    """.formatted(vip, segment.vip(201));
            GenericContainer<?> director = segment.holdfast(instance(vip) + servers);
            segment.awaitHolder(director, vip, 0);
            if (segment.shell(director, "ls /proc/net").contains("ip_vs\n")) {
                assertThat(segment.shell(director, "holdfast ipvs -Ln")).contains("TCP  " + vip + ":80 rr");
            } else {
                segment.awaitLogged(director, "virtual servers are unavailable: .*modprobe ip_vs");
            }
        }
    }

    /** By docker(1), in whose words people have them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--cap-drop=SETUID|holdfast: it cannot be run as the user holdfast without the capabilities SETUID (expected those too, or HOLDFAST_USER=root)",
                "--env=HOLDFAST_USER=who|holdfast: there is no user who in the image (expected HOLDFAST_USER to be one of its /etc/passwd)",
                "--read-only|holdfast: /run cannot be given to holdfast: Read-only file system (with --read-only it needs --tmpfs /run)",
                "--memory=16m|holdfast: a memory limit of 16 MB is too low (expected 64 MB or more; --memory sets it)",
                "--cap-drop=NET_RAW|missing privilege: CAP_NET_RAW is needed for VRRP and IPVS",
            })
    void whatIsMissingIsSaidInOneLine(String option, String line, ContainerEngine.Images images) throws Exception {
        RealKernel.requireProgram("docker");
        Path directory = Files.createTempDirectory("container-missing");
        Files.writeString(directory.resolve("keepalived.conf"), instance("192.0.2.1"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Programs.Outcome run = Programs.run(new ProcessBuilder(
                "docker",
                "run",
                "--rm",
                "--init",
                "--cap-add=NET_ADMIN",
                "--volume=" + directory + ":/etc/keepalived:ro",
                option,
                images.holdfast()));
        assertThat(run.output().lines().filter(said -> !said.contains(" INFO ") && !said.startsWith("WARNING")))
                .as(run.output())
                .singleElement()
                .asString()
                .contains(line);
        assertThat(run.status()).isEqualTo(1);
    }
}
