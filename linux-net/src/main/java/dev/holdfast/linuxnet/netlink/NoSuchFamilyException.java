package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.Errno;

/** The kernel has no generic netlink family of that name: its module is not loaded, or not built. */
public final class NoSuchFamilyException extends NetlinkException {

    private final String family;

    /**
     * @param family the name that was looked for, for instance {@code IPVS}
     */
    public NoSuchFamilyException(String family) {
        super(
                Problem.REFUSED,
                "resolve generic netlink family " + family,
                Errno.ENOENT,
                "this kernel has no such family (is its module loaded?)");
        this.family = family;
    }

    /** The name that was looked for. */
    public String family() {
        return family;
    }
}
