package dev.holdfast.controller.settings;

/** The settings cannot be used; the message says where and why, in one line. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With where and why, in one line. */
    public SettingsException(String message) {
        super(message);
    }
}
