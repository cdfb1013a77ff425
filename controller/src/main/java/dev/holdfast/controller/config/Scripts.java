package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.config.global.ScriptCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads scripts: {@code KEYWORD "PROGRAM ARGUMENT 'AN ARGUMENT'" [USER [GROUP]]}. */
final class Scripts {
    private Scripts() {}

    /** The command of a statement whose further arguments are user and group; empty when there is no program. */
    static Optional<ScriptCommand> command(Statement statement) {
        return command(
                statement,
                statement.argument(1).isPresent() ? statement.text(1) : null,
                statement.argument(2).isPresent() ? statement.text(2) : null);
    }

    /** The command of a statement whose user and group are given elsewhere; empty when there is no program. */
    static Optional<ScriptCommand> command(Statement statement, @Nullable String user, @Nullable String group) {
        List<String> words = words(statement.text(0));
        return words.isEmpty() ? Optional.empty() : Optional.of(new ScriptCommand(words, user, group));
    }

    /** The words of a command line: separated by white space that is not in single quotes. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
                inWord = true;
            } else if (!quoted && (c == ' ' || c == '\t')) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inWord = false;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
