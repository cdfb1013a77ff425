package dev.holdfast.ipvs.netlink;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;

/** The kernel has no IPVS: it was built without, or the module {@code ip_vs} is not loaded. */
public final class IpvsUnavailableException extends LinuxException {
    IpvsUnavailableException(LinuxException cause) {
        super("open IPVS", Errno.ENOENT, "this kernel has no generic netlink family IPVS (try: modprobe ip_vs)");
        initCause(cause);
    }
}
