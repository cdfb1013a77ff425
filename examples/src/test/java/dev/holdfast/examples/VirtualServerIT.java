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

/** {@link VirtualServersKernelTest}, {@link CheckersKernelTest} and {@link WeightsKernelTest} on a real kernel's IPVS, as {@link IpvsKernelTests} runs them. */
@Isolated
class VirtualServerIT {
    /** In the lab's emulated machine it takes some minutes, and a loaded host makes that more. */
    private static final int LIMIT_SECONDS = 2400;

    @TestFactory
    Stream<DynamicTest> real_kernel(@TempDir Path reports) throws Exception {
        Programs.require();
        RealKernel.requireProgram("keepalived");
        return new IpvsKernelTests(
                        LIMIT_SECONDS,
                        0,
                        List.of(),
                        List.of("-Dbasedir=" + Programs.module()),
                        List.of(
                                "--select-class",
                                "dev.holdfast.examples.VirtualServersKernelTest",
                                "--select-class",
                                "dev.holdfast.examples.CheckersKernelTest",
                                "--select-class",
                                "dev.holdfast.examples.WeightsKernelTest"))
                .run(reports);
    }
}
