package dev.holdfast.controller.config.global;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program to run, keepalived.conf(5) "SCRIPTS" and "Quoted strings".
 *
 * @param words the program's path and its arguments; at least one
 * @param user the user to run it as, or null for {@code script_user}
 * @param group the group to run it as, or null for the user's own
 */
public record ScriptCommand(
        List<String> words, @Nullable String user, @Nullable String group) {
    /** Checks that there is a program, and copies the list. */
    public ScriptCommand {
        words = List.copyOf(words);
        Checked.that(!words.isEmpty(), "script", words, "a program");
        Checked.that(group == null || user != null, "group of a script without a user", String.valueOf(group), "none");
    }

    /** The program's path. */
    public String program() {
        return words.get(0);
    }
}
