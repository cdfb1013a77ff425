package dev.holdfast.controller.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceReaderTest {
    private final FileSourceReader reader = new FileSourceReader();

    @TempDir
    private Path directory;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(directory.resolve("conf.d/sub"));
        for (String name : new String[] {
            "conf.d/b.conf", "conf.d/a.conf", "conf.d/.hidden.conf", "conf.d/c.txt", "conf.d/sub/d.conf"
        }) {
            Files.writeString(directory.resolve(name), name);
        }
    }

    @Test
    void wildcardsMatchSortedAndNotHiddenFiles() throws IOException {
        assertThat(reader.matching(directory, "conf.d/*.conf"))
                .containsExactly(directory.resolve("conf.d/a.conf"), directory.resolve("conf.d/b.conf"));
        assertThat(reader.matching(directory, "conf.d/{a,c}.*"))
                .containsExactly(directory.resolve("conf.d/a.conf"), directory.resolve("conf.d/c.txt"));
        assertThat(reader.matching(directory, "*/*/?.conf")).containsExactly(directory.resolve("conf.d/sub/d.conf"));
    }

    @Test
    void plainNamesMatchThemselvesIfTheyExist() throws IOException {
        assertThat(reader.matching(directory, "conf.d/a.conf")).containsExactly(directory.resolve("conf.d/a.conf"));
        assertThat(reader.matching(directory, "none")).isEmpty();
        assertThat(reader.matching(
                        Path.of("/"), directory.resolve("conf.d/c.txt").toString()))
                .containsExactly(directory.resolve("conf.d/c.txt"));
    }

    @Test
    void aDirectoryThatCannotBeReadHasNoMatches() throws IOException {
        Path closed = Files.createDirectory(directory.resolve("conf.d/closed"));
        Files.setPosixFilePermissions(closed, Set.of());

        assertThat(reader.matching(directory, "conf.d/*/*.conf"))
                .containsExactly(directory.resolve("conf.d/sub/d.conf"));
    }

    @Test
    void patternsThatAreNoneAreErrors() {
        assertThatThrownBy(() -> reader.matching(directory, "conf.d/[")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> reader.matching(directory, "\0")).isInstanceOf(IOException.class);
    }

    @Test
    void readsBytes() throws IOException {
        assertThat(reader.read(directory.resolve("conf.d/a.conf")))
                .isEqualTo("conf.d/a.conf".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> reader.read(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatMayHaveNoEndIsNotBegun() {
        assertThatThrownBy(() -> reader.read(Path.of("/dev/zero"))).hasMessage("it is a pipe, socket or device");
    }

    @Test
    void allFilesTogetherHaveALimit() throws IOException {
        Path half = Files.write(directory.resolve("half"), new byte[FileSourceReader.MOST_BYTES / 2]);

        reader.read(half);
        reader.read(half);
        assertThatThrownBy(() -> reader.read(directory.resolve("conf.d/a.conf")))
                .hasMessage("more than " + FileSourceReader.MOST_BYTES + " bytes in all");
    }
}
