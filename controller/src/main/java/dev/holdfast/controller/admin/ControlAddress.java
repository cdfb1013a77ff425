package dev.holdfast.controller.admin;

import java.nio.file.Path;

/** Where a director's control socket is. */
public final class ControlAddress {
    private static final String PID_SUFFIX = ".pid";
    private static final String SUFFIX = ".sock";

    private ControlAddress() {}

    /** Beside its PID file, which no two directors share: {@code /run/holdfast.sock} for {@code /run/holdfast.pid}. */
    public static Path beside(Path pidFile) {
        String name = String.valueOf(pidFile.getFileName());
        String stem = name.endsWith(PID_SUFFIX) ? name.substring(0, name.length() - PID_SUFFIX.length()) : name;
        return pidFile.resolveSibling(stem + SUFFIX);
    }
}
