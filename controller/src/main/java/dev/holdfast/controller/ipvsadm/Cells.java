package dev.holdfast.controller.ipvsadm;

/** Cells of a table of fixed columns; what is wider than its column keeps its width. */
final class Cells {
    private static final long K = 1_000L;
    private static final long M = 1_000_000L;
    private static final long G = 1_000_000_000L;
    private static final long T = 1_000_000_000_000L;

    private Cells() {}

    /** Text with blanks behind it. */
    static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static String left(long number, int width) {
        return left(Long.toString(number), width);
    }

    /** Text with blanks before it. */
    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /**
     * An unsigned counter in nine columns: up to eight digits, then thousands (K), millions (M), billions (G),
     * trillions (T).
     */
    static String counter(long value, boolean exact) {
        if (exact) {
            return " " + right(Long.toUnsignedString(value), 8);
        }
        if (Long.compareUnsigned(value, 100 * M) < 0) {
            return right(Long.toString(value), 9);
        }
        long unit;
        String letter;
        if (Long.compareUnsigned(value, G) < 0) {
            unit = K;
            letter = "K";
        } else if (Long.compareUnsigned(value, 100 * G) < 0) {
            unit = M;
            letter = "M";
        } else if (Long.compareUnsigned(value, 100 * T) < 0) {
            unit = G;
            letter = "G";
        } else {
            unit = T;
            letter = "T";
        }
        return right(Long.toUnsignedString(Long.divideUnsigned(value, unit)), 8) + letter;
    }
}
