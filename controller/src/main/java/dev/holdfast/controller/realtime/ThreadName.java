package dev.holdfast.controller.realtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * What ps(1), top(1) and pgrep(1) call a thread, or the process by its first thread: proc_pid_comm(5). The kernel keeps 15 bytes of it.
 * Used on the thread that it is about.
 */
final class ThreadName {
    private final Path file;
    private @Nullable String original;
    private @Nullable String inForce;

    private ThreadName(String file) {
        this.file = Path.of(file);
    }

    static ThreadName ofProcess() {
        return new ThreadName("/proc/self/comm");
    }

    static ThreadName ofCallingThread() {
        return new ThreadName("/proc/thread-self/comm");
    }

    /** Gives it this name; null is the one it had at first. */
    void set(@Nullable String wanted) throws IOException {
        if (wanted == null ? inForce == null : wanted.equals(inForce)) {
            return;
        }
        String before = original;
        if (before == null) {
            before = Files.readString(file, StandardCharsets.UTF_8).strip();
            original = before;
        }
        Files.writeString(file, wanted == null ? before : wanted, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
        inForce = wanted;
    }
}
