package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.HttpHeaders;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.UrlSpec;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The request of an HTTP_GET checker, byte for byte as keepalived 2.2.7 sends it: servers may have been set up to know it
 * by its User-Agent, and its digest may depend on what the server makes of the headers. Written out rather than left to
 * an HTTP encoder because order and spelling of the headers are part of that.
 *
 * <pre>
 * GET PATH HTTP/1.x
 * User-Agent: KeepAliveClient
 * Connection: close             only 1.0C and 1.1
 * Host: VIRTUALHOST             or ADDRESS:PORT, or [ADDRESS]:PORT; the port is there also when it is 80
 * what request_header says, also instead of the User-Agent
 * Content-Length: 0             only of POST and PUT
 * </pre>
 */
final class HttpRequestText {
    private HttpRequestText() {}

    static byte[] of(HttpProtocol protocol, UrlSpec url, CheckTarget target) {
        StringBuilder text = new StringBuilder(160)
                .append(url.headers().method())
                .append(' ')
                .append(url.path())
                .append(" HTTP/1.")
                .append(protocol.minorVersion())
                .append("\r\n");
        List<HttpHeaders.Header> sent = url.headers().sent();
        if (!names(sent, "User-Agent")) {
            text.append("User-Agent: KeepAliveClient\r\n");
        }
        if (protocol.connection() != null) {
            text.append("Connection: ").append(protocol.connection()).append("\r\n");
        }
        text.append("Host: ").append(host(url, target)).append("\r\n");
        for (HttpHeaders.Header header : sent) {
            text.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        if (url.headers().method().startsWith("P")) {
            // POST and PUT have a body, and it is empty.
            text.append("Content-Length: 0\r\n");
        }
        text.append("\r\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean names(List<HttpHeaders.Header> headers, String name) {
        for (HttpHeaders.Header header : headers) {
            if (header.isNamed(name)) {
                return true;
            }
        }
        return false;
    }

    private static String host(UrlSpec url, CheckTarget target) {
        if (url.virtualHost() != null) {
            return url.virtualHost();
        }
        String address = io.netty.util.NetUtil.toAddressString(target.askedFor());
        return (target.askedFor() instanceof Inet6Address ? "[" + address + "]" : address) + ":" + target.port();
    }
}
