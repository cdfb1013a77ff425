package dev.holdfast.controller.config.lvs;

import org.jspecify.annotations.Nullable;

/**
 * The SSL block, for SSL_GET; a null is a thing that is not given.
 *
 * @param password {@code password} of the key
 * @param authority {@code ca}: the file of who may sign servers' certificates
 * @param certificate {@code certificate}: the file of our own certificate
 * @param key {@code key}: the file of its key
 */
public record SslSettings(
        @Nullable String password,
        @Nullable String authority,
        @Nullable String certificate,
        @Nullable String key) {
    /** Does not show the password. */
    @Override
    public String toString() {
        return "SslSettings[ca " + authority + ", certificate " + certificate + ", key " + key + "]";
    }
}
