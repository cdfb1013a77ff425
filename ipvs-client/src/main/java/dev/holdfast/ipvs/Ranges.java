package dev.holdfast.ipvs;

/** Range checks whose message gives the value and what was expected. */
final class Ranges {
    private Ranges() {}

    static void port(int port) {
        check("port", port, 0, 65535);
    }

    static void check(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + value + " (expected " + least + ".." + most + ")");
        }
    }

    /** Checks a name the kernel keeps in {@code char[16]}: 1 to 15 printable ASCII characters, no blanks. */
    static void kernelName(String what, String name) {
        boolean printable = name.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (name.isEmpty() || name.length() > 15 || !printable) {
            throw new IllegalArgumentException(
                    what + " \"" + name + "\" (expected 1..15 printable ASCII characters without blanks)");
        }
    }
}
