package dev.holdfast.controller.daemon;

/** The process cannot start; the message is the one line that says why and what to do. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String line;

    /**
     * A failure.
     *
     * @param exitCode what the process ends with
     * @param message what, where, what was expected, what to do
     */
    public StartFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
        this.line = message;
    }

    /** What, where, what was expected, what to do; in one line. */
    public String line() {
        return line;
    }

    /** What the process ends with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
