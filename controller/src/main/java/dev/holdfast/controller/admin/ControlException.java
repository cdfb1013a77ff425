package dev.holdfast.controller.admin;

/** A director could not be asked, or its socket not be opened; the message is one line for people. */
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With this message. */
    public ControlException(String message) {
        super(message);
    }
}
