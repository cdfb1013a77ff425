package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.UrlSpec;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;

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
 * </pre>
 */
final class HttpRequestText {
    private HttpRequestText() {}

    static byte[] of(HttpProtocol protocol, UrlSpec url, CheckTarget target) {
        StringBuilder text = new StringBuilder(160)
                .append("GET ")
                .append(url.path())
                .append(" HTTP/1.")
                .append(protocol.minorVersion())
                .append("\r\nUser-Agent: KeepAliveClient\r\n");
        if (protocol.connection() != null) {
            text.append("Connection: ").append(protocol.connection()).append("\r\n");
        }
        text.append("Host: ").append(host(url, target)).append("\r\n\r\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String host(UrlSpec url, CheckTarget target) {
        if (url.virtualHost() != null) {
            return url.virtualHost();
        }
        String address = io.netty.util.NetUtil.toAddressString(target.address());
        return (target.address() instanceof Inet6Address ? "[" + address + "]" : address) + ":" + target.port();
    }
}
