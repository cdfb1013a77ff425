package dev.holdfast.controller.admin;

/** A director could not be asked, or its socket not be opened; the message is one line for people. */
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean inUse;

    /** With this message. */
    public ControlException(String message) {
        this(message, false);
    }

    /**
     * With this message.
     *
     * @param inUse whether the reason is that another director answers there
     */
    ControlException(String message, boolean inUse) {
        super(message);
        this.inUse = inUse;
    }

    /** Whether the reason is that another director answers there. */
    public boolean isInUse() {
        return inUse;
    }
}
