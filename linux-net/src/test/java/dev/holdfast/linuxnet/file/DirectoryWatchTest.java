package dev.holdfast.linuxnet.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.linuxnet.Poller;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {

    private static final long LIMIT_NANOS = 60_000_000_000L;

    @TempDir
    private Path directory;

    private DirectoryWatch watch;
    private final List<String> told = new ArrayList<>();
    private final Poller poller = new Poller();

    @BeforeEach
    void open() throws Exception {
        watch = DirectoryWatch.open();
        poller.add(watch, () -> {});
    }

    @AfterEach
    void close() {
        poller.remove(watch);
        watch.close();
    }

    @Test
    void aFileIsToldOfWhenItsContentIsWhole() throws Exception {
        watch.add(directory);
        try (OutputStream out = Files.newOutputStream(directory.resolve("value"))) {
            out.write('1');
            out.flush();
            drain();
            assertThat(told).as("while it is written").isEmpty();
        }

        await("changed value");
    }

    @Test
    void filesThatMoveOrGoAreToldOf() throws Exception {
        Path file = Files.writeString(directory.resolve("a"), "1");
        int number = watch.add(directory);
        assertThat(watch.add(directory)).isEqualTo(number);

        Files.move(file, directory.resolve("b"));
        await("changed a", "changed b");
        Files.delete(directory.resolve("b"));
        await("changed a", "changed b", "changed b");
    }

    @Test
    void aDirectoryThatGoesOrMovesEndsItsWatch() throws Exception {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        int first = watch.add(inner);
        Files.delete(inner);
        await("ended " + first);

        Files.createDirectory(inner);
        int second = watch.add(inner);
        Files.move(inner, directory.resolve("elsewhere"));
        await("ended " + first, "ended " + second);
    }

    @Test
    void whatIsNoDirectoryIsAnError() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "1");

        assertThatThrownBy(() -> watch.add(file)).hasMessageContaining("ENOTDIR");
        assertThatThrownBy(() -> watch.add(directory.resolve("none"))).hasMessageContaining("ENOENT");
    }

    private void await(String... expected) throws Exception {
        long start = System.nanoTime();
        while (told.size() < expected.length && System.nanoTime() - start < LIMIT_NANOS) {
            poller.poll(1_000_000_000L);
            drain();
        }
        assertThat(told).containsExactly(expected);
    }

    private void drain() throws Exception {
        watch.drain(new DirectoryWatch.Handler() {
            @Override
            public void changed(int number, String name) {
                told.add("changed " + name);
            }

            @Override
            public void ended(int number) {
                told.add("ended " + number);
            }

            @Override
            public void lost() {
                told.add("lost");
            }
        });
    }
}
