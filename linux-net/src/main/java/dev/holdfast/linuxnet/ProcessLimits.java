package dev.holdfast.linuxnet;

import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;

/** What the kernel grants this process as a whole: mlockall(2) and getrlimit(2). */
public final class ProcessLimits {
    /** The signal that tells of {@link #setRealtimeMicros}, as the JVM names it. */
    public static final String REALTIME_SIGNAL = "XCPU";

    // asm-generic/mman-common.h, asm-generic/resource.h
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;
    private static final int RLIMIT_RTTIME = 15;
    private static final long RLIM_INFINITY = -1;

    private ProcessLimits() {}

    /**
     * Keeps in RAM what the process uses: each page from the moment it is first touched, now and later. Pages that are only
     * reserved, as most of a JVM's are, cost nothing ({@code MCL_ONFAULT}).
     *
     * <p>To be called only with {@link Capability#IPC_LOCK}: without it the kernel counts reserved memory against {@code
     * RLIMIT_MEMLOCK}, and the JVM ends at the first reservation above it.
     *
     * @throws LinuxException {@code EPERM} or {@code ENOMEM} without the privilege; {@code EINVAL} before Linux 4.4
     */
    public static void keepInMemory() throws LinuxException {
        LinuxException.check(Libc.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT), "keep memory in RAM");
    }

    /** Ends {@link #keepInMemory}. */
    public static void releaseMemory() throws LinuxException {
        LinuxException.check(Libc.munlockall(), "let memory be swapped");
    }

    /**
     * Has the kernel send SIGXCPU when a real-time thread of this process has used this much processor time without waiting for
     * anything. It raises its own copy of the limit by a second then; setting it again puts it back. The signal ends a process
     * that does not handle it.
     *
     * @param micros 1 or more; the kernel looks at every tick, so that milliseconds count
     */
    public static void setRealtimeMicros(long micros) throws LinuxException {
        NativeBuffer limit = NativeBuffer.allocate(2 * Long.BYTES);
        limit.bytes().putLong(0, micros).putLong(Long.BYTES, RLIM_INFINITY);
        LinuxException.check(Libc.setrlimit(RLIMIT_RTTIME, limit), "limit of real-time use " + micros + " us");
    }
}
