package dev.holdfast.ipvs;

import java.nio.charset.StandardCharsets;

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

    /** Checks a network interface's name as the kernel does ({@code dev_valid_name}): 1 to 15 bytes, no slash, colon or blank. */
    static void interfaceName(String name) {
        boolean valid = name.chars().noneMatch(c -> c == '/' || c == ':' || Character.isWhitespace(c) || c == 0);
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (!valid || length < 1 || length > 15 || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(
                    "interface \"" + name + "\" (expected 1..15 bytes without slash, colon and blank)");
        }
    }
}
