package dev.holdfast.linuxnet.process;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.libc.Libc;

/**
 * A process group, setpgid(2): a program and all it has started, as long as they have not left.
 *
 * @param id the number of the process that founded it, 2 or more
 */
public record ProcessGroup(int id) {

    // asm-generic/signal.h
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    /** Checks the number: 0, 1 and less mean other processes to kill(2). */
    public ProcessGroup {
        if (id < 2) {
            throw new IllegalArgumentException("process group " + id + " (expected 2 or more)");
        }
    }

    /** Whether any process is in it; one that has ended and was not waited for is. */
    public boolean exists() {
        return Libc.kill(-id, 0) != -Errno.ESRCH;
    }

    /** Sends SIGTERM to every process in it; false when there is none, or none that may be sent one. */
    public boolean terminate() {
        return Libc.kill(-id, SIGTERM) == 0;
    }

    /** Sends SIGKILL, likewise. */
    public boolean kill() {
        return Libc.kill(-id, SIGKILL) == 0;
    }
}
