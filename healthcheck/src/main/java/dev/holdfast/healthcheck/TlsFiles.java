package dev.holdfast.healthcheck;

import org.jspecify.annotations.Nullable;

/**
 * The files that checks by TLS use, keepalived.conf(5) SSL, all in PEM format; a null is one that is not given.
 *
 * @param certificate {@code certificate}: what is shown to servers that ask for a certificate, with those that signed it
 * @param key {@code key}: the key of that certificate, without which none is shown
 * @param password {@code password}: what the key is encrypted by
 * @param authorities {@code ca}: who may have signed servers' certificates, those that Java trusts unless given; used only where a
 *     check verifies them
 */
public record TlsFiles(
        @Nullable String certificate,
        @Nullable String key,
        @Nullable String password,
        @Nullable String authorities) {
    /** Without any. */
    public static final TlsFiles NONE = new TlsFiles(null, null, null, null);

    /** Does not show the password. */
    @Override
    public String toString() {
        return "TlsFiles[ca " + authorities + ", certificate " + certificate + ", key " + key + "]";
    }
}
