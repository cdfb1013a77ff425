package dev.holdfast.controller.realserver;

/** Why a command cannot be carried out, in one line that says what to do. */
final class RealServerException extends Exception {
    private static final long serialVersionUID = 1L;

    RealServerException(String message) {
        super(message);
    }

    RealServerException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The line. */
    String line() {
        return String.valueOf(getMessage());
    }
}
