package dev.holdfast.controller.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's name, from the kernel and not by a lookup, which could hang without a network. */
public final class HostName {
    private static final Path FILE = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** The part before the first dot; {@code localhost} where the kernel does not tell. */
    public static String firstLabel() {
        String name = whole();
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** All of it; {@code localhost} where the kernel does not tell. */
    static String whole() {
        try {
            return Files.readString(FILE).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
