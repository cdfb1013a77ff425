package dev.holdfast.controller.track;

import java.util.OptionalLong;

/**
 * The number at the start of a tracked file, as strtol(3) reads it with base 0: white space, a sign, and digits, hexadecimal after
 * {@code 0x} and octal after {@code 0}; whatever follows is no part of it, and a file without digits says 0. Pure.
 */
final class FileNumber {
    private FileNumber() {}

    /** The number; empty when it is beyond -2147483648..2147483647. */
    static OptionalLong parse(String text) {
        int at = 0;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            at++;
        }
        int radix = 10;
        if (text.regionMatches(true, at, "0x", 0, 2)
                && at + 2 < text.length()
                && Character.digit(text.charAt(at + 2), 16) >= 0) {
            radix = 16;
            at += 2;
        } else if (at < text.length() && text.charAt(at) == '0') {
            radix = 8;
        }
        long number = 0;
        for (; at < text.length(); at++) {
            int digit = text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), radix) : -1;
            if (digit < 0) {
                break;
            }
            number = number * radix + digit;
            if (number > -(long) Integer.MIN_VALUE) {
                return OptionalLong.empty();
            }
        }
        long signed = negative ? -number : number;
        return signed > Integer.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(signed);
    }

    private static boolean isSpace(char one) {
        return one == ' ' || (one >= '\t' && one <= '\r');
    }
}
