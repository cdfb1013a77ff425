package dev.holdfast.controller.config.global;

/** Checks the values of the records: a value out of range is a defect of the reader, which has to leave it out. */
public final class Checked {
    private Checked() {}

    /** The value, when it is within both ends; an {@link IllegalArgumentException} that names it otherwise. */
    public static long range(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + value + " (expected " + least + ".." + most + ")");
        }
        return value;
    }

    /** An {@link IllegalArgumentException} unless the condition holds. */
    public static void that(boolean condition, String what, Object value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(what + " " + value + " (expected " + expected + ")");
        }
    }
}
