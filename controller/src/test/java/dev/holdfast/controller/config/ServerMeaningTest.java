package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.ReadOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Virtual servers mean the same here and there: our records against what the checker of keepalived 2.2.7 dumped of the same file at
 * SIGUSR1, in the lab's virtual machine, as it needs IPVS.
 */
class ServerMeaningTest {
    private static final Path DIRECTORY =
            Path.of("src", "test", "resources", "dev", "holdfast", "controller", "config", "dump");

    @Test
    void isKeepalived() throws Exception {
        ReadResult result = KeepalivedConf.read(
                DIRECTORY.resolve("servers.conf"),
                new ReadOptions("localhost", Sources.options().facts()));
        Configuration configuration = Objects.requireNonNull(
                result.configuration(), () -> Sources.rendered(result).toString());

        assertThat(OurServerDump.facts(configuration))
                .hasSizeGreaterThan(10)
                .containsExactlyInAnyOrderElementsOf(
                        KeepalivedServerDump.facts(Files.readString(DIRECTORY.resolve("servers.data"))));
    }
}
