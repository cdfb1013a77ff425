package dev.holdfast.healthcheck.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/** A file of certificates and keys in PEM, RFC 7468, in all forms that OpenSSL writes, of which Java reads only some. */
final class PemFile {
    /** A whole system's authorities are a tenth of that. */
    private static final int MOST_BYTES = 4 << 20;

    private final String name;
    private final List<PemObject> blocks = new ArrayList<>();

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
        try (PemReader reader = new PemReader(new StringReader(new String(bytes, StandardCharsets.ISO_8859_1)))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                read.blocks.add(block);
            }
        } catch (IOException | IllegalStateException e) {
            throw read.unusable("broken");
        }
        return read;
    }

    /** The certificates, in the order of the file; at least one. */
    List<X509Certificate> certificates() throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemObject block : blocks) {
            // Also X509 CERTIFICATE and TRUSTED CERTIFICATE, which has more behind the certificate.
            if (block.getType().endsWith("CERTIFICATE")) {
                try {
                    certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.getContent())));
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
        for (PemObject block : blocks) {
            if (block.getType().endsWith("PRIVATE KEY")) {
                return key(parsed(block), password);
            }
        }
        throw unusable("no private key in it");
    }

    private Object parsed(PemObject block) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(block);
        }
        try (PEMParser parser = new PEMParser(new StringReader(text.toString()))) {
            return parser.readObject();
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw unusable("a broken key, or one of another kind (" + block.getType() + ")");
        }
    }

    private PrivateKey key(Object parsed, @Nullable String password) throws IOException {
        boolean encrypted = parsed instanceof PEMEncryptedKeyPair || parsed instanceof PKCS8EncryptedPrivateKeyInfo;
        if (encrypted && password == null) {
            throw unusable("a key that is encrypted, and no password");
        }
        try {
            return new JcaPEMKeyConverter().getPrivateKey(opened(parsed, String.valueOf(password)));
        } catch (IOException
                | OperatorCreationException
                | PKCSException
                | IllegalArgumentException
                | IllegalStateException e) {
            throw unusable(encrypted ? "a key that the password does not open" : "a broken key");
        }
    }

    private PrivateKeyInfo opened(Object parsed, String password)
            throws IOException, OperatorCreationException, PKCSException {
        // Of this file's own: what other parts of the program do with keys is not changed.
        BouncyCastleProvider provider = new BouncyCastleProvider();
        if (parsed instanceof PEMEncryptedKeyPair pair) {
            return pair.decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                            .setProvider(provider)
                            .build(password.toCharArray()))
                    .getPrivateKeyInfo();
        }
        if (parsed instanceof PKCS8EncryptedPrivateKeyInfo info) {
            return info.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(provider)
                    .build(password.toCharArray()));
        }
        return parsed instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : (PrivateKeyInfo) parsed;
    }

    private IOException unusable(String why) {
        return new IOException(name + ": " + why + " (expected PEM)");
    }
}
