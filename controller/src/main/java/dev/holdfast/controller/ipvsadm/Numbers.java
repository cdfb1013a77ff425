package dev.holdfast.controller.ipvsadm;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Numbers as strtol(3) takes them from a whole word: leading blanks, a sign, decimal digits. */
final class Numbers {
    private static final Pattern DECIMAL = Pattern.compile("[ \\t\\n\\x0B\\f\\r]*[+-]?[0-9]+");

    private Numbers() {}

    /** The number, or empty when the word is none or it is out of range. */
    static OptionalLong read(String word, long least, long most) {
        if (!DECIMAL.matcher(word).matches()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(word.strip());
            return number < least || number > most ? OptionalLong.empty() : OptionalLong.of(number);
        } catch (NumberFormatException e) {
            // More digits than a long has.
            return OptionalLong.empty();
        }
    }

    /**
     * The number.
     *
     * @throws UsageException when the word is none or it is out of range: {@code weight -1 (expected 0..2147483647)}
     */
    static long require(String what, String word, long least, long most) throws UsageException {
        OptionalLong number = read(word, least, most);
        if (number.isEmpty()) {
            throw UsageException.value(what + " " + word + " (expected " + least + ".." + most + ")");
        }
        return number.getAsLong();
    }

    /** As {@link #require}, for ranges within an int. */
    static int requireInt(String what, String word, int least, int most) throws UsageException {
        return (int) require(what, word, least, most);
    }
}
