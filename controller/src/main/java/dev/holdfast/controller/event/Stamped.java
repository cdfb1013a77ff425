package dev.holdfast.controller.event;

/**
 * An event with the wall-clock time at which it was published, because views run later, on a thread of their own.
 *
 * @param epochMillis milliseconds since 1970
 * @param event what happened
 */
public record Stamped(long epochMillis, DirectorEvent event) {}
