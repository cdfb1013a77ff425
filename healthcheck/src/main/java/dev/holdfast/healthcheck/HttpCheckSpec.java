package dev.holdfast.healthcheck;

import java.util.List;
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
        implements CheckSpec {
    /**
     * TLS. Certificates are not verified, as keepalived does not.
     *
     * @param serverName {@code enable_sni}: the virtual host is named in the handshake
     * @param otherServerName {@code sni_name}: what is named instead, or null
     */
    public record Tls(boolean serverName, @Nullable String otherServerName) {}

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
        return List.of(tls == null ? "HTTP_GET" : "SSL_GET", target, protocol, urls, String.valueOf(tls));
    }

    @Override
    public <T> T match(Cases<T> cases) {
        return cases.http(this);
    }
}
