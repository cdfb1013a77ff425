package dev.holdfast.controller.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The file that holds the process's number, and with it a lock that ends with the process: a file left behind by a crash
 * keeps nobody from starting, and a second copy cannot start while the first runs.
 */
final class PidFile {
    private final Path path;
    private final FileChannel channel;

    private PidFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Takes the file.
     *
     * @throws StartFailure if another process has it, or it cannot be written
     */
    static PidFile take(Path path) throws StartFailure {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new StartFailure(
                    ExitCode.FAILURE, "cannot use " + path + " as PID file: it is no regular file (-p names another)");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                String other = read(channel);
                channel.close();
                throw new StartFailure(
                        ExitCode.FAILURE,
                        "already running" + (other.isEmpty() ? "" : " as process " + other) + ": " + path
                                + " is locked (stop that one, or give this one another file with -p)");
            }
            write(channel);
            return new PidFile(path, channel);
        } catch (IOException e) {
            close(channel);
            throw new StartFailure(
                    ExitCode.FAILURE,
                    "cannot write the PID file " + path + ": " + reason(e)
                            + " (expected a file this user may write; -p names another)");
        }
    }

    /** Leaves an empty file unlocked only for as long as it takes to delete it. */
    void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The directory may have become read-only; the lock ends all the same.
        }
        close(channel);
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    private static void write(FileChannel channel) throws IOException {
        channel.truncate(0);
        String pid = ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static String reason(IOException e) {
        // Java's own text for the two usual reasons is the file's name alone.
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such directory";
        }
        String why = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return why == null ? e.getClass().getSimpleName() : why;
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing is lost: what was written is written.
            }
        }
    }
}
