package dev.holdfast.healthcheck;

import java.util.List;

/**
 * keepalived.conf(5) HTTP_GET: the server is well when every URL answers as expected.
 *
 * @param protocol the request's version and connection header, {@code http_protocol}
 * @param urls in the file's order; at least one
 * @param fastRecovery {@code fast_recovery}: no {@code delay_loop} between the URLs of a server that is down
 */
public record HttpCheckSpec(
        CheckTarget target, CheckTiming timing, HttpProtocol protocol, List<UrlSpec> urls, boolean fastRecovery)
        implements CheckSpec {
    public HttpCheckSpec {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no url (expected at least one)");
        }
    }
}
