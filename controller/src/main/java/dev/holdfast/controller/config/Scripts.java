package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.config.global.ScriptCommand;
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

    /** Warns of a program that is there and cannot be executed: keepalived runs it all the same, and it fails each time. */
    static void remarkUnlessExecutable(
            ScriptCommand command, Statement statement, SystemFacts facts, Problems problems) {
        if (!facts.scriptIsExecutable(command.program())) {
            problems.remark(
                    statement.at(0),
                    "script-not-executable",
                    statement.name() + " " + command.program() + ", which is not executable",
                    "an executable file",
                    "it fails each time: chmod +x " + command.program());
        }
    }

    /** The command of a statement whose user and group are given elsewhere; empty when there is no program. */
    static Optional<ScriptCommand> command(Statement statement, @Nullable String user, @Nullable String group) {
        List<String> words = statement.commandWords(0);
        return words.isEmpty() ? Optional.empty() : Optional.of(new ScriptCommand(words, user, group));
    }
}
