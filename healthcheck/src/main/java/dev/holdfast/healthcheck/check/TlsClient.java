package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.TlsFiles;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS connections for checks. Certificates are not verified unless a check wants it, as keepalived does not: a check asks whether
 * a server works, usually by an address that no certificate has.
 */
final class TlsClient {
    private static final int PORTS = 65_535;

    private final AtomicInteger connections = new AtomicInteger();
    private volatile Map<Kind, Made> contexts = Map.of();
    private Set<Kind> kinds = Set.of();

    /** What connections have in common. */
    private record Kind(TlsFiles files, boolean verified) {
        static Kind of(HttpCheckSpec.Tls tls) {
            return new Kind(tls.files(), tls.verified());
        }
    }

    /** A context, or why there is none. */
    private record Made(@Nullable SslContext context, String trouble) {}

    /**
     * Reads the files of these anew and makes ready for them. Takes a good part of a second the first time, so it is not for the event
     * loop. What is wrong with a file is told by {@link #handler}.
     */
    synchronized void prepare(Collection<HttpCheckSpec.Tls> wanted) {
        Map<Kind, Made> made = new HashMap<>(contexts);
        // A probe of what is wanted no longer may still begin until the loop knows; what was so before is gone.
        made.keySet().retainAll(kinds);
        kinds = wanted.stream().map(Kind::of).collect(Collectors.toSet());
        kinds.forEach(kind -> made.put(kind, make(kind)));
        contexts = Map.copyOf(made);
    }

    private static Made make(Kind kind) {
        try {
            return new Made(context(kind.files(), kind.verified()), "");
        } catch (IOException e) {
            return new Made(null, String.valueOf(e.getMessage()));
        }
    }

    private static SslContext context(TlsFiles files, boolean verified) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm(verified ? "HTTPS" : null)
                .sessionCacheSize(1);
        if (!verified) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (files.authorities() != null) {
            builder.trustManager(PemFile.read("ca", files.authorities()).certificates());
        }
        OwnCertificate own = own(files);
        if (own != null) {
            builder.keyManager(own);
        }
        return builder.build();
    }

    private static @Nullable OwnCertificate own(TlsFiles files) throws IOException {
        String certificate = files.certificate();
        String keyFile = files.key();
        if (certificate == null || keyFile == null) {
            return null;
        }
        List<X509Certificate> chain = PemFile.read("certificate", certificate).certificates();
        PrivateKey key = PemFile.read("key", keyFile).key(files.password());
        if (!belong(key, chain.get(0).getPublicKey())) {
            throw new IOException("key " + keyFile + " is not that of the certificate");
        }
        return new OwnCertificate(chain, key);
    }

    /** Whether what the key signs is what the certificate verifies. */
    private static boolean belong(PrivateKey key, PublicKey certified) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> "SHA256with" + key.getAlgorithm();
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            byte[] signed = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certified);
            return verifying.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * A handler for one connection.
     *
     * @param virtualHost whom the request is for, perhaps with a port, or null
     * @throws IOException when a file cannot be used
     */
    SslHandler handler(HttpCheckSpec.Tls tls, @Nullable String virtualHost, CheckTarget target) throws IOException {
        Made made = contexts.get(Kind.of(tls));
        SslContext context = made == null ? null : made.context();
        if (context == null) {
            throw new IOException(made == null ? "TLS is not prepared" : made.trouble());
        }
        String other = tls.otherServerName();
        String told = other != null ? other : tls.serverName() ? virtualHost : null;
        SNIHostName name = told == null ? null : hostName(told);
        SSLEngine engine;
        if (tls.verified()) {
            String wanted = other != null ? other : virtualHost;
            // Another port for each, lest a session is resumed, of which the certificate would not be looked at again.
            engine = context.newEngine(
                    UnpooledByteBufAllocator.DEFAULT,
                    wanted == null ? NetUtil.toAddressString(target.askedFor()) : withoutPort(wanted),
                    Math.floorMod(connections.incrementAndGet(), PORTS));
        } else {
            engine = context.newEngine(UnpooledByteBufAllocator.DEFAULT);
        }
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(name == null ? List.of() : List.of(name));
        engine.setSSLParameters(parameters);
        return new SslHandler(engine);
    }

    /** What is said of a handshake that failed. */
    static String failure(Throwable cause) {
        Throwable deepest = cause;
        boolean certificate = false;
        for (Throwable each = cause; each != null; each = each.getCause()) {
            certificate |= each instanceof CertificateException
                    || each instanceof CertPathBuilderException
                    || each instanceof CertPathValidatorException;
            deepest = each;
        }
        return certificate
                ? "the certificate is not accepted: " + SocketProbe.message(deepest)
                : SocketProbe.message(cause);
    }

    private static String withoutPort(String name) {
        int port = name.indexOf(':');
        return port < 0 ? name : name.substring(0, port);
    }

    /** A name that cannot be a host's is not told (RFC 6066, section 3). */
    private static @Nullable SNIHostName hostName(String text) {
        try {
            return new SNIHostName(withoutPort(text));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
