package dev.holdfast.vrrp.packet;

/** Why an advert was dropped: one counter and one log line for each. */
public enum RejectReason {
    /** Fewer bytes than the headers, or than the IP header's total length, announce. */
    TRUNCATED,
    /** The IP header is not IPv4 or contradicts itself. */
    IP_HEADER,
    /** The IP protocol is not 112. */
    NOT_VRRP,
    /** The IP time to live is not 255, so the packet may have crossed a router (RFC 3768 7.1, RFC 9568 7.1). */
    TTL,
    /** The packet is neither version 2 nor 3, or not the instance's version. */
    VERSION,
    /** The type is not 1, ADVERTISEMENT. */
    TYPE,
    /** The VRID is not the instance's, or 0. */
    VRID,
    /** The PDU's length does not follow from its address count. */
    LENGTH,
    /** The checksum is wrong. */
    CHECKSUM,
    /** The v2 authentication type is unknown or not the instance's. */
    AUTH_TYPE,
    /** The v2 password is not the instance's. */
    AUTH_DATA,
    /** The number of addresses is not the instance's. */
    ADDRESS_COUNT,
    /** The addresses are not the instance's. */
    ADDRESS_LIST,
    /** The v2 advertisement interval is not the instance's. */
    ADVERT_INTERVAL
}
