package dev.holdfast.controller.notify;

import dev.holdfast.linuxnet.file.NamedPipe;
import dev.holdfast.linuxnet.process.Accounts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Consumer;

/**
 * Writes lines to a named pipe, on a thread of its own, since a pipe that nobody reads makes its writer wait. The pipe is opened for
 * reading as well, so that it keeps what is written to it until somebody reads it, and a reader may come and go. When the pipe is
 * full, lines wait here; when too many do, the oldest are lost, and how many is said.
 */
final class PipeWriter implements AutoCloseable {
    private static final int PERMISSIONS = 0600;
    private static final int CAPACITY = 10_000;
    private static final long CLOSE_MILLIS = 1000;
    /** A line that ends the thread. */
    private static final String END = "";

    private final Path path;
    private final FileChannel channel;
    private final boolean made;
    private final Consumer<String> log;
    private final BlockingDeque<String> lines = new LinkedBlockingDeque<>(CAPACITY);
    private final Thread thread;
    private long lost;

    private PipeWriter(Path path, FileChannel channel, boolean made, Consumer<String> log) {
        this.path = path;
        this.channel = channel;
        this.made = made;
        this.log = log;
        this.thread = new Thread(this::write, "pipe " + path.getFileName());
        thread.setDaemon(true);
    }

    /**
     * Opens a pipe; makes it where there is nothing of that name. What is there already is used as it is.
     *
     * @param owner whom a new pipe is given to
     */
    static PipeWriter open(Path path, Accounts.User owner, Consumer<String> log) throws IOException {
        boolean made = NamedPipe.create(path, PERMISSIONS);
        if (made && !owner.equals(Accounts.effective())) {
            Files.setAttribute(path, "unix:uid", (int) owner.uid());
            Files.setAttribute(path, "unix:gid", (int) owner.gid());
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        PipeWriter writer = new PipeWriter(path, channel, made, log);
        writer.thread.start();
        return writer;
    }

    /** Writes a line, after those given before; from any thread, without waiting. */
    void add(String line) {
        while (!lines.offer(line)) {
            if (lines.poll() != null) {
                lineIsLost();
            }
        }
    }

    /** With {@link #lineIsWritten}, so that the log has the beginning before the end. */
    private synchronized void lineIsLost() {
        if (lost++ == 0) {
            log.accept("notify pipe " + path + " is not read: its oldest lines are lost");
        }
    }

    private synchronized void lineIsWritten() {
        if (lost > 0) {
            log.accept("notify pipe " + path + " is read again: " + lost + " lines were lost");
            lost = 0;
        }
    }

    /** Writes what can be written at once, and removes the pipe if this made it. */
    @Override
    public void close() {
        try {
            if (lines.offer(END)) {
                thread.join(CLOSE_MILLIS);
            }
            // Closes the channel that it waits for.
            thread.interrupt();
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            channel.close();
            if (made) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            log.accept("cannot remove notify pipe " + path + ": " + e.getMessage());
        }
    }

    private void write() {
        try {
            for (String line = lines.take(); !line.equals(END); line = lines.take()) {
                ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                lineIsWritten();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            if (channel.isOpen()) {
                log.accept("cannot write to notify pipe " + path + ": " + e.getMessage());
            }
        }
    }
}
