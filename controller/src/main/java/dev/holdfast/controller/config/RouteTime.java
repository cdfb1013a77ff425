package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Word;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The times among the options of a route, rtt, rttvar and rto_min: with {@code s} or {@code ms}, or in the kernel's unit. */
enum RouteTime {
    /** Eighths of a millisecond (linux/rtnetlink.h, RTAX_RTT). */
    ROUND_TRIP(8),
    /** Quarters of a millisecond (RTAX_RTTVAR). */
    ROUND_TRIP_VARIANCE(4),
    /** Milliseconds (RTAX_RTO_MIN). */
    LEAST_RETRANSMIT_TIMEOUT(1);

    /** TCP_RTO_MIN of the kernel, in milliseconds. */
    private static final long LEAST = 200;

    /** TCP_RTO_MAX of the kernel, in milliseconds. */
    private static final long MOST = 120_000;

    private static final int MILLIS_PLACES = 3;

    private final long perMilli;

    RouteTime(long perMilli) {
        this.perMilli = perMilli;
    }

    /**
     * A time in its usual form, as keepalived has it: within 200 milliseconds and 2 minutes, in whole milliseconds or the kernel's
     * units, which is reported where it is given otherwise.
     *
     * @return null when it is no time, or beyond what is read
     */
    @Nullable String read(Word option, Word word, Problems problems) {
        String text = word.text().toLowerCase(Locale.ROOT);
        boolean millis = text.endsWith("ms");
        boolean seconds = !millis && text.endsWith("s");
        String digits = text.substring(0, text.length() - (millis ? 2 : seconds ? 1 : 0));
        int places = seconds ? MILLIS_PLACES : 0;
        OptionalLong read = Numbers.decimal(digits, places, 0, MOST * perMilli);
        if (read.isEmpty()) {
            return null;
        }
        long value = read.getAsLong();
        boolean inUnits = !millis && !seconds;
        String usual = inUnits ? Long.toString(value) : inMillis(value);
        int point = digits.indexOf('.');
        if (point >= 0 && digits.length() - point - 1 > places) {
            problems.error(
                    word,
                    "bad-value",
                    option + " " + word,
                    seconds ? "at most three decimals" : "no decimals",
                    usual + " is used");
        }
        long units = inUnits ? value : value * perMilli;
        if (units >= LEAST * perMilli && units <= MOST * perMilli) {
            return usual;
        }
        String used = inMillis(units < LEAST * perMilli ? LEAST : MOST);
        String unit = inUnits && perMilli > 1 ? " of 1/" + perMilli + " ms" : "";
        problems.remark(
                word, "bad-value", option + " " + word + unit, "200ms..120s", used + " is used, as with keepalived");
        return used;
    }

    /** What is the greatest that is read, for a message. */
    String expected() {
        return "200ms..120s, or 0.." + MOST * perMilli + (perMilli > 1 ? " in 1/" + perMilli + " ms" : " in ms");
    }

    private static String inMillis(long millis) {
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
