package dev.holdfast.vrrp.packet;

import java.util.Map;

/**
 * How adverts are sealed with an HMAC, as keepalived 2.4's {@code auth_hmac} has it.
 *
 * @param keys by id, 0..255; all of them are believed, so that keys can change one router at a time
 * @param activeKey the id of the one to seal with
 * @param antiReplay what tells an old advert
 * @param windowSeconds how far a sender's time may be from ours, 1..300
 * @param mode what is asked of received adverts, and whether ours are sealed
 */
public record HmacConfig(
        Map<Integer, SecretKey> keys, int activeKey, AntiReplay antiReplay, int windowSeconds, Mode mode) {
    /** What tells an old advert. */
    public enum AntiReplay {
        /** Its time and its sequence. */
        TIME,
        /** Its sequence alone: for hosts whose clocks are not set. */
        MONOTONIC
    }

    /** What is asked of received adverts. */
    public enum Mode {
        /** Those without an HMAC do not count. */
        ENFORCE,
        /** Those without count, too. */
        PERMISSIVE,
        /** Those without count, too, and ours have none. */
        RECEIVE_ONLY
    }

    /** The window where none is given: three advert intervals, and at least five seconds. */
    public static int defaultWindowSeconds(int advertIntervalCentis) {
        return Math.max(5, (3 * advertIntervalCentis + 99) / 100);
    }

    /** Checks the values and copies the map. */
    public HmacConfig {
        keys = Map.copyOf(keys);
        if (!keys.containsKey(activeKey)) {
            throw new IllegalArgumentException("active key " + activeKey + " (expected the id of a key)");
        }
        for (int id : keys.keySet()) {
            range("key id", id, 0, 255);
        }
        range("time window (seconds)", windowSeconds, 1, 300);
    }

    private static void range(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + value + " (expected " + least + ".." + most + ")");
        }
    }
}
