package dev.holdfast.controller.event;

/** How much an event matters to an operator. */
public enum Severity {
    /** Only shown when detail is asked for (keepalived's {@code -D}). */
    DETAIL,
    /** The normal course of things. */
    INFO,
    /** Something to look at. */
    WARNING,
    /** Something that does not work. */
    ERROR
}
