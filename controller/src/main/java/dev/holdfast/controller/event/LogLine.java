package dev.holdfast.controller.event;

/**
 * An event in words.
 *
 * @param part who says it
 * @param severity how much it matters
 * @param text one line, without time or level
 */
public record LogLine(Part part, Severity severity, String text) {}
