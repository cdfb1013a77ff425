package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.Bytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A private key as OpenSSL writes it: PKCS #8 (RFC 5958), plain or encrypted by PBES2 (RFC 8018), and the older forms of RSA (RFC
 * 8017, appendix A.1.2) and of elliptic curves (RFC 5915), plain or encrypted as RFC 1421 has it. Java reads only some of them, and not
 * what {@code openssl req} writes unless told otherwise.
 */
final class PemKey {
    /** RFC 8017, appendix C. */
    private static final Der RSA =
            Der.of(Der.SEQUENCE, Der.identifier("2a864886f70d010101"), new Der(0x05, Bytes.NONE));
    /** RFC 5480, section 2.1.1. */
    private static final Der EC = Der.identifier("2a8648ce3d0201");

    /** RFC 8018, appendices A.2 and A.4. */
    private static final String PBES2 = "2a864886f70d01050d";

    private static final String PBKDF2 = "2a864886f70d01050c";
    /** RFC 8018, appendix B.1. */
    private static final Map<String, String> DIGESTS = Map.of(
            "2a864886f70d0207", "SHA1",
            "2a864886f70d0208", "SHA224",
            "2a864886f70d0209", "SHA256",
            "2a864886f70d020a", "SHA384",
            "2a864886f70d020b", "SHA512");
    /** RFC 8018, appendix B.2, and RFC 3565, by the names that RFC 1421 keys have them. */
    private static final Map<String, String> CIPHERS = Map.of(
            "2a864886f70d0307", "DES-EDE3-CBC",
            "608648016503040102", "AES-128-CBC",
            "608648016503040116", "AES-192-CBC",
            "60864801650304012a", "AES-256-CBC");
    /** By how many bytes of a key. */
    private static final Map<String, Integer> KEY_BYTES =
            Map.of("DES-EDE3-CBC", 24, "AES-128-CBC", 16, "AES-192-CBC", 24, "AES-256-CBC", 32);

    private static final int CURVE = 0xa0;
    private static final int SALT_BYTES = 8;
    private static final int MOST_ITERATIONS = 10_000_000;

    /** Why there is no key. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        UnusableException(String message) {
            super(message);
        }
    }

    private PemKey() {}

    /**
     * The key of a block.
     *
     * @param password what it is encrypted by, or null
     * @throws UnusableException with what is wrong
     */
    static PrivateKey of(PemFile.Block block, @Nullable String password) throws UnusableException {
        boolean encrypted = block.encryption() != null || block.label().startsWith("ENCRYPTED");
        if (encrypted && password == null) {
            throw new UnusableException("a key that is encrypted, and no password");
        }
        try {
            byte[] plain = block.bytes().toArray();
            if (block.encryption() != null) {
                plain = ofOldForm(block.encryption(), plain, String.valueOf(password));
            }
            return switch (block.label()) {
                case "PRIVATE KEY" -> key(plain);
                case "ENCRYPTED PRIVATE KEY" -> key(opened(plain, String.valueOf(password)));
                case "RSA PRIVATE KEY" -> key(wrapped(RSA, plain));
                case "EC PRIVATE KEY" -> key(wrapped(Der.of(Der.SEQUENCE, EC, curve(plain)), plain));
                default -> throw new UnusableException("a key of the kind " + block.label());
            };
        } catch (GeneralSecurityException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | ArithmeticException e) {
            throw new UnusableException(encrypted ? "a key that the password does not open" : "a broken key");
        }
    }

    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC", "EdDSA", "DSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // The next one, or the end.
            }
        }
        throw new InvalidKeySpecException("a key of another kind");
    }

    /** PKCS #8 around an older form. */
    private static byte[] wrapped(Der algorithm, byte[] key) {
        return Der.of(
                        Der.SEQUENCE,
                        new Der(Der.INTEGER, new Bytes(new byte[1])),
                        algorithm,
                        new Der(Der.OCTETS, new Bytes(key)))
                .encoded();
    }

    /** The curve's identifier of an RFC 5915 key, which is within its element [0]. */
    private static Der curve(byte[] key) {
        return Der.read(key).get(0).parts().stream()
                .filter(part -> part.tag() == CURVE)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no curve"))
                .parts()
                .get(0);
    }

    /** What PBES2 has encrypted. */
    private static byte[] opened(byte[] encrypted, String password) throws GeneralSecurityException, UnusableException {
        List<Der> whole = Der.read(encrypted).get(0).parts();
        List<Der> scheme = whole.get(0).parts();
        if (!scheme.get(0).digits().equals(PBES2)) {
            throw new UnusableException("a key encrypted in an older way than PBES2");
        }
        List<Der> derivation = scheme.get(1).parts().get(0).parts();
        List<Der> encryption = scheme.get(1).parts().get(1).parts();
        String cipher = CIPHERS.get(encryption.get(0).digits());
        if (cipher == null || !derivation.get(0).digits().equals(PBKDF2)) {
            throw new UnusableException("a key encrypted by something else than AES or DES-EDE3, and PBKDF2");
        }
        String digest = "SHA1";
        for (Der parameter : derivation.get(1).parts()) {
            if (parameter.tag() == Der.SEQUENCE) {
                digest = DIGESTS.getOrDefault(parameter.parts().get(0).digits(), "");
            }
        }
        List<Der> parameters = derivation.get(1).parts();
        int iterations = new BigInteger(parameters.get(1).content().toArray()).intValueExact();
        if (digest.isEmpty() || iterations < 1 || iterations > MOST_ITERATIONS) {
            throw new UnusableException(
                    "a key whose password is taken in another way than by SHA, " + MOST_ITERATIONS + " times at most");
        }
        byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmac" + digest)
                .generateSecret(new PBEKeySpec(
                        password.toCharArray(),
                        parameters.get(0).content().toArray(),
                        iterations,
                        KEY_BYTES.getOrDefault(cipher, 0) * Byte.SIZE))
                .getEncoded();
        return decrypted(
                cipher,
                key,
                encryption.get(1).content().toArray(),
                whole.get(1).content().toArray());
    }

    /** By a key that is made of the password and the first half of the initial vector with MD5. */
    private static byte[] ofOldForm(String encryption, byte[] encrypted, String password)
            throws GeneralSecurityException, UnusableException {
        String[] parts = encryption.split(",", 2);
        Integer keyBytes = KEY_BYTES.get(parts[0]);
        if (keyBytes == null) {
            throw new UnusableException("a key encrypted by something else than AES or DES-EDE3");
        }
        byte[] vector = HexFormat.of().parseHex(parts[1]);
        byte[] key = new byte[0];
        byte[] last = new byte[0];
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        while (key.length < keyBytes) {
            md5.update(last);
            md5.update(password.getBytes(StandardCharsets.UTF_8));
            md5.update(vector, 0, SALT_BYTES);
            last = md5.digest();
            int before = key.length;
            key = Arrays.copyOf(key, before + last.length);
            System.arraycopy(last, 0, key, before, last.length);
        }
        return decrypted(parts[0], Arrays.copyOf(key, keyBytes), vector, encrypted);
    }

    private static byte[] decrypted(String cipher, byte[] key, byte[] vector, byte[] encrypted)
            throws GeneralSecurityException {
        String algorithm = cipher.startsWith("DES") ? "DESede" : "AES";
        Cipher made = Cipher.getInstance(algorithm + "/CBC/PKCS5Padding");
        made.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, algorithm), new IvParameterSpec(vector));
        return made.doFinal(encrypted);
    }
}
