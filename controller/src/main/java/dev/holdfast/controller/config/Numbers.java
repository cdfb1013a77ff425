package dev.holdfast.controller.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads numbers that are not the first argument of their keyword, which the tables look at. */
final class Numbers {
    private static final int HIGHEST_PORT = 65535;

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern SECONDS = Pattern.compile("\\+?([0-9]{1,12}(\\.[0-9]{0,30})?|\\.[0-9]{1,30})");

    private Numbers() {}

    /** A decimal whole number within both ends; empty when it is anything else. */
    static OptionalLong within(String text, long least, long most) {
        if (!WHOLE.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        long value = Long.parseLong(text);
        return value < least || value > most ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** As {@link #within}, and as strtol(3) reads what is quoted: blanks before the number do not matter, and nothing is 0. */
    static OptionalLong quoted(String text, long least, long most) {
        String number = text.replaceFirst("^[ \\t\\n\\x0b\\f\\r]+", "");
        return within(text.isEmpty() ? "0" : number, least, most);
    }

    /** Seconds with decimals within both ends, as microseconds; empty when it is anything else. */
    static OptionalLong micros(String text, long least, long most) {
        return decimal(text, 6, least, most);
    }

    /** A number with decimals, its point moved to the right, rounded, within both ends; empty when it is anything else. */
    static OptionalLong decimal(String text, int places, long least, long most) {
        if (!SECONDS.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        long value = new BigDecimal(text.startsWith("+") ? text.substring(1) : text)
                .movePointRight(places)
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
        return value < least || value > most ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** A port, 1..65535. */
    static OptionalLong port(String text) {
        return within(text, 1, HIGHEST_PORT);
    }
}
