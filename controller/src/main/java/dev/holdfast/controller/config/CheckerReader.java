package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.controller.config.lvs.CheckerConnection;
import dev.holdfast.controller.config.lvs.CheckerSettings;
import dev.holdfast.controller.config.lvs.CheckerSettings.BfdCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.DnsCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.FileCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.LoginCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.MiscCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.PingCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.SmtpCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.TcpCheck;
import dev.holdfast.controller.config.vrrp.BfdInstance;
import dev.holdfast.controller.config.vrrp.TrackFile;
import dev.holdfast.controller.config.vrrp.TrackSettings;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.LoginCheckSpec.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the checkers of one real_server. */
final class CheckerReader {
    /** What a checker's default is where neither it nor its servers say; DNS_CHECK's delay is its delay_loop. */
    private static final int DNS_RETRIES = 3;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int LONGEST_NAME = 255;
    private static final List<String> WHERE_TO_CONNECT =
            List.of("connect_ip", "connect_port", "bindto", "bind_port", "bind_if", "fwmark", "probe_vip");
    private static final int MOST_FILE_WEIGHT = Integer.MAX_VALUE;

    /**
     * What checkers refer to.
     *
     * @param tracked the blocks of files and BFD instances
     * @param tlsCompliant {@code tls_compliant} of all
     * @param facts the machine, for users
     */
    record Known(TrackSettings tracked, boolean tlsCompliant, SystemFacts facts) {}

    private final CheckerConnectionReader connections;
    private final CheckDefaults serverDefaults;
    private final Known known;
    private final Problems problems;
    private final Set<String> bfds = new HashSet<>();

    CheckerReader(CheckerConnectionReader connections, CheckDefaults serverDefaults, Known known, Problems problems) {
        this.connections = connections;
        this.serverDefaults = serverDefaults;
        this.known = known;
        this.problems = problems;
    }

    /** The checker; empty when the statement is none, or none that can be used, which has been said then. */
    Optional<CheckerSettings> read(Statement block) {
        CheckDefaults settings = serverDefaults.with(block);
        Entries entries = new Entries(block.children());
        return switch (block.name()) {
            case "TCP_CHECK" -> tcp(block, entries, settings);
            case "PING_CHECK" -> connections.read(block, entries, false).map(to -> new PingCheck(to, usual(settings)));
            case "HTTP_GET", "SSL_GET" ->
                connections
                        .read(block, entries, true)
                        .flatMap(to ->
                                new HttpCheckReader(known.tlsCompliant(), problems).read(block, entries, to, settings));
            case "SMTP_CHECK" -> smtp(block, entries, settings);
            case "DNS_CHECK" -> connections.read(block, entries, true).map(to -> dns(entries, to, settings));
            case "MYSQL_CHECK" -> login(Service.MYSQL, block, entries, settings);
            case "REDIS_CHECK" -> login(Service.REDIS, block, entries, settings);
            case "MISC_CHECK" -> misc(block, entries, settings);
            case "UDP_CHECK" ->
                connections
                        .read(block, entries, true)
                        .map(to -> new UdpCheckReader(problems).read(block, entries, to, usual(settings)));
            case "FILE_CHECK" -> file(block, entries);
            case "BFD_CHECK" -> bfd(block, entries);
            default -> Optional.empty();
        };
    }

    private static CheckTiming usual(CheckDefaults settings) {
        return settings.timing(CheckTiming.DEFAULT_TCP_RETRIES, CheckTiming.DEFAULT_TCP_DELAY_BEFORE_RETRY_NANOS);
    }

    private Optional<CheckerSettings> tcp(Statement block, Entries entries, CheckDefaults settings) {
        for (Statement old : block.children("nb_get_retry")) {
            problems.warning(
                    old.word(),
                    "deprecated",
                    "nb_get_retry in TCP_CHECK",
                    "retry",
                    "it counts as retry; keepalived 2.2 does not know it here");
        }
        return connections.read(block, entries, true).map(to -> new TcpCheck(to, usual(settings)));
    }

