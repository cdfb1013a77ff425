package dev.holdfast.controller.config;

import java.util.OptionalLong;

/** Reads numbers that are not the first argument of their keyword, which the tables look at. */
final class Numbers {
    private static final int HIGHEST_PORT = 65535;

    private Numbers() {}

    /** A decimal whole number within both ends; empty when it is anything else. */
    static OptionalLong within(String text, long least, long most) {
        if (!text.matches("[-+]?[0-9]{1,18}")) {
            return OptionalLong.empty();
        }
        long value = Long.parseLong(text);
        return value < least || value > most ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** A port, 1..65535. */
    static OptionalLong port(String text) {
        return within(text, 1, HIGHEST_PORT);
    }
}
