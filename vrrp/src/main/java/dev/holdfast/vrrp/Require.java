package dev.holdfast.vrrp;

/** Range checks whose message gives the value and the expectation. */
final class Require {
    private Require() {}

    static void range(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + value + " (expected " + least + ".." + most + ")");
        }
    }

    static void that(boolean holds, String what, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(what + " " + value + " (expected " + expected + ")");
        }
    }
}
