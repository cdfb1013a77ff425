package dev.holdfast.controller.conf;

import java.nio.file.Path;

/**
 * A word of the configuration, and where it stands.
 *
 * @param file the file it is in
 * @param line its line, 1 for the first; a word that comes out of a definition stands where the definition is used
 * @param column its first character's column, 1 for the first
 * @param text the word, without the quotes it may have had
 * @param quoted whether it was in quotes; a quoted brace is a word like any other
 */
public record Word(Path file, int line, int column, String text, boolean quoted) {
    /** Whether this is an opening brace. */
    public boolean opens() {
        return !quoted && text.equals("{");
    }

    /** Whether this is a closing brace. */
    public boolean closes() {
        return !quoted && text.equals("}");
    }

    @Override
    public String toString() {
        return text;
    }
}
