package dev.holdfast.ipvs.proc;

import java.io.IOException;

/** A line of the connection table that is not what the kernel writes. */
public final class MalformedConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long lineNumber;
    private final String line;

    MalformedConnectionException(long lineNumber, String line, String problem) {
        super("line " + lineNumber + ": " + problem + " in \"" + line + "\"");
        this.lineNumber = lineNumber;
        this.line = line;
    }

    /** Which line, counted from 1, the line of column names. */
    public long lineNumber() {
        return lineNumber;
    }

    /** The line's text. */
    public String line() {
        return line;
    }
}
