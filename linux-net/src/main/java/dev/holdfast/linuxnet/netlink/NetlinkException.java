package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import org.jspecify.annotations.Nullable;

/** A netlink exchange that failed, and in which way. */
public class NetlinkException extends LinuxException {

    /** In which way an exchange failed. */
    public enum Problem {
        /** The kernel answered with an error: {@link #errno()} and perhaps {@link #kernelText()} say which. Nothing was done. */
        REFUSED,
        /** The request could not be handed to the kernel. Nothing was done. */
        NOT_SENT,
        /** What the kernel sent is not what its headers promise. */
        MALFORMED,
        /** Answers were lost because the receive buffer was full ({@code ENOBUFS}): whether the request was done is unknown. */
        OVERRUN,
        /** An answer was larger than the receive buffer and lost its end. */
        TRUNCATED,
        /** What was dumped kept changing, through every retry. */
        DUMP_INTERRUPTED,
        /** No answer came in time: whether the request was done is unknown. */
        TIMED_OUT,
        /** The answers could not be read: whether the request was done is unknown. */
        NOT_RECEIVED
    }

    private final Problem problem;

    /**
     * @param problem in which way it failed
     * @param operation what was tried
     * @param errno the positive error number
     * @param text the kernel's own words, or what was expected; may be null
     */
    public NetlinkException(Problem problem, String operation, int errno, @Nullable String text) {
        super(operation, errno, text);
        this.problem = problem;
    }

    /** In which way the exchange failed. */
    public Problem problem() {
        return problem;
    }

    /**
     * The kernel sent something that is not what it should be.
     *
     * @param text what, and what was expected
     */
    public static NetlinkException malformed(String text) {
        return new NetlinkException(Problem.MALFORMED, "decode netlink message", Errno.EBADMSG, text);
    }
}
