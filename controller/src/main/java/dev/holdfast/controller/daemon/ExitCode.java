package dev.holdfast.controller.daemon;

/** What the process ends with; the numbers are keepalived's where it has one for the case. */
public enum ExitCode {
    /** All went well. */
    OK(0),
    /** Could not run: a privilege, a PID file, a socket, the command line. */
    FAILURE(1),
    /** The configuration cannot be run. */
    CONFIGURATION(2);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The process's exit status. */
    public int number() {
        return number;
    }
}
