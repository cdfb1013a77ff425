package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Severity;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Verdict;
import dev.holdfast.controller.conf.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with blocks that do not run yet, as far as one block contradicts another, and whether scripts run without {@code
 * enable_script_security} (keepalived.conf(5), "SCRIPTS").
 */
final class ElsewhereChecks {
    private final ConfigurationTree tree;
    private final SystemFacts facts;
    private final Problems problems;
    private @Nullable Word firstScript;

    ElsewhereChecks(ConfigurationTree tree, SystemFacts facts, Problems problems) {
        this.tree = tree;
        this.facts = facts;
        this.problems = problems;
    }

    void check(GlobalDefs globals) {
        for (Statement instance : tree.all("vrrp_instance")) {
            trackedInterfaces(instance);
            unicast(instance);
            routesAndRules(instance);
        }
        syncGroups();
        bfdInstances();
        emptyGroups();
        if (!problems.has("no-such-interface")) {
            trackedScripts();
            trackedFiles();
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

    private void trackedInterfaces(Statement instance) {
        List<Statement> own = instance.children("interface");
        String ownName = own.isEmpty() ? "" : own.get(own.size() - 1).text(0);
        for (Statement block : instance.children("track_interface")) {
            for (Statement line : block.children()) {
                if (line.name().equals(ownName) && !instance.has("dont_track_primary")) {
                    problems.warning(
                            line.word(),
                            "tracks-itself",
                            "track_interface " + line.name() + ", which is the instance's own",
                            "another interface",
                            "it is tracked anyway");
                } else if (!facts.interfaceExists(line.name())) {
                    problems.error(
                            line.word(),
                            "no-such-interface",
                            "interface " + line.name() + " does not exist",
                            "an interface of this host",
                            null);
                }
            }
        }
    }

    private void unicast(Statement instance) {
        boolean peers = false;
        for (Statement block : instance.children("unicast_peer")) {
            for (Statement line : block.children()) {
                if (Addresses.parse(withoutPrefix(line.name())) == null) {
                    problems.error(
                            line.word(),
                            "bad-address",
                            "unicast_peer " + line.name(),
                            "an IPv4 or IPv6 address",
                            "it is ignored");
                } else {
                    peers = true;
                }
            }
        }
        for (Statement statement : instance.children()) {
            switch (statement.name()) {
                case "unicast_src_ip", "mcast_src_ip" -> {
                    if (Addresses.parse(withoutPrefix(statement.text(0))) == null) {
                        problems.error(
                                statement.at(0),
                                "bad-address",
                                statement.name() + " " + statement.text(0),
                                "an IPv4 or IPv6 address",
                                "it is ignored");
                    }
                }
                default -> {
                    // Only addresses are looked at.
                }
            }
            boolean needsPeers = switch (statement.name()) {
                case "unicast_src_ip", "unicast_peer", "unicast_ttl", "check_unicast_src", "old_unicast_checksum" ->
                    true;
                default -> false;
            };
            if (needsPeers && !peers) {
                problems.warning(
                        statement.word(),
                        "no-peers",
                        statement.name() + " without unicast_peer addresses",
                        "unicast_peer",
                        "multicast is used");
                return;
            }
        }
    }

    private static String withoutPrefix(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? text : text.substring(0, slash);
    }

    private void syncGroups() {
        Set<String> instances = new HashSet<>();
        tree.all("vrrp_instance").forEach(instance -> instances.add(instance.text(0)));
        for (Statement group : tree.all("vrrp_sync_group")) {
            int members = 0;
            for (Statement block : group.children("group")) {
                for (Statement line : block.children()) {
                    for (Word word : line.words()) {
                        if (instances.contains(word.text())) {
                            members++;
                        } else {
                            problems.error(
                                    word,
                                    "no-such-instance",
                                    "vrrp_instance " + word + " does not exist",
                                    "the name of a vrrp_instance",
                                    "it is ignored");
                        }
                    }
                }
            }
            if (members < 2) {
                problems.warning(
                        group.at(0),
                        "small-group",
                        "vrrp_sync_group " + group.text(0) + " has " + members + " instances",
                        "2 or more",
                        null);
            }
        }
    }

    private void trackedScripts() {
        Set<String> known = new HashSet<>();
        for (Statement script : tree.all("vrrp_script")) {
            if (script.has("script")) {
                known.add(script.text(0));
            } else {
                problems.error(
                        script.at(0),
                        "no-script",
                        "vrrp_script " + script.text(0) + " without a script",
                        "script COMMAND",
                        "it is left out");
            }
        }
        for (String owner : List.of("vrrp_instance", "vrrp_sync_group")) {
            for (Statement block : tree.all(owner)) {
                for (Statement track : block.children("track_script")) {
                    track.children().forEach(line -> trackedScript(line, known));
                }
            }
        }
        if (tree.all("vrrp_instance").isEmpty()) {
            return;
        }
        for (Statement script : tree.all("vrrp_script")) {
            for (Statement command : script.children("script")) {
                if (facts.scriptExists(program(command.text(0)))) {
                    uses(command);
                } else {
                    problems.error(
                            command.at(0),
                            "script-not-found",
                            "script " + command.text(0) + " cannot be run",
                            "an executable file",
                            "it is not tracked");
                }
            }
        }
    }

    private void trackedFiles() {
        Set<String> known = new HashSet<>();
        for (String name : List.of("track_file", "vrrp_track_file")) {
            for (Statement file : tree.all(name)) {
                if (file.has("file")) {
                    known.add(file.text(0));
                } else {
                    problems.error(
                            file.at(0),
                            "no-file",
                            name + " " + file.text(0) + " without a file",
                            "file NAME",
                            "it is left out");
                }
            }
        }
        for (String owner : List.of("vrrp_instance", "vrrp_sync_group")) {
            for (Statement block : tree.all(owner)) {
                for (Statement track : block.children("track_file")) {
                    for (Statement line : track.children()) {
                        if (!known.contains(line.name())) {
                            problems.error(
                                    line.word(),
                                    "no-such-file",
                                    "track_file " + line.name() + " does not exist",
                                    "the name of a track_file",
                                    "it is ignored");
                        }
                    }
                }
            }
        }
    }

    private void trackedScript(Statement line, Set<String> known) {
        if (known.contains(line.name())) {
            trackOptions(line);
        } else {
            problems.error(
                    line.word(),
                    "no-such-script",
                    "vrrp_script " + line.name() + " does not exist",
                    "the name of a vrrp_script",
                    "it is ignored");
        }
    }

    private void trackOptions(Statement line) {
        for (int i = 0; i < line.arguments().size(); i++) {
            Word word = line.arguments().get(i);
            switch (word.text()) {
                case "weight" -> i++;
                case "reverse", "noreverse", "no_reverse" -> {
                    // Known.
                }
                default ->
                    problems.error(
                            word,
                            "unknown-option",
                            "unknown option '" + word + "' of " + line.name(),
                            "weight NUMBER, reverse or noreverse",
                            "it is ignored");
            }
        }
    }

    private void scriptsIn(Statement statement) {
        if (statement.name().equals("vrrp_script") || statement.name().equals("vrrp_track_process")) {
            return;
        }
        boolean vrrp =
                statement.name().equals("vrrp_instance") || statement.name().equals("vrrp_sync_group");
        if (vrrp && problems.has("no-such-interface")) {
            return;
        }
        if (statement.isScript()
                && !statement.name().endsWith("_fifo_script")
                && !statement.arguments().isEmpty()) {
            uses(statement);
        }
        statement.children().forEach(this::scriptsIn);
    }

    /** A script whose user does not exist is not run. */
    private void uses(Statement command) {
        boolean userKnown = command.name().equals("script")
                || command.name().equals("misc_path")
                || command.arguments().size() < 2
                || facts.userExists(command.text(1));
        if (firstScript == null && userKnown && facts.scriptExists(program(command.text(0)))) {
            firstScript = command.word();
        }
    }

    private void emptyGroups() {
        for (Statement group : tree.all("virtual_server_group")) {
            if (group.children().isEmpty()) {
                problems.error(
                        group.at(0),
                        "empty-block",
                        "virtual_server_group " + group.text(0) + " has no entries",
                        "addresses or firewall marks",
                        "it is left out");
            }
        }
    }

    private void bfdInstances() {
        for (Statement instance : tree.all("bfd_instance")) {
            if (!instance.has("neighbor_ip") && !instance.has("neighbour_ip")) {
                problems.error(
                        instance.at(0),
                        "no-neighbour",
                        "bfd_instance " + instance.text(0) + " without neighbor_ip",
                        "neighbor_ip ADDRESS",
                        "it is left out");
            }
        }
    }

    private void routesAndRules(Statement instance) {
        for (Statement block : instance.children("virtual_rules")) {
            for (Statement line : block.children()) {
                if (!hasWord(line, Set.of("preference", "priority", "order", "pref"))) {
                    problems.warning(
                            line.word(), "no-preference", "a rule without preference", "preference NUMBER", null);
                }
            }
        }
        for (Statement block : instance.children("virtual_routes")) {
            for (Statement line : block.children()) {
                if (hasWord(line, Set.of("via", "gw")) && !hasWord(line, Set.of("dev", "no_track", "nexthop", "oif"))) {
                    problems.warning(
                            line.word(),
                            "untracked-route",
                            "a route without a device cannot be tracked",
                            "dev NAME or no_track",
                            null);
                }
            }
        }
    }

    private static boolean hasWord(Statement line, Set<String> wanted) {
        return line.words().stream().anyMatch(word -> wanted.contains(word.text()));
    }

    /** The program of a command line that may have been quoted as a whole. */
    private static String program(String command) {
        int space = command.indexOf(' ');
        return space < 0 ? command : command.substring(0, space);
    }
}
