package dev.holdfast.controller.conf;

/** How a problem is shown. What it does to the exit code is its {@link Verdict}. */
public enum Severity {
    /** Something the file says is not what it can say; it is left out or replaced by a default. */
    ERROR("error"),
    /** What the file says is understood, but is probably not meant, or does nothing. */
    WARNING("warning");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** {@code error} or {@code warning}. */
    public String word() {
        return word;
    }
}
