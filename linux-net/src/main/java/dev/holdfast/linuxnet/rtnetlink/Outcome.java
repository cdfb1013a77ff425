package dev.holdfast.linuxnet.rtnetlink;

/** What became of adding or removing an address, a route or a rule. */
public enum Outcome {
    /** It was added, or removed. */
    DONE,
    /**
     * Nothing was to be done: it was there already ({@code EEXIST}), or was not there ({@code EADDRNOTAVAIL} of an address,
     * {@code ESRCH} of a route, {@code ENOENT} of a rule).
     */
    ALREADY,
    /** The kernel refused. */
    FAILED
}
