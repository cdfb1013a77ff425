package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Suggestion;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.HmacSettings;
import dev.holdfast.controller.config.vrrp.HmacSettings.AntiReplay;
import dev.holdfast.controller.config.vrrp.HmacSettings.Mode;
import dev.holdfast.controller.config.vrrp.PasswordSettings;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.VrrpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the authentication and auth_hmac blocks of an instance. */
final class AuthenticationReader {
    private final Entries entries;
    private final Problems problems;

    AuthenticationReader(Entries entries, Problems problems) {
        this.entries = entries;
        this.problems = problems;
    }

    /** The authentication block; null when it asks for nothing. */
    @Nullable PasswordSettings password(VrrpVersion version, boolean ipv6, boolean strict) {
        String type = null;
        String password = "";
        Word at = null;
        for (Statement block : entries.all("authentication")) {
            at = block.word();
            for (Statement child : block.children()) {
                Word value = child.at(0);
                if (child.name().equals("auth_pass")) {
                    password = cut(value);
                } else if (value.text().equals("PASS") || value.text().equals("AH")) {
                    type = value.text();
                } else {
                    String hint = Suggestion.hint(value.text(), List.of("PASS", "AH"), "it is ignored");
                    problems.error(value, "bad-value", "auth_type " + value, "PASS or AH", hint);
                }
            }
        }
        if (type == null || at == null) {
            return null;
        }
        if (version == VrrpVersion.V3) {
            problems.warning(at, "v3-authentication", "authentication with VRRP version 3", "none", "it is ignored");
        } else if (password.isEmpty()) {
            problems.error(
                    at,
                    "no-password",
                    "auth_type " + type + " without auth_pass",
                    "auth_pass PASSWORD",
                    "it is ignored");
        } else if (ipv6 && type.equals("AH")) {
            problems.error(at, "ah-ipv6", "auth_type AH with IPv6", "auth_hmac, or none", "it is ignored");
        } else if (strict) {
            problems.warning(at, "strict", "authentication with strict_mode", "none", "it is ignored");
        } else if (entries.has("auth_hmac")) {
            problems.error(at, "two-authentications", "authentication with auth_hmac", "one of them", "it is ignored");
        } else {
            return new PasswordSettings(type.equals("AH"), password);
        }
        return null;
    }

    /** At most eight bytes of UTF-8, unless that would cut a character. */
    private String cut(Word value) {
        String text = value.text();
        int longest = Authentication.SimplePassword.MAX_BYTES;
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > longest) {
            problems.warning(
                    value,
                    "long-password",
                    "an auth_pass of " + bytes + " bytes",
                    "at most " + longest,
                    "only the first " + longest + " are used");
        }
        String whole = text;
        while (text.getBytes(StandardCharsets.UTF_8).length > longest) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        // The wire has bytes: a character that is cut in two counts with its first half.
        if (text.getBytes(StandardCharsets.UTF_8).length < Math.min(bytes, longest)) {
            return whole;
        }
        return text;
    }

    /** The auth_hmac block; null when there is none that can be used. */
    @Nullable HmacSettings hmac() {
        Statement block = entries.last("auth_hmac");
        if (block == null) {
            return null;
        }
        List<HmacSettings.Key> keys = new ArrayList<>();
        for (Statement statement : block.children("key")) {
            key(statement, keys);
        }
        if (keys.isEmpty()) {
            problems.error(block.word(), "no-key", "auth_hmac without a key", "key ID VALUE", "it is ignored");
            return null;
        }
        Entries own = new Entries(block.children());
        int active = own.integer("active_key", keys.get(0).id());
        Statement activeStatement = own.last("active_key");
        if (keys.stream().noneMatch(key -> key.id() == active)) {
            problems.error(
                    activeStatement == null ? block.word() : activeStatement.at(0),
                    "no-key",
                    "active_key " + active,
                    "the id of a key",
                    "auth_hmac is ignored");
            return null;
        }
        AntiReplay antiReplay = AntiReplay.TIME;
        for (Statement statement : own.all("anti_replay")) {
            switch (statement.text(0)) {
                case "time" -> antiReplay = AntiReplay.TIME;
                case "monotonic" -> antiReplay = AntiReplay.MONOTONIC;
                default -> bad(statement, "time or monotonic");
            }
        }
        Mode mode = Mode.ENFORCE;
        for (Statement statement : own.all("mode")) {
            switch (statement.text(0)) {
                case "enforce" -> mode = Mode.ENFORCE;
                case "permissive" -> mode = Mode.PERMISSIVE;
                case "receive-only" -> mode = Mode.RECEIVE_ONLY;
                default -> bad(statement, "enforce, permissive or receive-only");
            }
        }
        return new HmacSettings(keys, active, antiReplay, own.integer("time_window"), mode);
    }

    private void bad(Statement statement, String expected) {
        problems.error(
                statement.at(0), "bad-value", statement.name() + " " + statement.text(0), expected, "it is ignored");
    }

    /** A message about a key does not show it. */
    private void key(Statement statement, List<HmacSettings.Key> keys) {
        OptionalLong id = Numbers.within(statement.text(0), 0, 255);
        String text = statement.text(1);
        if (id.isEmpty() || keys.stream().anyMatch(key -> key.id() == id.getAsLong())) {
            problems.error(
                    statement.at(0),
                    "bad-value",
                    text.isEmpty() || !statement.text(0).matches("[0-9]{1,9}")
                            ? "the id of a key"
                            : "key " + statement.text(0),
                    "0..255, no id twice",
                    "the key is left out");
            return;
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        boolean fits = text.startsWith("file:") && text.length() > "file:".length();
        if (text.startsWith("hex:")) {
            String digits = text.substring("hex:".length());
            bytes = digits.length() / 2;
            fits = digits.matches("([0-9a-fA-F]{2})*");
        }
        boolean plain = !text.startsWith("file:") && !text.startsWith("hex:");
        if (!text.startsWith("file:")) {
            fits = (fits || plain) && bytes >= HmacSettings.LEAST_KEY_BYTES && bytes <= HmacSettings.MOST_KEY_BYTES;
        }
        if (!fits) {
            problems.error(
                    statement.at(1),
                    "bad-key",
                    "the value of key " + statement.text(0),
                    "32..64 bytes: hex: and digits, file: and a path, or characters",
                    "the key is left out");
            return;
        }
        keys.add(new HmacSettings.Key((int) id.getAsLong(), text));
    }
}
