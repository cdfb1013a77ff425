package dev.holdfast.linuxnet.rtnetlink;

/** What became of adding or removing an address. */
public enum AddressOutcome {
    /** It was added, or removed. */
    DONE,
    /** Nothing was to be done: it was there already ({@code EEXIST}), or was not there ({@code EADDRNOTAVAIL}). */
    ALREADY,
    /** The kernel refused. */
    FAILED
}
