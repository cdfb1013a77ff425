package dev.holdfast.ipvs;

/**
 * What the kernel says of its IPVS.
 *
 * @param version {@code IP_VS_VERSION_CODE}: three bytes, 0x010201 is 1.2.1
 * @param connectionTableSize buckets of the connection hash table
 */
public record IpvsInfo(int version, int connectionTableSize) {

    /** {@code 1.2.1}. */
    public String versionText() {
        return ((version >> 16) & 0xff) + "." + ((version >> 8) & 0xff) + "." + (version & 0xff);
    }
}
