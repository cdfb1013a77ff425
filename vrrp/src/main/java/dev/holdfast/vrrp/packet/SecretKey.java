package dev.holdfast.vrrp.packet;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key of adverts. What it is never shows; two of the same bytes are equal. */
public final class SecretKey {
    private final byte[] bytes;

    /**
     * A key of these bytes, which are copied.
     *
     * @throws IllegalArgumentException when there is none
     */
    public SecretKey(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("key of 0 bytes (expected at least 1)");
        }
        this.bytes = bytes.clone();
    }

    /** How many bytes it has. */
    public int length() {
        return bytes.length;
    }

    /** The first bytes of an HMAC (RFC 2104) over all of {@code data}. */
    byte[] hmac(String algorithm, int length, byte[] data) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(bytes, algorithm));
            return Arrays.copyOf(mac.doFinal(data), length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretKey that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Does not show the key. */
    @Override
    public String toString() {
        return "key of " + bytes.length + " bytes";
    }
}
