package dev.holdfast.controller.lint;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Statement;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules about scripts, wherever they are run. */
final class ScriptRules {
    private final ConfigurationTree tree;
    private final Host host;
    private final Lints.Findings findings;
    private final Map<String, Optional<Path>> asked = new HashMap<>();

    ScriptRules(ConfigurationTree tree, Host host, Lints.Findings findings) {
        this.tree = tree;
        this.host = host;
        this.findings = findings;
    }

    void run() {
        scripts(tree.statements());
    }

    private void scripts(List<Statement> statements) {
        for (Statement statement : statements) {
            String name = statement.name();
            // Names of a process to look for, not of one to run.
            if (statement.isScript()
                    && !name.equals("process")
                    && !statement.arguments().isEmpty()) {
                script(statement);
            }
            scripts(statement.children());
        }
    }

    private void script(Statement statement) {
        String command = statement.text(0).strip();
        int space = command.indexOf(' ');
        String program = space < 0 ? command : command.substring(0, space);
        if (!program.startsWith("/")) {
            return;
        }
        asked.computeIfAbsent(program, this::ask)
                .ifPresent(path -> findings.add(
                        statement.at(0),
                        Rule.SCRIPT_WRITABLE,
                        statement.name() + " " + program + ": others than root can write " + path,
                        "only root can",
                        "with enable_script_security it is not run"));
    }

    private Optional<Path> ask(String program) {
        try {
            return host.writableByOthers(Path.of(program));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
