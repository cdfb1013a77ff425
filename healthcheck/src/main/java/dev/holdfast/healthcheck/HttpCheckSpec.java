package dev.holdfast.healthcheck;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * keepalived.conf(5) HTTP_GET and SSL_GET: the server is well when every URL answers as expected.
 *
 * @param protocol the request's version and connection header, {@code http_protocol}
 * @param urls in the file's order; at least one
 * @param fastRecovery {@code fast_recovery}: no {@code delay_loop} between the URLs of a server that is down
 * @param tls how TLS is spoken, SSL_GET; null for HTTP_GET
 */
public record HttpCheckSpec(
        CheckTarget target,
        CheckTiming timing,
        HttpProtocol protocol,
        List<UrlSpec> urls,
        boolean fastRecovery,
        @Nullable Tls tls)
        implements ConnectingSpec {
    /**
     * TLS.
     *
     * @param serverName {@code enable_sni}: the virtual host is named in the handshake
     * @param otherServerName {@code sni_name}: what is named instead, or null
     * @param verified {@code verify_certificate}, which keepalived does not have: the server's certificate has to be valid now, signed
     *     by one who may, and for {@code sni_name}, the virtual host or the address, the first of them that there is
     * @param files what is shown to servers, and who may have signed their certificates
     */
    public record Tls(boolean serverName, @Nullable String otherServerName, boolean verified, TlsFiles files) {
        /** As keepalived without an SSL block: certificates are not verified. */
        public Tls(boolean serverName, @Nullable String otherServerName) {
            this(serverName, otherServerName, false, TlsFiles.NONE);
        }
    }

    /** HTTP_GET. */
    public HttpCheckSpec(
            CheckTarget target, CheckTiming timing, HttpProtocol protocol, List<UrlSpec> urls, boolean fastRecovery) {
        this(target, timing, protocol, urls, fastRecovery, null);
    }

    public HttpCheckSpec {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no url (expected at least one)");
        }
    }

    @Override
    public Object question() {
        return List.of(tls == null ? "HTTP_GET" : "SSL_GET", target, protocol, urls, Optional.ofNullable(tls));
    }

    @Override
    public <T> T match(Cases<T> cases) {
        return cases.http(this);
    }
}
