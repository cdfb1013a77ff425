package dev.holdfast.healthcheck.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.HttpHeaders;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.UrlSpec;
import io.netty.util.NetUtil;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Our requests against those of keepalived 2.2.7, byte for byte; http-requests.txt says how they were taken. */
class HttpRequestTextTest {
    @Test
    void requestsAreThoseOfKeepalived() throws IOException {
        Map<String, String> golden = golden();
        assertThat(golden).hasSize(7);
        for (Map.Entry<String, String> block : golden.entrySet()) {
            List<String> words = List.of(block.getKey().split(" ", -1));
            int colon = words.get(0).lastIndexOf(':');
            byte[] address =
                    NetUtil.createByteArrayFromIpAddressString(words.get(0).substring(0, colon));
            CheckTarget target = CheckTarget.of(
                    InetAddress.getByAddress(address),
                    Integer.parseInt(words.get(0).substring(colon + 1)));
            HttpProtocol protocol = words.get(1).equals("-")
                    ? HttpProtocol.DEFAULT
                    : HttpProtocol.ofKeyword(words.get(1)).orElseThrow();
            String host = words.get(3).equals("-") ? null : words.get(3);
            UrlSpec url = new UrlSpec(words.get(2), List.of(), null, host);
            assertThat(new String(HttpRequestText.of(protocol, url, target), StandardCharsets.UTF_8))
                    .as(block.getKey())
                    .isEqualTo(block.getValue());
        }
    }

    @Test
    void whatTheUrlSaysBeyondThemFollowsAndReplacesTheUserAgent() throws IOException {
        CheckTarget target = CheckTarget.of(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 80);
        HttpHeaders headers = new HttpHeaders(
                "PUT",
                List.of(new HttpHeaders.Header("X-From", "a"), new HttpHeaders.Header("user-agent", "b")),
                List.of());
        UrlSpec url = new UrlSpec("/p", List.of(), null, null, null, headers, false);

        assertThat(new String(HttpRequestText.of(HttpProtocol.DEFAULT, url, target), StandardCharsets.UTF_8)
                        .split("\r\n", -1))
                .containsExactly(
                        "PUT /p HTTP/1.0",
                        "Host: 192.0.2.1:80",
                        "X-From: a",
                        "user-agent: b",
                        "Content-Length: 0",
                        "",
                        "");
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> blocks = new LinkedHashMap<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                HttpRequestTextTest.class.getResourceAsStream("http-requests.txt"), StandardCharsets.UTF_8))) {
            String key = null;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("[") && line.endsWith("]")) {
                    key = line.substring(1, line.length() - 1);
                    blocks.put(key, "");
                } else if (key != null) {
                    blocks.merge(key, line + "\r\n", String::concat);
                    if (line.isEmpty()) {
                        key = null;
                    }
                }
            }
        }
        return blocks;
    }
}
