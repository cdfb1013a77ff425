package dev.holdfast.linuxnet;

import dev.holdfast.linuxnet.libc.Libc;

/** What the process does with a signal: signal(7). */
public final class SignalDisposition {
    /** {@code SIGHUP} of asm-generic/signal.h. */
    public static final int SIGHUP = 1;

    private SignalDisposition() {}

    /**
     * Ends the ignoring of a signal that the process was started with. The Java virtual machine refuses to handle a signal that
     * was ignored when it started. Until it does handle it, the signal does nothing: its default may be to end the process.
     *
     * @throws LinuxException {@code EINVAL} when there is no such signal
     */
    public static void endIgnoring(int signal) throws LinuxException {
        LinuxException.check(Libc.signalDoNothing(signal), "end the ignoring of signal " + signal);
    }
}
