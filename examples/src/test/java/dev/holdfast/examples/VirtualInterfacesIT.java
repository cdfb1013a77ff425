package dev.holdfast.examples;

import dev.holdfast.linuxnet.testing.IpvsKernelTests;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** {@link VirtualInterfacesKernelTest} on a kernel that has ipvlan and VRF, as {@link IpvsKernelTests} runs it. */
@Isolated
class VirtualInterfacesIT {
    /** In the lab's emulated machine a start takes most of it, and a loaded host makes that more. */
    private static final int LIMIT_SECONDS = 1500;

    @TestFactory
    Stream<DynamicTest> real_kernel(@TempDir Path reports) throws Exception {
        Programs.require();
        RealKernel.requireProgram("keepalived");
        RealKernel.requireProgram("nft");
        return new IpvsKernelTests(
                        LIMIT_SECONDS,
                        0,
                        List.of(),
                        List.of("-Dbasedir=" + Programs.module()),
                        List.of("--select-class", "dev.holdfast.examples.VirtualInterfacesKernelTest"))
                .run(reports);
    }
}
