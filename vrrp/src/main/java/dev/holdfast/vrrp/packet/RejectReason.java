package dev.holdfast.vrrp.packet;

/** Why an advert was dropped: one counter and one log line for each. */
public enum RejectReason {
    /** Fewer bytes than the headers, or than the IP header's total length, announce. */
    TRUNCATED,
    /** The IP header is not IPv4 or contradicts itself. */
    IP_HEADER,
    /** The IP protocol is neither 112 nor 51. */
    NOT_VRRP,
    /** It was not sent to the instance's group, or to a group where adverts are unicast. */
    DESTINATION,
    /**
     * The IP time to live is not 255, so the packet may have crossed a router (RFC 3768 7.1, RFC 9568 7.1); of unicast, it is outside
     * the peer's limits.
     */
    TTL,
    /** The sender is none of the peers. */
    UNICAST_SOURCE,
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
    /** The authentication header is no such thing. */
    AH_HEADER,
    /** The authentication header's SPI is not the sender's address. */
    AH_SPI,
    /** The authentication header's value is wrong: another password, or changed on the way. */
    AH_VALUE,
    /** The authentication header's sequence number is not new. */
    AH_REPLAY,
    /** The advert has no HMAC and must have one. */
    HMAC_MISSING,
    /** The HMAC's trailer is no such thing. */
    HMAC_MALFORMED,
    /** The HMAC's time is too far from ours. */
    HMAC_STALE,
    /** The HMAC is of a key we do not have. */
    HMAC_UNKNOWN_KEY,
    /** The HMAC is wrong: another key, or changed on the way. */
    HMAC_WRONG,
    /** The HMAC's sequence is not new. */
    HMAC_REPLAY,
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
