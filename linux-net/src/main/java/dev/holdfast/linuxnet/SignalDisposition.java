package dev.holdfast.linuxnet;

import dev.holdfast.linuxnet.libc.Libc;

/** What the process does with a signal: signal(7). */
public final class SignalDisposition {
    /** {@code SIGHUP} of asm-generic/signal.h. */
    public static final int SIGHUP = 1;

    /** {@code SIGUSR1} of asm-generic/signal.h. */
    public static final int SIGUSR1 = 10;

    /** The first real-time signal that glibc leaves to programs, signal(7). */
    public static final int SIGRTMIN = 34;

    /** The last real-time signal, signal(7). */
    public static final int SIGRTMAX = 64;

    private SignalDisposition() {}

    /**
     * Has a signal do nothing, whose default may be to end the process. Unlike one that is ignored, programs that are started have its
     * default, and the Java virtual machine, which refuses to handle a signal that was ignored when it started, may be told to handle it.
     *
     * @throws LinuxException {@code EINVAL} when there is no such signal
     */
    public static void doNothing(int signal) throws LinuxException {
        LinuxException.check(Libc.signalDoNothing(signal), "have signal " + signal + " do nothing");
    }
}