    /** Where to connect is what the checker's own keywords say, where there are such, and each host block. */
    private Optional<CheckerSettings> smtp(Statement block, Entries entries, CheckDefaults settings) {
        List<CheckerConnection> found = new ArrayList<>();
        if (WHERE_TO_CONNECT.stream().anyMatch(entries::has)) {
            connections.read(block, entries, true).ifPresent(found::add);
        }
        for (Statement host : entries.all("host")) {
            connections.read(host, new Entries(host.children()), true).ifPresent(found::add);
        }
        if (found.isEmpty() && WHERE_TO_CONNECT.stream().noneMatch(entries::has)) {
            connections.read(block, entries, true).ifPresent(found::add);
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new SmtpCheck(found, usual(settings), heloName(entries)));
    }

    private @Nullable String heloName(Entries entries) {
        String found = null;
        for (Statement statement : entries.all("helo_name")) {
            String text = statement.text(0);
            if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' || c == 127)) {
                String expected = "text without control characters";
                problems.remark(statement.at(0), "bad-value", "helo_name '" + text + "'", expected, "it is ignored");
            } else {
                found = text;
            }
        }
        return found;
    }

    private DnsCheck dns(Entries entries, CheckerConnection to, CheckDefaults settings) {
        DnsCheck.QueryType type = DnsCheck.QueryType.SOA;
        for (Statement statement : entries.all("type")) {
            String text = statement.text(0).toUpperCase(Locale.ROOT);
            Optional<DnsCheck.QueryType> given = java.util.Arrays.stream(DnsCheck.QueryType.values())
                    .filter(one -> one.name().equals(text))
                    .findFirst();
            if (given.isEmpty()) {
                problems.error(
                        statement.at(0),
                        "bad-value",
                        "type " + statement.text(0),
                        "A, NS, CNAME, SOA, MX, TXT or AAAA",
                        "it is ignored");
            }
            type = given.orElse(type);
        }
        String name = ".";
        for (Statement statement : entries.all("name")) {
            String text = statement.text(0);
            boolean emptyLabel = !text.equals(".") && (text.startsWith(".") || text.contains(".."));
            if (text.isEmpty() || text.length() > LONGEST_NAME || emptyLabel) {
                problems.error(statement.at(0), "bad-value", "name " + text, "a domain name", "it is ignored");
            } else {
                name = text;
                if (text.indexOf('.') == 1) {
                    problems.warning(
                            statement.at(0),
                            "unknown-in-2.2",
                            "name " + text,
                            "a first label of two characters",
                            "it is used; keepalived 2.2 ignores it");
                }
            }
        }
        CheckTiming loop = settings.timing(DNS_RETRIES, 0);
        return new DnsCheck(to, settings.timing(DNS_RETRIES, loop.delayLoopNanos()), type, name);
    }

    private Optional<CheckerSettings> login(Service service, Statement block, Entries entries, CheckDefaults settings) {
        String user = entries.text("user");
        String password = entries.text("password");
        problems.remark(
                block.word(),
                "not-keepalived",
                block.name(),
                "a checker that keepalived has, where it is to read this file, too",
                "keepalived does not know it");
        if (service == Service.REDIS ? user != null && password == null : user == null && password != null) {
            problems.error(
                    block.word(),
                    "half-a-login",
                    block.name() + (user == null ? " with a password and no user" : " with a user and no password"),
                    service == Service.REDIS ? "a password with it" : "a user with it",
                    "the checker is left out");
            return Optional.empty();
        }
        return connections
                .read(block, entries, true)
                .map(to -> new LoginCheck(service, to, usual(settings), user, password));
    }

    private Optional<CheckerSettings> misc(Statement block, Entries entries, CheckDefaults settings) {
        Statement path = entries.last("misc_path");
        Statement user = user(entries);
        if (path == null) {
            problems.error(
                    block.word(),
                    "no-script",
                    "MISC_CHECK without misc_path",
                    "misc_path COMMAND",
                    "the checker is left out");
            return Optional.empty();
        }
        if (user != null && !ScriptUsers.exist(user, 0, known.facts())) {
            problems.error(
                    user.at(0),
                    "no-such-user",
                    "user '" + user.text(0) + "' " + user.text(1) + " of MISC_CHECK",
                    "a user of this host, and a group where one is given",
                    "the checker is left out");
            return Optional.empty();
        }
        Optional<ScriptCommand> command = Scripts.command(
                path,
                user == null ? null : user.text(0),
                user != null && user.argument(1).isPresent() ? user.text(1) : null);
        if (command.isPresent() && !known.facts().scriptExists(command.get().program())) {
            problems.remark(
                    path.at(0),
                    "script-not-found",
                    "misc_path " + command.get().program() + ", which is not there",
                    "an executable file",
                    "the checker is left out, as with keepalived");
            return Optional.empty();
        }
        command.ifPresent(script -> Scripts.remarkUnlessExecutable(script, path, known.facts(), problems));
        return command.map(script -> new MiscCheck(
                settings.timing(0, CheckTiming.DEFAULT_TCP_DELAY_BEFORE_RETRY_NANOS),
                script,
                entries.number("misc_timeout", 0) * NANOS_PER_SECOND,
                entries.has("misc_dynamic")));
    }

    /** The last user that has a name. */
    private @Nullable Statement user(Entries entries) {
        Statement found = null;
        for (Statement statement : entries.all("user")) {
            if (statement.arguments().isEmpty()) {
                problems.error(
                        statement.word(),
                        "missing-argument",
                        "user of MISC_CHECK without a name",
                        "user NAME [GROUP]",
                        "it is ignored");
            } else {
                found = statement;
            }
        }
        return found;
    }

    private Optional<CheckerSettings> file(Statement block, Entries entries) {
        TrackFile file = null;
        for (Statement statement : entries.all("track_file")) {
            Optional<TrackFile> given = known.tracked().files().stream()
                    .filter(one -> one.name().equals(statement.text(0)))
                    .findFirst();
            if (given.isEmpty()) {
                problems.error(
                        statement.at(0),
                        "no-such-file",
                        "track_file " + statement.text(0) + " does not exist",
                        "the name of a track_file",
                        "it is ignored");
            }
            file = given.orElse(file);
        }
        if (file == null) {
            problems.error(
                    block.word(),
                    "no-file",
                    "FILE_CHECK without a track_file",
                    "track_file NAME",
                    "the checker is left out");
            return Optional.empty();
        }
        int weight = file.weight();
        boolean reverse = file.reverse();
        for (Statement statement : entries.all("weight")) {
            OptionalLong number = Numbers.quoted(statement.text(0), -MOST_FILE_WEIGHT, MOST_FILE_WEIGHT);
            if (number.isEmpty()) {
                problems.error(
                        statement.at(0),
                        "bad-value",
                        "weight " + statement.text(0),
                        "-2147483647..2147483647",
                        "it is ignored");
                continue;
            }
            weight = (int) number.getAsLong();
            Optional<Word> option = statement.argument(1);
            reverse = option.isPresent() && option.get().text().equals("reverse");
            if (option.isPresent() && !reverse) {
                problems.error(
                        option.get(),
                        "unknown-option",
                        "weight option '" + option.get() + "'",
                        "reverse",
                        "it is ignored");
            }
        }
        for (Statement statement : entries.all("dynamic")) {
            problems.warning(
                    statement.word(),
                    "unknown-in-2.2",
                    "dynamic in FILE_CHECK",
                    "",
                    "keepalived 2.2 does not know it, whatever its manual says");
        }
        return Optional.of(new FileCheck(file.name(), weight, reverse, entries.has("dynamic")));
    }

    private Optional<CheckerSettings> bfd(Statement block, Entries entries) {
        String name = entries.text("name");
        if (name == null) {
            problems.error(block.word(), "no-name", "BFD_CHECK without a name", "name NAME", "the checker is left out");
            return Optional.empty();
        }
        boolean exists = known.tracked().bfds().stream()
                .filter(BfdInstance::forCheckers)
                .anyMatch(one -> one.name().equals(name));
        if (!exists || !bfds.add(name)) {
            problems.error(
                    block.word(),
                    exists ? "repeated-name" : "no-such-bfd",
                    "bfd_instance " + name + (exists ? " a second time" : " does not exist"),
                    "the name of a bfd_instance",
                    "the checker is left out");
            return Optional.empty();
        }
        return Optional.of(new BfdCheck(name, entries.flag("alpha", false)));
    }
}
