package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file of certificates and keys, RFC 7468, with the headers of older encrypted keys (RFC 1421). */
final class PemFile {
    /** A whole system's authorities are a tenth of that. */
    private static final int MOST_BYTES = 4 << 20;

    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ([A-Z0-9 ]+)-----\\s*((?:[A-Za-z-]+:[^\\n]*\\n)*)([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Pattern ENCRYPTED_BY = Pattern.compile("DEK-Info: *([^\\s]+)");

    private final String name;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * A block of the file.
     *
     * @param label what it is
     * @param encryption the value of DEK-Info, or null
     * @param bytes what it has
     */
    record Block(String label, @Nullable String encryption, Bytes bytes) {}

    private PemFile(String name) {
        this.name = name;
    }

    /**
     * Reads a file.
     *
     * @param what the keyword that names it, for the error
     * @throws IOException with what is wrong, where, and what was expected
     */
    static PemFile read(String what, String file) throws IOException {
        PemFile read = new PemFile(what + " " + file);
        Path path = Path.of(file);
        // Reading from something else, a pipe for one, might not end.
        if (!Files.isRegularFile(path)) {
            throw read.unusable(Files.exists(path) ? "no file" : "not there");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw read.unusable("not readable");
        }
        Matcher found = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        while (found.find()) {
            Matcher encrypted = ENCRYPTED_BY.matcher(found.group(2));
            try {
                read.blocks.add(new Block(
                        found.group(1),
                        encrypted.find() ? encrypted.group(1) : null,
                        new Bytes(Base64.getMimeDecoder().decode(found.group(3)))));
            } catch (IllegalArgumentException e) {
                throw read.unusable("a broken " + found.group(1));
            }
        }
        return read;
    }

    /** The certificates, in the order of the file; at least one. */
    List<X509Certificate> certificates() throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label().equals("CERTIFICATE")
                    || block.label().equals("X509 CERTIFICATE")
                    || block.label().equals("TRUSTED CERTIFICATE")) {
                try {
                    certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(block.bytes().toArray())));
                } catch (CertificateException e) {
                    throw unusable("a broken certificate");
                }
            }
        }
        if (certificates.isEmpty()) {
            throw unusable("no certificate in it");
        }
        return certificates;
    }

    /**
     * The first private key.
     *
     * @param password what it is encrypted by, or null
     */
    PrivateKey key(@Nullable String password) throws IOException {
        for (Block block : blocks) {
            if (block.label().endsWith("PRIVATE KEY")) {
                try {
                    return PemKey.of(block, password);
                } catch (PemKey.UnusableException e) {
                    throw unusable(String.valueOf(e.getMessage()));
                }
            }
        }
        throw unusable("no private key in it");
    }

    private IOException unusable(String why) {
        return new IOException(name + ": " + why + " (expected PEM)");
    }
}
