package dev.holdfast.linuxnet.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedPipeTest {

    @Test
    void madeWithItsPermissionsAndOnlyOnce(@TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("päth with a space");

        assertThat(NamedPipe.create(pipe, 0600)).isTrue();
        assertThat(NamedPipe.create(pipe, 0600)).isFalse();

        assertThat(Files.readAttributes(pipe, java.nio.file.attribute.BasicFileAttributes.class)
                        .isOther())
                .isTrue();
        assertThat(Files.getPosixFilePermissions(pipe)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aDirectoryThatIsNotThereIsAnError(@TempDir Path directory) {
        assertThatThrownBy(() -> NamedPipe.create(directory.resolve("none/pipe"), 0600))
                .hasMessageContaining("none/pipe: ENOENT");
    }
}
