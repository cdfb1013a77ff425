package dev.holdfast.controller.script;

/** How a program's run ended. */
public sealed interface ScriptEnd {
    /**
     * It ended.
     *
     * @param status its exit status, 0..255; when a signal ended it, 128 and the signal's number, as a shell has it
     * @param overdue whether its time had run out before
     */
    record Exited(int status, boolean overdue) implements ScriptEnd {}

    /**
     * It was not started.
     *
     * @param why for people
     */
    record NotStarted(String why) implements ScriptEnd {}

    /** What is added to a signal's number. */
    int SIGNALS = 128;

    /** {@code SIGRTMAX}. */
    int MOST_SIGNAL = 64;

    /** Whether it ended in time and with status 0. */
    default boolean succeeded() {
        return this instanceof Exited exited && exited.status() == 0 && !exited.overdue();
    }

    /** In words: {@code exited with status 1}, {@code due to signal 9}, or why it did not start. */
    default String words() {
        if (this instanceof NotStarted not) {
            return "cannot be started: " + not.why();
        }
        int status = ((Exited) this).status();
        return status > SIGNALS && status <= SIGNALS + MOST_SIGNAL
                ? "due to signal " + (status - SIGNALS)
                : "exited with status " + status;
    }
}
