package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import dev.holdfast.vrrp.Authentication;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An authentication block of VRRPv2 (RFC 2338 section 10), with {@code auth_pass}.
 *
 * @param header {@code auth_type AH}: an authentication header (RFC 2402) instead of the password itself
 * @param password {@code auth_pass}, of which the first eight bytes count; at least one character
 */
public record PasswordSettings(boolean header, String password) {
    /** Checks that there is one. */
    public PasswordSettings {
        Checked.that(!password.isEmpty(), "auth_pass", "''", "at least one character");
    }

    /** What goes on the wire. */
    public byte[] bytes() {
        byte[] all = password.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(all, Math.min(all.length, Authentication.SimplePassword.MAX_BYTES));
    }

    /** Does not show the password. */
    @Override
    public String toString() {
        return header ? "AH" : "PASS";
    }
}
