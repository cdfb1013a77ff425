package dev.holdfast.healthcheck;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** keepalived.conf(5) {@code http_protocol}: the version in the request line, and what the request says of the connection. */
public enum HttpProtocol {
    HTTP_1_0("1.0", 0, null),
    HTTP_1_0_CLOSE("1.0C", 0, "close"),
    HTTP_1_0_KEEP_ALIVE("1.0K", 0, "keep-alive"),
    HTTP_1_1("1.1", 1, "close"),
    HTTP_1_1_KEEP_ALIVE("1.1K", 1, null);

    /** What is used when the file says nothing. */
    public static final HttpProtocol DEFAULT = HTTP_1_0;

    private final String keyword;
    private final int minorVersion;
    private final @Nullable String connection;

    HttpProtocol(String keyword, int minorVersion, @Nullable String connection) {
        this.keyword = keyword;
        this.minorVersion = minorVersion;
        this.connection = connection;
    }

    /** The word in keepalived.conf, its letter in upper case. */
    public String keyword() {
        return keyword;
    }

    /** The digit after {@code HTTP/1.} in the request line. */
    public int minorVersion() {
        return minorVersion;
    }

    /** The value of the Connection header, or null when none is sent. */
    public @Nullable String connection() {
        return connection;
    }

    /** Finds the constant for a word of keepalived.conf, in either case; empty when there is none. */
    public static Optional<HttpProtocol> ofKeyword(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        for (HttpProtocol protocol : values()) {
            if (protocol.keyword.equals(upper)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
