package dev.holdfast.vrrp;

/** The protocol version an instance speaks. */
public enum VrrpVersion {
    /** RFC 3768: IPv4 only, advertisement interval in whole seconds, optional authentication data. */
    V2(2),
    /** RFC 9568: advertisement interval in centiseconds, checksum over a pseudo-header, no authentication data. */
    V3(3);

    private final int number;

    VrrpVersion(int number) {
        this.number = number;
    }

    /** The version field on the wire: 2 or 3. */
    public int number() {
        return number;
    }
}
