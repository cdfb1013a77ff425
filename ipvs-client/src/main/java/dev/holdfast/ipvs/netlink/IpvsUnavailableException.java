package dev.holdfast.ipvs.netlink;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;

/** The kernel has no IPVS: it was built without, or the module {@code ip_vs} is not loaded. */
public final class IpvsUnavailableException extends LinuxException {

    /**
     * @param operation what was tried
     * @param text what the kernel does not have, and what to try
     * @param cause the failure that shows it
     */
    public IpvsUnavailableException(String operation, String text, Throwable cause) {
        super(operation, Errno.ENOENT, text);
        initCause(cause);
    }

    IpvsUnavailableException(LinuxException cause) {
        this("open IPVS", "this kernel has no generic netlink family IPVS (try: modprobe ip_vs)", cause);
    }
}
