package dev.holdfast.controller.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.file.NamedPipe;
import dev.holdfast.linuxnet.process.Accounts;
import java.io.BufferedReader;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PipeWriterTest {
    private static final Pattern LOST = Pattern.compile("is read again: (\\d+) lines were lost");

    @TempDir
    private Path directory;

    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void linesWaitForAReaderWhoMayComeAndGo() throws Exception {
        Path path = directory.resolve("pipe");
        try (PipeWriter writer = open(path)) {
            assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            writer.add("one\n");
            writer.add("two\n");
            try (BufferedReader reader = Files.newBufferedReader(path)) {
                assertThat(reader.readLine()).isEqualTo("one");
                assertThat(reader.readLine()).isEqualTo("two");
            }
            writer.add("three\n");
            try (BufferedReader reader = Files.newBufferedReader(path)) {
                assertThat(reader.readLine()).isEqualTo("three");
            }
        }
        assertThat(path).as("made by the writer").doesNotExist();
        assertThat(log).isEmpty();
    }

    @Test
    void whatOthersMadeIsLeft() throws Exception {
        Path path = directory.resolve("pipe");
        NamedPipe.create(path, 0640);

        open(path).close();

        assertThat(path).exists();
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void nobodyWaitsForAPipeThatIsNotReadAndTheOldestLinesAreLost() throws Exception {
        Path path = directory.resolve("pipe");
        String padding = "x".repeat(100);
        int count = 20_000;
        try (PipeWriter writer = open(path)) {
            for (int i = 0; i < count; i++) {
                writer.add(i + " " + padding + "\n");
            }
            // Where this thread is the faster one, some are lost before the pipe is full, and are told of by
            // themselves.
            assertThat(log).first().isEqualTo("notify pipe " + path + " is not read: its oldest lines are lost");

            List<Integer> read = new ArrayList<>();
            try (BufferedReader reader = Files.newBufferedReader(path)) {
                do {
                    String line = reader.readLine();
                    assertThat(line).endsWith(" " + padding);
                    read.add(Integer.parseInt(line.substring(0, line.indexOf(' '))));
                } while (read.get(read.size() - 1) != count - 1);
            }
            assertThat(read).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(10_000);
            while (toldToBeLost() < count - read.size()) {
                Thread.onSpinWait();
            }
            assertThat(toldToBeLost()).isEqualTo(count - read.size());
        }
    }

    private long toldToBeLost() {
        return log.stream()
                .map(LOST::matcher)
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    @Test
    void aFullPipeDoesNotHinderTheEnd() throws Exception {
        Path path = directory.resolve("pipe");
        PipeWriter writer = open(path);
        for (int i = 0; i < 20_000; i++) {
            writer.add("a line that fills the pipe\n");
        }

        writer.close();

        assertThat(path).doesNotExist();
    }

    @Test
    void aFileIsWrittenToAsWell() throws Exception {
        Path path = Files.writeString(directory.resolve("file"), "");
        try (RandomAccessFile before = new RandomAccessFile(path.toFile(), "r");
                PipeWriter writer = open(path)) {
            writer.add("line\n");
            while (before.length() == 0) {
                Thread.onSpinWait();
            }
        }
        assertThat(path).hasContent("line");
    }

    private PipeWriter open(Path path) throws Exception {
        return PipeWriter.open(path, Accounts.effective(), log::add);
    }
}
