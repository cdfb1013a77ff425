package dev.holdfast.controller.track;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.Path;

/**
 * A file lease (fcntl(2)): whoever opens the file waits until it is given back, as for a file on a disk that hangs, at most for
 * /proc/sys/fs/lease-break-time.
 */
final class Lease implements AutoCloseable {
    // fcntl.h and asm-generic/fcntl.h
    private static final int O_RDWR = 2;
    private static final int F_SETSIG = 10;
    private static final int F_SETLEASE = 1024;
    private static final int F_WRLCK = 1;
    private static final int F_UNLCK = 2;
    /** SIGURG, which is ignored, instead of SIGIO, which would end this process. */
    private static final int IGNORED_SIGNAL = 23;

    /** The calls that this needs. */
    public interface Calls extends Library {
        int open(String path, int flags, Object... mode) throws LastErrorException;

        int fcntl(int descriptor, int command, Object... argument) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    private static final Calls LIBC = Native.load("c", Calls.class);

    private final int descriptor;

    /** Takes one on a file of this user's that nobody has open. */
    Lease(Path file) {
        descriptor = LIBC.open(file.toString(), O_RDWR);
        LIBC.fcntl(descriptor, F_SETSIG, IGNORED_SIGNAL);
        LIBC.fcntl(descriptor, F_SETLEASE, F_WRLCK);
    }

    /** Gives it back, and lets those who wait go on. */
    void giveBack() {
        LIBC.fcntl(descriptor, F_SETLEASE, F_UNLCK);
    }

    @Override
    public void close() {
        LIBC.close(descriptor);
    }
}
