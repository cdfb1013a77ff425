package dev.holdfast.linuxnet;

import java.util.Arrays;
import java.util.HexFormat;

/** A link-layer address: six bytes on Ethernet, none on some tunnels, up to 32 elsewhere. Immutable. */
public final class HardwareAddress {

    /** {@code MAX_ADDR_LEN} of linux/netdevice.h. */
    private static final int LONGEST = 32;
    /** {@code ETH_ALEN} of linux/if_ether.h. */
    private static final int ETHERNET = 6;

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private final byte[] bytes;

    private HardwareAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * An address of these bytes.
     *
     * @param bytes the address, 0 to 32 bytes
     * @throws IllegalArgumentException when there are more
     */
    public static HardwareAddress of(byte... bytes) {
        if (bytes.length > LONGEST) {
            throw new IllegalArgumentException(
                    "hardware address of " + bytes.length + " bytes (expected 0.." + LONGEST + ")");
        }
        return new HardwareAddress(bytes.clone());
    }

    /**
     * Reads the notation with colons.
     *
     * @param text for instance {@code 02:00:00:00:00:01}; empty for an address without bytes
     * @throws IllegalArgumentException when it is not in that notation
     */
    public static HardwareAddress parse(String text) {
        try {
            return of(COLONS.parseHex(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "hardware address \"" + text + "\" (expected for instance 02:00:00:00:00:01)", e);
        }
    }

    /** Whether it has six bytes and they are not all zero: an address that Ethernet frames can come from. */
    public boolean isEthernet() {
        return bytes.length == ETHERNET && !Arrays.equals(bytes, new byte[ETHERNET]);
    }

    /** How many bytes it has, 0 to 32. */
    public int length() {
        return bytes.length;
    }

    /** A copy of its bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HardwareAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The notation with colons. */
    @Override
    public String toString() {
        return COLONS.formatHex(bytes);
    }
}
