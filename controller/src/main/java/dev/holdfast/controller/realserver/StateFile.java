package dev.holdfast.controller.realserver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where {@link Remembered} is kept between two commands: a file for each network namespace, in a directory that does not outlive the
 * kernel's own state (below /run).
 */
final class StateFile implements AutoCloseable {
    /** {@code net:[4026531840]}, of the thread: proc_pid_ns(5). */
    private static final Path NAMESPACE = Path.of("/proc/thread-self/ns/net");

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private StateFile(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Opens it, and waits while another command has it.
     *
     * @param directory made when it is missing
     */
    static StateFile open(Path directory) throws RealServerException {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new StateFile(path(directory), channel, channel.lock());
        } catch (IOException e) {
            throw new RealServerException(
                    "what was there before cannot be remembered in " + directory + ": " + e
                            + " (expected a directory that can be written, --state-directory names another)",
                    e);
        }
    }

    /** What is remembered, without a lock; nothing where there is no file. */
    static Remembered peek(Path directory) throws RealServerException {
        try {
            return read(path(directory));
        } catch (IOException e) {
            throw new RealServerException(directory + ": " + e + " (expected to read what was started)", e);
        }
    }

    private static Path path(Path directory) throws IOException {
        String link = Files.readSymbolicLink(NAMESPACE).toString();
        return directory.resolve("net-" + link.replaceAll("[^0-9]", ""));
    }

    Remembered read() throws RealServerException {
        return read(file);
    }

    private static Remembered read(Path file) throws RealServerException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Remembered.NOTHING;
        } catch (IOException e) {
            throw new RealServerException(file + ": " + e + " (expected to read what was started)", e);
        }
        try {
            return StateText.read(text);
        } catch (RealServerException e) {
            throw new RealServerException(
                    file + ": " + e.line() + "; remove the file to forget what was there before", e);
        }
    }

    /** Writes it, whole or not at all; nothing to remember is no file. */
    void write(Remembered remembered) throws RealServerException {
        try {
            if (remembered.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(next, StateText.write(remembered), StandardCharsets.UTF_8);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RealServerException("what was there before cannot be remembered in " + file + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            // The lock ends with the process.
        }
    }
}
