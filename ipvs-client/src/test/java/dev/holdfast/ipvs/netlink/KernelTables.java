package dev.holdfast.ipvs.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps tests that empty the kernel's table away from the machine's own. */
final class KernelTables {
    private KernelTables() {}

    static void assertOwnNamespace() throws IOException {
        assertThat(Files.readSymbolicLink(Path.of("/proc/self/ns/net")))
                .as("the tests empty the table: never in the machine's own network namespace")
                .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/1/ns/net")));
    }
}
