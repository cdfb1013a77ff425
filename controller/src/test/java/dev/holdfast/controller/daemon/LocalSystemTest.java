package dev.holdfast.controller.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The facts of this machine, as far as every Linux machine has them. */
class LocalSystemTest {
    private final LocalSystem system = new LocalSystem();

    @Test
    void the_loopback_interface_is_there() {
        assertThat(system.interfaceExists("lo")).isTrue();
    }

    /** The first two are directories of the kernel's settings, not interfaces. */
    @ParameterizedTest
    @ValueSource(strings = {"all", "default", "l", "o", "lo:1", "../lo", "no such interface"})
    void what_only_looks_like_an_interface_is_none(String name) {
        assertThat(system.interfaceExists(name)).isFalse();
    }

    @Test
    void aScriptThatCannotBeExecutedIsThereAllTheSame(@TempDir Path directory) throws IOException {
        Path script = Files.createFile(directory.resolve("script"));
        assertThat(system.scriptExists(script.toString())).isTrue();
        assertThat(system.scriptIsExecutable(script.toString())).isFalse();
        assertThat(system.scriptExists(script + ".not")).isFalse();
        assertThat(system.scriptExists("sh") && system.scriptIsExecutable("sh")).isTrue();
    }
}
