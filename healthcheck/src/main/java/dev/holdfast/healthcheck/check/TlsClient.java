package dev.holdfast.healthcheck.check;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS connections for checks. Certificates are not verified, as keepalived does not: a check asks whether a server
 * works, usually by an address that no certificate has. The context is made when it is first needed, which takes long enough
 * that {@link #prepare} is there to be called elsewhere than on the event loop.
 */
final class TlsClient {
    private @Nullable SslContext context;

    /** Makes the context unless there is one. */
    synchronized SslContext prepare() {
        SslContext made = context;
        if (made == null) {
            try {
                made = SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null)
                        .sessionCacheSize(1)
                        .build();
            } catch (SSLException e) {
                throw new IllegalStateException("every Java platform has to have TLS", e);
            }
            context = made;
        }
        return made;
    }

    /**
     * A handler for one connection.
     *
     * @param serverName what is told of the name (RFC 6066 section 3), or null; one that cannot be a host name is not told
     */
    SslHandler handler(ByteBufAllocator allocator, @Nullable String serverName) {
        SSLEngine engine = prepare().newEngine(allocator);
        SNIHostName name = serverName == null ? null : hostName(serverName);
        if (name != null) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(name));
            engine.setSSLParameters(parameters);
        }
        return new SslHandler(engine);
    }

    private static @Nullable SNIHostName hostName(String text) {
        int port = text.indexOf(':');
        try {
            return new SNIHostName(port < 0 ? text : text.substring(0, port));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
