package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** LVS-TUN from a client to a real server that {@code holdfast realserver --tun} made, perhaps in an emulated machine. */
@Isolated
@Timeout(1500)
class RealServerTunnelIT {

    private static final long LIMIT_SECONDS = 1200;

    @TempDir
    Path directory;

    @Test
    void packetsComeOutOfTheTunnelAndEverythingIsPutBack() throws Exception {
        Programs.require();
        for (String program : List.of("bash", "sysctl", "nginx", "curl", "modprobe")) {
            RealKernel.requireProgram(program);
        }
        if (!Files.exists(Path.of("/proc/net/ip_vs"))) {
            for (String program : List.of("qemu-system-x86_64", "busybox", "cpio", "kmod", "xz")) {
                RealKernel.requireProgram(program);
            }
        }
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Programs.module().resolve("lab/with-ipvs").toString(),
                        Programs.module().resolve("realserver/lvs-tun").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("LIMIT", Long.toString(LIMIT_SECONDS));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(LIMIT_SECONDS + 60, TimeUnit.SECONDS))
                    .as("lvs-tun ended: %s", Files.readString(output))
                    .isTrue();
            assertThat(process.exitValue())
                    .as("exit status of lvs-tun: %s", Files.readString(output))
                    .isZero();
            assertThat(output).content().contains("the script does the same");
        } finally {
            // Politely: each ends what it started.
            process.destroy();
        }
    }
}
