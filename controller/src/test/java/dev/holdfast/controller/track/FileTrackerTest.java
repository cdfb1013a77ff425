package dev.holdfast.controller.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.vrrp.TrackFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTrackerTest {
    @TempDir
    private Path directory;

    private LoopThread thread;
    private FileTracker tracker;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        file = directory.resolve("value");
        thread = new LoopThread();
        tracker = new FileTracker(
                thread.loop, (name, number) -> thread.tell(name + " " + number), line -> thread.tell("log " + line));
    }

    @AfterEach
    void stop() throws Exception {
        thread.run(tracker::close);
        thread.close();
    }

    @Test
    void everyChangeIsReadAndNoneTwice() throws Exception {
        Files.writeString(file, "1\n");
        apply(tracked("f", file, null, false));
        thread.await("f 1");
        Files.writeString(file, "2\n");
        thread.await("f 2");
        Files.writeString(file, "2 \n");
        Files.writeString(directory.resolve("new"), "3");
        Files.move(
                directory.resolve("new"),
                file,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        thread.await("f 3");
        Files.delete(file);
        thread.await("f 0");
        Files.writeString(file, "99999999999\n");
        thread.await("log Invalid number 99999999999 read from " + file + " - ignoring");
        Files.writeString(file, "-4");
        thread.await("f -4");

        assertThat(thread.told)
                .containsExactly(
                        "f 1",
                        "f 2",
                        "f 3",
                        "f 0",
                        "log Invalid number 99999999999 read from " + file + " - ignoring",
                        "f -4");
    }

    @Test
    void aFileThatIsNotThereSaysZero() throws Exception {
        apply(tracked("f", file, null, false));

        thread.await("f 0");
    }

    @Test
    void theFirstValueIsWrittenWhereThereIsNone() throws Exception {
        Path there = Files.writeString(directory.resolve("there"), "5");
        Path overwritten = Files.writeString(directory.resolve("overwritten"), "6");

        apply(
                tracked("new", file, 7, false),
                tracked("there", there, 8, false),
                tracked("overwritten", overwritten, 9, true));

        thread.await("overwritten 9");
        assertThat(thread.told).containsExactly("new 7", "there 5", "overwritten 9");
        assertThat(file).hasContent("7");
        Files.writeString(file, "1");
        thread.await("new 1");
        apply(tracked("new", file, 7, true));
        assertThat(file).as("after a reload").hasContent("1");
    }

    @Test
    void aDirectoryThatComesLaterIsFound() throws Exception {
        Path inner = directory.resolve("inner");
        apply(tracked("f", inner.resolve("value"), null, false));
        thread.await("f 0");

        Files.createDirectory(inner);
        Files.writeString(inner.resolve("value"), "3");

        thread.await("f 3");
        Files.writeString(inner.resolve("value"), "4");
        thread.await("f 4");
    }

    @Test
    void aLinkIsFollowed() throws Exception {
        Path target = Files.writeString(
                Files.createDirectory(directory.resolve("elsewhere")).resolve("target"), "1");
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        apply(tracked("f", link, null, false));
        thread.await("f 1");

        Files.writeString(target, "2");

        thread.await("f 2");
    }

    @Test
    void aReloadTellsOnlyOfWhatIsNew() throws Exception {
        Files.writeString(file, "1");
        apply(tracked("a", file, null, false), tracked("gone", file, null, false));
        thread.await("gone 1");
        thread.told.clear();

        apply(tracked("a", file, null, false), tracked("b", file, null, false));
        Files.writeString(file, "2");
        thread.await("b 2");

        assertThat(thread.told).containsExactly("b 1", "a 2", "b 2");
    }

    /** Opening a pipe that nobody writes to would wait, and with it all other files. */
    @Test
    void whatIsNoFileSaysZeroOnceAndHoldsNobodyUp() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path inner = Files.createDirectory(directory.resolve("inner"));
        Files.writeString(file, "1");
        apply(
                tracked("pipe", pipe, null, false),
                tracked("inner", inner, null, false),
                tracked("f", file, null, false));
        thread.await("f 1");
        assertThat(thread.told)
                .containsExactly(
                        "log track file " + pipe + " is no regular file (expected one with a number): it counts as 0",
                        "pipe 0",
                        "log track file " + inner + " is no regular file (expected one with a number): it counts as 0",
                        "inner 0",
                        "f 1");
        thread.told.clear();

        // Looked at again, for the one whose directory is not there.
        apply(tracked("pipe", pipe, null, false), tracked("g", directory.resolve("no/g"), null, false));
        Files.delete(pipe);
        Files.writeString(pipe, "2");
        thread.await("pipe 2");
        assertThat(thread.told).doesNotContain("pipe 0").noneMatch(line -> line.contains("no regular file"));
    }

    /** Nor would anybody read what is written to it. */
    @Test
    void whatIsNoFileIsNotWrittenTo() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        apply(tracked("pipe", pipe, 7, true), tracked("link", link, 8, true));
        thread.await("link 8");
        thread.run(() -> tracker.apply(List.of()));
        apply(tracked("link", link, 10, true));
        thread.await("link 10");
        assertThat(thread.told)
                .contains("log Cannot initialise track file pipe - it is not a regular file", "pipe 0")
                .noneMatch(line -> line.contains("Cannot initialise track file link"));
    }

    @Test
    void whatIsNoNumberIsShownInOneLine() throws Exception {
        Files.writeString(file, "99999999999\u001b[1m\nnext");
        apply(tracked("f", file, null, false));
        thread.await("log Invalid number 99999999999?[1m read from " + file + " - ignoring");
    }

    private void apply(TrackFile... files) throws Exception {
        thread.run(() -> tracker.apply(List.of(files)));
    }

    private static TrackFile tracked(String name, Path file, @Nullable Integer initial, boolean overwrite) {
        return new TrackFile(name, file.toString(), 1, false, initial, overwrite);
    }
}
