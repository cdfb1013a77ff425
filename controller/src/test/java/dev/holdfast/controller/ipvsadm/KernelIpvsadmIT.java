package dev.holdfast.controller.ipvsadm;

import dev.holdfast.linuxnet.testing.IpvsKernelTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link IpvsadmKernelTest} on a real kernel, with host names of its own, as {@link IpvsKernelTests} runs it. The table of
 * compared pairs goes to {@code target/ipvsadm-pairs.txt}.
 */
class KernelIpvsadmIT {
    /** In the lab's emulated machine the whole takes some minutes, and a loaded host makes that more. */
    private static final int LIMIT_SECONDS = 1500;

    @TestFactory
    Stream<DynamicTest> real_kernel(@TempDir Path reports) throws Exception {
        Path hosts = Files.writeString(reports.resolve("hosts"), Fixture.resource("hosts"));
        Path resolver = Files.writeString(reports.resolve("resolv.conf"), "");
        return new IpvsKernelTests(
                        LIMIT_SECONDS,
                        100,
                        // Real servers' addresses are checked against routes, of which there are none while lo is down.
                        List.of(
                                "unshare",
                                "--net",
                                "--mount",
                                "sh",
                                "-c",
                                "mount --bind \"$0\" /etc/hosts && mount --bind \"$1\" /etc/resolv.conf && shift"
                                        + " && ip link set lo up && exec \"$@\"",
                                hosts.toString(),
                                resolver.toString()),
                        List.of("-Dipvsadm.pairs="
                                + Path.of("target", "ipvsadm-pairs.txt").toAbsolutePath()),
                        List.of("--select-class", "dev.holdfast.controller.ipvsadm.IpvsadmKernelTest"))
                .run(reports);
    }
}
