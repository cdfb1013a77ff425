package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.global.FileSettings;
import dev.holdfast.controller.config.global.ManagementSettings;
import dev.holdfast.controller.config.global.NotifyFifo;
import dev.holdfast.controller.config.global.NotifyFifos;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.controller.config.global.ScriptDefaults;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the keywords of global_defs about files, scripts, pipes, SNMP and D-Bus. */
final class GlobalFilesReader {
    private static final Set<String> INCLUDE_CHECKS = Set.of("readable", "match", "wildcard_match", "brace_match");

    /** The permission bits of chmod(2) by their names. */
    private static final String UMASK_BITS = "IXOTH IWOTH IROTH IXGRP IWGRP IRGRP IXUSR IWUSR IRUSR";

    private final Entries entries;
    private final SystemFacts facts;
    private final Problems problems;

    GlobalFilesReader(Entries entries, SystemFacts facts, Problems problems) {
        this.entries = entries;
        this.facts = facts;
        this.problems = problems;
    }

    FileSettings files() {
        Statement check = entries.last("reload_check_config");
        Statement marker = entries.last("reload_file");
        return new FileSettings(
                entries.text("tmp_config_directory"),
                entries.text("config_save_dir"),
                umask(),
                check != null,
                check == null || check.arguments().isEmpty() ? null : check.text(0),
                reloadTimeFile(),
                entries.has("reload_repeat"),
                marker != null,
                marker == null || marker.arguments().isEmpty() ? null : marker.text(0),
                entries.flag("data_use_instance", false),
                entries.number("random_seed"),
                includeCheck(),
                either("state_file_location", "state_dump_file"),
                either("stats_file_location", "stats_dump_file"),
                either("json_file_location", "json_dump_file"),
                entries.integer("json_version", 1),
                entries.text("iproute_usr_dir"),
                entries.text("iproute_etc_dir"));
    }

    private @Nullable String either(String keyword, String other) {
        String given = entries.text(keyword);
        return given != null ? given : entries.text(other);
    }

    private @Nullable String reloadTimeFile() {
        Statement statement = entries.last("reload_time_file");
        if (statement != null && statement.arguments().size() != 1) {
            problems.error(statement.at(0), "bad-value", "reload_time_file", "one path", "it is ignored");
            return null;
        }
        return statement == null ? null : statement.text(0);
    }

    private java.util.@Nullable List<String> includeCheck() {
        Set<String> seen = new HashSet<>();
        for (Statement statement : entries.all("include_check")) {
            seen.clear();
            for (Word word : statement.arguments()) {
                String name = word.text().replaceFirst("^[+-]", "");
                if (!INCLUDE_CHECKS.contains(name) || !seen.add(name)) {
                    String expected = "each of readable, match, wildcard_match and brace_match once";
                    problems.error(word, "bad-value", "include_check " + word, expected, "it is ignored");
                }
            }
        }
        return entries.words("include_check");
    }

    private @Nullable Integer umask() {
        Integer found = null;
        for (Statement statement : entries.all("umask")) {
            StringBuilder all = new StringBuilder();
            statement.arguments().forEach(word -> all.append(word.text()));
            Integer umask = umask(all.toString());
            if (umask == null) {
                String expected = "0..0777, or bits such as IWGRP|IWOTH";
                problems.error(statement.at(0), "bad-value", "umask " + all, expected, "it is ignored");
            } else {
                found = umask;
            }
        }
        return found;
    }

    private static @Nullable Integer umask(String text) {
        if (text.matches("0x[0-9a-fA-F]{1,3}|[0-9]{1,4}")) {
            int value;
            try {
                value = Integer.decode(text);
            } catch (NumberFormatException e) {
                return null;
            }
            return value <= 0777 ? value : null;
        }
        int bits = 0;
        for (String name : text.split("\\|", -1)) {
            int at = name.length() == 5 ? UMASK_BITS.indexOf(name.toUpperCase(Locale.ROOT)) : -1;
            if (at < 0 || !name.equals(name.toUpperCase(Locale.ROOT))) {
                return null;
            }
            bits |= 1 << (at / 6);
        }
        return bits;
    }

