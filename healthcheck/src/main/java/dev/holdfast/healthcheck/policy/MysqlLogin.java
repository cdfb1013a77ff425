package dev.holdfast.healthcheck.policy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;

/** How a password is proved to MySQL, by the plugins mysql_native_password and caching_sha2_password. */
final class MysqlLogin {
    static final String NATIVE = "mysql_native_password";
    static final String CACHING_SHA2 = "caching_sha2_password";

    private MysqlLogin() {}

    /** SHA1(password) XOR SHA1(seed, SHA1(SHA1(password))); nothing for an empty password. */
    static byte[] nativePassword(String password, byte[] seed) {
        if (password.isEmpty()) {
            return new byte[0];
        }
        byte[] once = hash("SHA-1", password.getBytes(StandardCharsets.UTF_8));
        return xor(once, hash("SHA-1", seed, hash("SHA-1", once)));
    }

    /** SHA256(password) XOR SHA256(SHA256(SHA256(password)), seed); nothing for an empty password. */
    static byte[] cachingSha2(String password, byte[] seed) {
        if (password.isEmpty()) {
            return new byte[0];
        }
        byte[] once = hash("SHA-256", password.getBytes(StandardCharsets.UTF_8));
        return xor(once, hash("SHA-256", hash("SHA-256", once), seed));
    }

    /**
     * The password for a server that does not remember it: ended by a zero byte, XORed with the seed over and over, and encrypted by the
     * server's key (RSA, OAEP with SHA-1).
     *
     * @param pem the server's public key, as it sends it
     */
    static byte[] encrypted(String password, byte[] seed, byte[] pem) throws GeneralSecurityException {
        byte[] plain = (password + "\0").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < plain.length; i++) {
            plain[i] ^= seed[i % seed.length];
        }
        String text = new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[^-]*-----", "");
        PublicKey key;
        try {
            key = KeyFactory.getInstance("RSA")
                    .generatePublic(
                            new X509EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not a key in PEM", e);
        }
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return cipher.doFinal(plain);
    }

    private static byte[] xor(byte[] a, byte[] b) {
        byte[] result = Arrays.copyOf(a, a.length);
        for (int i = 0; i < result.length; i++) {
            result[i] ^= b[i];
        }
        return result;
    }

    private static byte[] hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has to have " + algorithm, e);
        }
    }
}
