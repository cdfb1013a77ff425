package dev.holdfast.controller.conf;

/**
 * What becomes of a configuration, with the exit code that {@code keepalived -t} gives the same file. A problem carries the
 * verdict it leads to alone; a file's verdict is the {@link #worse} of all of them.
 */
public enum Verdict {
    /** Nothing that keepalived would report: exit code 0. */
    CLEAN(0),
    /** It starts, with something left out or replaced by a default: exit code 5. */
    STARTS_WITH_ERRORS(5),
    /** It starts, but runs scripts without {@code enable_script_security}: exit code 6, which hides 5. */
    SCRIPT_SECURITY(6),
    /** No configuration that could be read: exit code 4. */
    NO_CONFIGURATION(4),
    /** It must not start: exit code 2. */
    FATAL(2);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The exit code of a configuration test: 0, 5, 6, 4 or 2. */
    public int exitCode() {
        return exitCode;
    }

    /** Whether a daemon may run with such a configuration. */
    public boolean starts() {
        return switch (this) {
            case CLEAN, STARTS_WITH_ERRORS, SCRIPT_SECURITY -> true;
            case NO_CONFIGURATION, FATAL -> false;
        };
    }

    /** The one of both that decides the exit code. */
    public Verdict worse(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
