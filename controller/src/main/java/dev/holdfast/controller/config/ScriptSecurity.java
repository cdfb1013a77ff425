package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Severity;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Verdict;
import dev.holdfast.controller.conf.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether scripts run without {@code enable_script_security} (keepalived.conf(5), "SCRIPTS"), which keepalived -t tells by its exit code. */
final class ScriptSecurity {
    private final ConfigurationTree tree;
    private final SystemFacts facts;
    private final Problems problems;
    private @Nullable Word firstScript;

    ScriptSecurity(ConfigurationTree tree, SystemFacts facts, Problems problems) {
        this.tree = tree;
        this.facts = facts;
        this.problems = problems;
    }

    void check(GlobalDefs globals) {
        if (!problems.has("no-such-interface")) {
            trackedScripts();
        }
        tree.statements().forEach(this::scriptsIn);
        if (firstScript != null && !globals.enableScriptSecurity()) {
            problems.add(
                    firstScript,
                    Severity.WARNING,
                    Verdict.SCRIPT_SECURITY,
                    "script-security",
                    "scripts are run without enable_script_security",
                    "enable_script_security in global_defs",
                    null);
        }
    }

    private void trackedScripts() {
        if (tree.all("vrrp_instance").isEmpty()) {
            return;
        }
        for (Statement script : tree.all("vrrp_script")) {
            for (Statement command : script.children("script")) {
                if (hasUser(script)) {
                    uses(command);
                }
            }
        }
    }

    private void scriptsIn(Statement statement) {
        if (statement.name().equals("vrrp_script") || statement.name().equals("vrrp_track_process")) {
            return;
        }
        if (statement.name().equals("virtual_server") && isLeftOut(statement)) {
            return;
        }
        boolean vrrp =
                statement.name().equals("vrrp_instance") || statement.name().equals("vrrp_sync_group");
        if (vrrp && problems.has("no-such-interface")) {
            return;
        }
        if (statement.isScript() && runs(statement) && !statement.arguments().isEmpty()) {
            uses(statement);
        }
        if (hasUser(statement)) {
            // Of two programs the first is forgotten.
            List<Statement> paths = statement.children("misc_path");
            statement.children().stream()
                    .filter(child -> !paths.contains(child) || child == paths.get(paths.size() - 1))
                    .forEach(this::scriptsIn);
        }
    }

    /** A virtual server of a group that is nowhere is none. */
    private boolean isLeftOut(Statement server) {
        return server.text(0).equals("group")
                && tree.all("virtual_server_group").stream()
                        .noneMatch(group -> group.text(0).equals(server.text(1)));
    }

    /** Whether the user that a block gives its script exists, where it gives one. */
    private boolean hasUser(Statement block) {
        boolean ofScript = block.name().equals("MISC_CHECK") || block.name().equals("vrrp_script");
        return !ofScript
                || block.children("user").stream()
                        .allMatch(user -> user.arguments().isEmpty() || ScriptUsers.exist(user, 0, facts));
    }

    /** The reader of the balancer's pipe runs only where there are virtual servers, startup_script only by the first process. */
    private boolean runs(Statement statement) {
        return switch (statement.name()) {
            case "lvs_notify_fifo_script" -> !tree.all("virtual_server").isEmpty();
            case "vrrp_notify_fifo_script" -> !tree.all("vrrp_instance").isEmpty();
            default -> true;
        };
    }

    /** A script whose user does not exist is not run. */
    private void uses(Statement command) {
        boolean userKnown = command.name().equals("script")
                || command.name().equals("misc_path")
                || command.arguments().size() < 2
                || ScriptUsers.exist(command, 1, facts);
        if (firstScript == null
                && userKnown
                && command.commandWords(0).stream()
                        .findFirst()
                        .filter(facts::scriptExists)
                        .isPresent()) {
            firstScript = command.word();
        }
    }
}
