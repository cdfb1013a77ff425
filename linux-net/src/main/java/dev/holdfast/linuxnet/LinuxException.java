package dev.holdfast.linuxnet;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A system call, or a request to the kernel, that failed.
 *
 * <p>The message reads {@code bind eth0: EPERM (Operation not permitted)}, followed by the kernel's own words where it gave some
 * (netlink's extended acknowledgement): {@code …: EINVAL (Invalid argument): ipv4: Invalid prefix length}.
 */
public class LinuxException extends IOException {

    private final String operation;
    private final int errno;
    private final @Nullable String kernelText;

    /**
     * @param operation what was tried, with the value it was tried on, for instance {@code bind eth0}
     * @param errno the positive error number
     */
    public LinuxException(String operation, int errno) {
        this(operation, errno, null);
    }

    /**
     * @param operation what was tried, with the value it was tried on, for instance {@code bind eth0}
     * @param errno the positive error number
     * @param kernelText the kernel's explanation, or null where it gave none
     */
    public LinuxException(String operation, int errno, @Nullable String kernelText) {
        super(operation + ": " + Errno.name(errno) + " (" + Errno.text(errno) + ")"
                + (kernelText == null ? "" : ": " + kernelText));
        this.operation = operation;
        this.errno = errno;
        this.kernelText = kernelText;
    }

    /** What was tried, with the value it was tried on. */
    public String operation() {
        return operation;
    }

    /** The positive error number, for instance {@link Errno#EPERM}. */
    public int errno() {
        return errno;
    }

    /** The error's symbolic name, for instance {@code EPERM}. */
    public String errnoName() {
        return Errno.name(errno);
    }

    /** The kernel's own explanation (netlink's extended acknowledgement), or null where it gave none. */
    public @Nullable String kernelText() {
        return kernelText;
    }

    /**
     * The result of a native call, or its failure as an exception.
     *
     * @param result what the call returned: zero or more, or a negated error number
     * @param operation what was tried, for the exception
     * @return the result, when it is not negative
     * @throws LinuxException when it is
     */
    public static int check(int result, String operation) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(operation, -result);
        }
        return result;
    }
}
