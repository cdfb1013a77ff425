package dev.holdfast.ipvs.netlink;

import dev.holdfast.linuxnet.testing.IpvsKernelTests;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The IPVS client on a real kernel: this package's {@code *KernelTest}s and those beside it, as {@link IpvsKernelTests} runs them. */
class KernelIpvsIT {
    /** In the lab's emulated machine the whole takes about a minute, and a loaded host makes that a few. */
    private static final int LIMIT_SECONDS = 900;

    @TestFactory
    Stream<DynamicTest> real_kernel(@TempDir Path reports) throws Exception {
        RealKernel.requireProgram("nft");
        String seed = System.getProperty("seed");
        return new IpvsKernelTests(
                        LIMIT_SECONDS,
                        1,
                        // The kernel checks real servers' addresses against the namespace's routes, of which there are
                        // none
                        // while lo is down.
                        List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"),
                        seed == null ? List.of() : List.of("-Dseed=" + seed),
                        List.of("--include-classname", ".*KernelTest", "--select-package", "dev.holdfast.ipvs"))
                .run(reports);
    }
}
