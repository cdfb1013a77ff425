package dev.holdfast.controller.conf;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What the first argument of a keyword has to be, with its range.
 *
 * @param kind the kind of value
 * @param least the least value; for {@link Kind#SECONDS} in microseconds
 * @param most the greatest value; for {@link Kind#SECONDS} in microseconds
 */
record Shape(Kind kind, long least, long most) {
    /** The kinds of arguments the reading of the tree looks at; all others are left to whoever uses them. */
    enum Kind {
        ANY,
        INTEGER,
        SECONDS,
        BOOLEAN
    }

    private static final long MICROS = 1_000_000;
    private static final int MOST_DIGITS = 18;
    private static final int MOST_SECOND_DIGITS = 12;
    private static final int SECOND_DECIMALS = 6;
    private static final Pattern DECIMAL = Pattern.compile("\\+?([0-9]{1,14}(\\.[0-9]{0,30})?|\\.[0-9]{1,30})");

    /** The longest time a {@code TIMER} of 32 bits of microseconds holds. */
    private static final long TIMER_MICROS = 4_294_967_295L;

    /** A longer time is taken for this, 146 years: the sum of two of them fits into 64 bits of nanoseconds. */
    private static final long MOST_MICROS = Long.MAX_VALUE / 2000;

    /** The longest time that keepalived reads: 64 bits of microseconds, without the value that says never. */
    private static final BigDecimal MOST_READ_MICROS = new BigDecimal("18446744073709551614");

    /** Not looked at. */
    static final Shape ANY = new Shape(Kind.ANY, 0, 0);

    /** Nothing, or one of on, off, true, false, yes, no. */
    static final Shape BOOLEAN = new Shape(Kind.BOOLEAN, 0, 0);

    /** A time in seconds with up to six decimals, more than 0. */
    static final Shape SOME_SECONDS = new Shape(Kind.SECONDS, 1, TIMER_MICROS);

    /** A time in seconds with up to six decimals, 0 included. */
    static final Shape SECONDS = new Shape(Kind.SECONDS, 0, TIMER_MICROS);

    /** A time in seconds without that limit, more than 0. */
    static final Shape LONG_SECONDS = new Shape(Kind.SECONDS, 1, MOST_MICROS);

    /** A time in seconds without that limit, 0 included. */
    static final Shape LONG_SECONDS_OR_NONE = new Shape(Kind.SECONDS, 0, MOST_MICROS);

    /** A port number. */
    static final Shape PORT = integer(1, 65535);

    /** An unsigned number of 32 bits. */
    static final Shape UNSIGNED = integer(0, 4_294_967_295L);

    /** A whole number, both ends included. */
    static Shape integer(long least, long most) {
        return new Shape(Kind.INTEGER, least, most);
    }

    /** A time in microseconds, written in seconds. */
    static Shape seconds(long leastMicros, long mostMicros) {
        return new Shape(Kind.SECONDS, leastMicros, mostMicros);
    }

    /** Whether a value is one of these. */
    boolean fits(String value) {
        return switch (kind) {
            case ANY -> true;
            case BOOLEAN -> isTrue(value) || isFalse(value);
            case INTEGER, SECONDS -> number(value).isPresent();
        };
    }

    /** The number, in microseconds for {@link Kind#SECONDS}; empty when it is none or out of range. Nothing, in quotes, is 0. */
    OptionalLong number(String value) {
        if (value.isEmpty() && (kind == Kind.INTEGER || kind == Kind.SECONDS)) {
            return within(OptionalLong.of(0));
        }
        return switch (kind) {
            case ANY, BOOLEAN -> OptionalLong.empty();
            case INTEGER -> within(wholeNumber(withoutBlanksBefore(value)));
            case SECONDS -> within(micros(withoutBlanksBefore(value)));
        };
    }

    /** A quoted number may have blanks before it, but none after it, as strtol(3) reads it. */
    private static String withoutBlanksBefore(String value) {
        int start = 0;
        while (start < value.length() && " \t\n\u000b\f\r".indexOf(value.charAt(start)) >= 0) {
            start++;
        }
        return value.substring(start);
    }

    private OptionalLong within(OptionalLong value) {
        return value.isPresent() && value.getAsLong() >= least && value.getAsLong() <= most
                ? value
                : OptionalLong.empty();
    }

    /** Whether it is a time with more decimals than count, which is rounded, and which keepalived 2.2.7 reports all the same. */
    boolean isRounded(String value) {
        int point = value.indexOf('.');
        return kind == Kind.SECONDS && point >= 0 && value.length() - point - 1 > SECOND_DECIMALS && fits(value);
    }

    /** What is expected, for a message. */
    String expectation() {
        return switch (kind) {
            case ANY -> "";
            case BOOLEAN -> "on, off, true, false, yes or no";
            case INTEGER -> least + ".." + most;
            case SECONDS -> mostSeconds();
        };
    }

    private String mostSeconds() {
        String from = inSeconds(least);
        return most > TIMER_MICROS ? from + " or more seconds" : from + ".." + inSeconds(most) + " seconds";
    }

    private static String inSeconds(long micros) {
        if (micros % MICROS == 0) {
            return Long.toString(micros / MICROS);
        }
        return String.format(Locale.ROOT, "%.6f", micros / 1e6).replaceAll("0+$", "");
    }

    static boolean isTrue(String value) {
        return value.equals("on") || value.equals("true") || value.equals("yes");
    }

    static boolean isFalse(String value) {
        return value.equals("off") || value.equals("false") || value.equals("no");
    }

    private static boolean isDigits(String value, int start) {
        for (int i = start; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** A decimal whole number of at most 18 digits, perhaps with a sign. */
    static OptionalLong wholeNumber(String value) {
        if (value.isEmpty() || value.length() > MOST_DIGITS + 1) {
            return OptionalLong.empty();
        }
        boolean signed = value.charAt(0) == '-' || value.charAt(0) == '+';
        int digits = value.length() - (signed ? 1 : 0);
        return digits < 1 || digits > MOST_DIGITS || !isDigits(value, signed ? 1 : 0)
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(value));
    }

    /** Seconds with decimals as microseconds, at most {@link #MOST_MICROS}; decimals after the sixth are rounded to the nearest. */
    static OptionalLong micros(String value) {
        if (!value.isEmpty() && value.length() <= MOST_SECOND_DIGITS && isDigits(value, 0)) {
            return OptionalLong.of(Math.min(Long.parseLong(value) * MICROS, MOST_MICROS));
        }
        if (!DECIMAL.matcher(value).matches()) {
            return OptionalLong.empty();
        }
        BigDecimal micros = new BigDecimal(value.startsWith("+") ? value.substring(1) : value)
                .movePointRight(SECOND_DECIMALS)
                .setScale(0, RoundingMode.HALF_UP);
        if (micros.compareTo(MOST_READ_MICROS) > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(micros.min(BigDecimal.valueOf(MOST_MICROS)).longValue());
    }
}
