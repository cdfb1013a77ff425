package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An auth_hmac block (keepalived 2.4): adverts carry an HMAC-SHA256.
 *
 * @param keys the keys, no id twice; at least one
 * @param activeKey {@code active_key}: the id of the key to sign with
 * @param antiReplay {@code anti_replay}: what an advert's number is compared with
 * @param windowSeconds {@code time_window}: how far an advert's time may be off, 1..300; null for three advert intervals, at least 5 s
 * @param mode {@code mode}
 */
public record HmacSettings(
        List<Key> keys,
        int activeKey,
        AntiReplay antiReplay,
        @Nullable Integer windowSeconds,
        Mode mode) {
    /** What an old advert is known by. */
    public enum AntiReplay {
        /** The time of day. */
        TIME,
        /** A number that only grows. */
        MONOTONIC
    }

    /** What is done with adverts without an HMAC. */
    public enum Mode {
        /** They do not count. */
        ENFORCE,
        /** They count. */
        PERMISSIVE,
        /** They count, and none is sent with one. */
        RECEIVE_ONLY
    }

    /** The longest {@code time_window}. */
    public static final int MOST_WINDOW_SECONDS = 300;

    /** The shortest key in bytes. */
    public static final int LEAST_KEY_BYTES = 32;

    /** The longest key in bytes. */
    public static final int MOST_KEY_BYTES = 64;

    /**
     * A key.
     *
     * @param id 0..255
     * @param text as given: {@code hex:} and digits, {@code file:} and a path, or the key itself
     */
    public record Key(int id, String text) {
        /** Checks the range. */
        public Key {
            Checked.range("key id", id, 0, 255);
        }

        /** Whether the key is in a file, so that the text is no secret. */
        public boolean isInFile() {
            return text.startsWith("file:");
        }

        /** Does not show the key. */
        @Override
        public String toString() {
            return "key " + id;
        }
    }

    /** Checks the values and copies the list. */
    public HmacSettings {
        keys = List.copyOf(keys);
        int active = activeKey;
        Checked.that(keys.stream().anyMatch(key -> key.id() == active), "active_key", activeKey, "the id of a key");
        if (windowSeconds != null) {
            Checked.range("time_window (seconds)", windowSeconds, 1, MOST_WINDOW_SECONDS);
        }
    }
}