    ManagementSettings management() {
        Statement socket = entries.last("snmp_socket");
        if (socket != null && socket.arguments().size() > 1) {
            problems.error(
                    socket.at(1), "extra-argument", "snmp_socket " + socket.text(1), "one address", "it is ignored");
            socket = null;
        }
        boolean both = entries.has("enable_snmp_rfc");
        return new ManagementSettings(
                socket == null ? null : socket.text(0),
                entries.has("enable_snmp_vrrp") || entries.has("enable_snmp_keepalived"),
                entries.has("enable_snmp_checker"),
                both || entries.has("enable_snmp_rfcv2"),
                both || entries.has("enable_snmp_rfcv3"),
                entries.has("enable_traps"),
                entries.nanos("snmp_vs_stats_update_interval", ManagementSettings.DEFAULT_UPDATE_NANOS),
                entries.nanos("snmp_rs_stats_update_interval", ManagementSettings.DEFAULT_UPDATE_NANOS),
                entries.has("enable_dbus"),
                entries.text("dbus_service_name"),
                entries.flag("dbus_no_interface_name", false));
    }

    ScriptDefaults scripts() {
        String user = null;
        String group = null;
        for (Statement statement : entries.all("script_user")) {
            if (statement.arguments().isEmpty()) {
                problems.error(
                        statement.word(), "missing-argument", "script_user", "script_user USER", "it is ignored");
            } else if (!facts.userExists(statement.text(0))
                    || (statement.argument(1).isPresent() && !facts.groupExists(statement.text(1)))) {
                boolean noUser = !facts.userExists(statement.text(0));
                problems.error(
                        statement.at(noUser ? 0 : 1),
                        "no-such-user",
                        "script_user " + statement.text(noUser ? 0 : 1) + " does not exist",
                        noUser ? "a user of this host" : "a group of this host",
                        "scripts without a user of their own are left out");
            } else {
                user = statement.text(0);
                group = statement.argument(1).isPresent() ? statement.text(1) : null;
            }
        }
        return new ScriptDefaults(
                user,
                group,
                script("startup_script"),
                entries.integer("startup_script_timeout", ScriptDefaults.DEFAULT_TIMEOUT_SECONDS),
                script("shutdown_script"),
                entries.integer("shutdown_script_timeout", ScriptDefaults.DEFAULT_TIMEOUT_SECONDS),
                entries.flag("use_symlink_paths", false));
    }

    private @Nullable ScriptCommand script(String keyword) {
        ScriptCommand first = null;
        for (Statement statement : entries.all(keyword)) {
            if (statement.argument(1).isPresent() && !facts.userExists(statement.text(1))) {
                String found = "user " + statement.text(1) + " of " + keyword + " does not exist";
                problems.error(statement.at(1), "no-such-user", found, "a user of this host", "it is ignored");
            } else if (first != null) {
                problems.error(
                        statement.word(), "repeated-keyword", keyword + " a second time", "one", "the first counts");
            } else {
                first = Scripts.command(statement).orElse(null);
            }
        }
        return first;
    }

    NotifyFifos fifos() {
        Set<String> paths = new HashSet<>();
        return new NotifyFifos(
                fifo("notify_fifo", paths),
                fifo("vrrp_notify_fifo", paths),
                fifo("lvs_notify_fifo", paths),
                entries.has("fifo_write_vrrp_states_on_reload"),
                entries.flag("vrrp_notify_priority_changes", false));
    }

    private @Nullable NotifyFifo fifo(String keyword, Set<String> paths) {
        Statement statement = entries.last(keyword);
        if (statement == null) {
            return null;
        }
        if (!paths.add(statement.text(0))) {
            problems.remark(
                    statement.at(0),
                    "repeated-name",
                    keyword + " " + statement.text(0),
                    "another path",
                    "it is ignored");
            return null;
        }
        return new NotifyFifo(
                statement.text(0),
                statement.argument(1).isPresent() ? statement.text(1) : null,
                statement.argument(2).isPresent() ? statement.text(2) : null,
                entries.script(keyword + "_script"));
    }
}
