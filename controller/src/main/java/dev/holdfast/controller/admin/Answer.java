package dev.holdfast.controller.admin;

/**
 * What a director answers.
 *
 * @param ok whether all is well, or what was asked for was done
 * @param text for the asker, its lines ended; may be empty
 */
public record Answer(boolean ok, String text) {}
