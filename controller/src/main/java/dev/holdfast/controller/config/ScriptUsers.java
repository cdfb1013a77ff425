package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out the scripts that there is no user for, as keepalived does (keepalived.conf(5), {@code script_user} and {@code
 * enable_script_security}). With script security on, a script without a user of its own, and without a {@code script_user}, is run
 * as keepalived_script; where there is no such user, or {@code script_user} does not exist, it is not run at all.
 */
final class ScriptUsers {
    private static final String DEFAULT_USER = "keepalived_script";

    /** Scripts whose user is given beside them. */
    private static final Set<String> USER_BESIDE = Set.of("script", "misc_path");

    /** Those of global_defs, whose users {@link GlobalFilesReader} sees to. */
    private static final Set<String> OF_GLOBALS = Set.of("startup_script", "shutdown_script");

    private final SystemFacts facts;
    private final Problems problems;
    private boolean isDefaultMissing;
    private boolean isSaid;

    ScriptUsers(SystemFacts facts, Problems problems) {
        this.facts = facts;
        this.problems = problems;
    }

    /** The configuration without the scripts that cannot be run. */
    ConfigurationTree usable(ConfigurationTree tree) {
        boolean security = false;
        Statement user = null;
        for (Statement block : tree.all("global_defs")) {
            security |= block.has("enable_script_security");
            for (Statement statement : block.children("script_user")) {
                user = statement;
            }
        }
        if (user != null) {
            isDefaultMissing = !exist(user, 0, facts);
            isSaid = true;
        } else {
            isDefaultMissing = security && !facts.userExists(DEFAULT_USER);
        }
        return tree.withStatements(usable(tree.statements()));
    }

    /** Whether the user is there that an argument of a statement gives, and the group that the next gives. */
    static boolean exist(Statement statement, int index, SystemFacts facts) {
        boolean group = statement.argument(index + 1).isPresent();
        return facts.userExists(statement.text(index)) && (!group || facts.groupExists(statement.text(index + 1)));
    }

    /** The list itself where all of it is usable. */
    private List<Statement> usable(List<Statement> statements) {
        List<Statement> usable = new ArrayList<>(statements.size());
        boolean hasUserBeside = hasUser(statements);
        boolean same = true;
        for (Statement statement : statements) {
            Statement whole = statement.isScript() && !isUsable(statement, hasUserBeside) ? null : usable(statement);
            if (whole != null) {
                usable.add(whole);
            }
            same &= whole == statement;
        }
        return same ? statements : usable;
    }

    /** A statement without the scripts in it that cannot be run; null for a block that is nothing without its script. */
    private @Nullable Statement usable(Statement statement) {
        List<Statement> children = usable(statement.children());
        if (children == statement.children()) {
            return statement;
        }
        for (Statement child : statement.children()) {
            if (USER_BESIDE.contains(child.name()) && child.isScript() && !children.contains(child)) {
                return null;
            }
        }
        return statement.withChildren(children);
    }

    private static boolean hasUser(List<Statement> statements) {
        for (Statement statement : statements) {
            if (statement.name().equals("user")) {
                return true;
            }
        }
        return false;
    }

    private boolean isUsable(Statement script, boolean hasUserBeside) {
        boolean beside = USER_BESIDE.contains(script.name());
        if (script.name().equals("process") || script.arguments().isEmpty() || (beside && hasUserBeside)) {
            return true;
        }
        if (beside || script.arguments().size() < 2) {
            return !isDefaultMissing || withoutDefault(script);
        }
        if (OF_GLOBALS.contains(script.name()) || exist(script, 1, facts)) {
            return true;
        }
        problems.remark(
                script.at(1),
                "no-such-user",
                script.name() + " is to be run as " + script.text(1)
                        + (script.argument(2).isPresent() ? " and " + script.text(2) : "") + ", which does not exist",
                "a user of this host, and a group where one is given",
                "the script is left out");
        return false;
    }

    /** Says once that there is no user to run scripts as. */
    private boolean withoutDefault(Statement script) {
        if (!isSaid) {
            problems.error(
                    script.word(),
                    "no-script-user",
                    "with enable_script_security, " + script.name() + " is run as " + DEFAULT_USER
                            + ", which does not exist",
                    "script_user in global_defs",
                    "all scripts without a user of their own are left out");
            isSaid = true;
        }
        return false;
    }
}
