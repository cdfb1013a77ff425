package dev.holdfast.controller.track;

import dev.holdfast.controller.conf.Printable;
import dev.holdfast.controller.config.vrrp.TrackFile;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.file.DirectoryWatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tracked files whenever they are written, moved or removed. It watches their directories, and of a symbolic link also
 * the directory of what it stands for; a directory that is not there is looked for every second.
 */
final class FileTracker {
    private static final long RETRY_NANOS = 1_000_000_000L;
    /** No number is longer; a file may be. */
    private static final int MOST_BYTES = 128;

    /** A file that is tracked. */
    private static final class Watched {
        private final TrackFile settings;
        private final Path path;
        private @Nullable Long value;
        private boolean missing;
        /** What was last said of its content, so that it is not said again. */
        private @Nullable String complaint;

        Watched(TrackFile settings) {
            this.settings = settings;
            this.path = Path.of(settings.file()).toAbsolutePath();
        }
    }

    private final EventLoop loop;
    private final BiConsumer<String, Long> status;
    private final Consumer<String> log;
    private final TimerQueue.Timer retry;
    private final Map<String, Watched> files = new LinkedHashMap<>();
    private final Map<Integer, Path> watches = new HashMap<>();
    private @Nullable DirectoryWatch watch;

    /**
     * One that tracks nothing.
     *
     * @param status takes a file's name and number
     */
    FileTracker(EventLoop loop, BiConsumer<String, Long> status, Consumer<String> log) {
        this.loop = loop;
        this.status = status;
        this.log = log;
        this.retry = loop.timer(this::watchDirectories);
    }

    /** Tracks these and no others; one of the same name and path is not told of again. */
    void apply(List<TrackFile> wanted) {
        Map<String, Watched> before = new HashMap<>(files);
        files.clear();
        for (TrackFile file : wanted) {
            Watched old = before.get(file.name());
            Watched now = new Watched(file);
            if (old == null) {
                initialize(now);
            } else if (old.path.equals(now.path)) {
                now.value = old.value;
                now.missing = old.missing;
                now.complaint = old.complaint;
            }
            files.put(file.name(), now);
        }
        if (!files.isEmpty()) {
            watchDirectories();
        }
        forgetDirectories();
    }

    void close() {
        files.clear();
        retry.clear();
        forgetDirectories();
        if (watch != null) {
            loop.unwatch(watch);
            watch.close();
            watch = null;
        }
    }

    /** Watches what is not watched yet, then reads every file: what was written before the watch was not told. */
    private void watchDirectories() {
        boolean complete = true;
        for (Watched file : files.values()) {
            complete &= watchDirectoryOf(file);
            read(file);
        }
        if (complete) {
            retry.clear();
        } else {
            retry.set(System.nanoTime() + RETRY_NANOS);
        }
    }

    private boolean watchDirectoryOf(Watched file) {
        try {
            DirectoryWatch opened = opened();
            for (Path directory : directoriesOf(file)) {
                watches.put(opened.add(directory), directory);
            }
            if (file.missing) {
                file.missing = false;
                log.accept("Track file directory for " + file.settings.name() + " is there now");
            }
            return true;
        } catch (LinuxException e) {
            if (!file.missing) {
                file.missing = true;
                log.accept("Track file " + file.settings.name() + " cannot be watched yet: " + e.getMessage());
            }
            return false;
        }
    }

    private static List<Path> directoriesOf(Watched file) {
        List<Path> directories = new ArrayList<>();
        directories.add(directory(file.path));
        try {
            Path real = directory(file.path.toRealPath());
            if (!directories.contains(real)) {
                directories.add(real);
            }
        } catch (IOException e) {
            // It is not there; its own directory tells when it is.
        }
        return directories;
    }

    private static Path directory(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private DirectoryWatch opened() throws LinuxException {
        DirectoryWatch there = watch;
        if (there == null) {
            there = DirectoryWatch.open();
            watch = there;
            loop.watch(there, this::drain);
        }
        return there;
    }

    private void drain() {
        try {
            Objects.requireNonNull(watch, "open").drain(new DirectoryWatch.Handler() {
                @Override
                public void changed(int number, String name) {
                    Path directory = watches.get(number);
                    if (directory != null) {
                        changedFile(directory.resolve(name));
                    }
                }

                @Override
                public void ended(int number) {
                    watches.remove(number);
                    watchDirectories();
                }

                @Override
                public void lost() {
                    watchDirectories();
                }
            });
        } catch (LinuxException e) {
            log.accept("cannot hear of changes of tracked files: " + e.getMessage());
        }
    }

    private void changedFile(Path changed) {
        for (Watched file : files.values()) {
            // A link's target has another name, and a link may stand for something else now.
            if (file.path.equals(changed) || !directoriesOf(file).equals(List.of(directory(file.path)))) {
                watchDirectoryOf(file);
                read(file);
            }
        }
    }

    private void read(Watched file) {
        OptionalLong number = OptionalLong.of(0);
        String complaint = null;
        try {
            // Opening a named pipe would wait for somebody to write to it.
            if (Files.readAttributes(file.path, BasicFileAttributes.class).isRegularFile()) {
                String text = start(file.path);
                number = FileNumber.parse(text);
                if (number.isEmpty()) {
                    complaint = "Invalid number " + shown(text) + " read from " + file.path + " - ignoring";
                    number = file.value == null ? OptionalLong.of(0) : OptionalLong.of(file.value);
                }
            } else {
                complaint =
                        "track file " + file.path + " is no regular file (expected one with a number): it counts as 0";
            }
        } catch (NoSuchFileException e) {
            // As good as one that says 0.
        } catch (IOException e) {
            complaint = "cannot read track file " + file.path + ": " + e.getMessage();
        }
        if (complaint != null && !complaint.equals(file.complaint)) {
            log.accept(complaint);
        }
        file.complaint = complaint;
        if (file.value == null || file.value != number.getAsLong()) {
            file.value = number.getAsLong();
            status.accept(file.settings.name(), file.value);
        }
    }

    private static String start(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
        }
    }

    /** The first line of it, without what could disturb a log. */
    private static String shown(String text) {
        return Printable.line(text.strip().lines().findFirst().orElse(""));
    }

    private void initialize(Watched file) {
        Integer value = file.settings.initialValue();
        if (value == null || (Files.exists(file.path) && !file.settings.overwrite())) {
            return;
        }
        if (Files.exists(file.path) && !Files.isRegularFile(file.path)) {
            // Opening a named pipe would wait for somebody to read from it.
            log.accept("Cannot initialise track file " + file.settings.name() + " - it is not a regular file");
            return;
        }
        try {
            Files.writeString(file.path, value + "\n");
        } catch (IOException e) {
            log.accept("cannot write " + value + " to track file " + file.path + ": " + e.getMessage());
        }
    }

    private void forgetDirectories() {
        DirectoryWatch there = watch;
        if (there != null) {
            List<Path> needed = new ArrayList<>();
            files.values().forEach(file -> needed.addAll(directoriesOf(file)));
            watches.forEach((number, directory) -> {
                if (!needed.contains(directory)) {
                    there.remove(number);
                }
            });
            watches.values().removeIf(directory -> !needed.contains(directory));
        }
    }
}
