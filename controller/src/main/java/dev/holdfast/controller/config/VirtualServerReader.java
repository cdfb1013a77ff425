package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Suggestion;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.lvs.RealServerSettings;
import dev.holdfast.controller.config.lvs.ServerTarget;
import dev.holdfast.controller.config.lvs.VirtualServerGroup;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.controller.config.lvs.VirtualServerSettings.Quorum;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.TransportProtocol;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one virtual_server, keepalived.conf(5) "Virtual server(s)". */
final class VirtualServerReader {
    private static final int DEFAULT_PERSISTENCE_SECONDS = 360;
    private static final String DEFAULT_SCHEDULER = "wlc";
    private static final List<String> SCHEDULERS =
            List.of("rr", "wrr", "lc", "wlc", "lblc", "sh", "mh", "dh", "fo", "ovf", "lblcr", "sed", "nq", "twos");

    private final Statement block;
    private final Map<String, VirtualServerGroup> groups;
    private final GlobalDefs globals;
    private final CheckerReader.Known checkers;
    private final Problems problems;
    private final Set<ServiceFlag> flags = EnumSet.noneOf(ServiceFlag.class);

    private @Nullable TransportProtocol protocol;
    private @Nullable String scheduler;
    private ForwardingReader.@Nullable Forwarding forwarding;
    private int persistenceSeconds;
    private @Nullable Word granularity;
    private @Nullable String persistenceEngine;
    private @Nullable Statement sorryServer;
    private ForwardingReader.@Nullable Forwarding sorryForwarding;
    private boolean sorryServerInhibit;
    private boolean omega;
    private boolean inhibitOnFailure;
    private int weight = 1;
    private long quorum = 1;
    private long hysteresis;
    private Word quorumWord;
    private Word hysteresisWord;
    private Word opsWord;
    private @Nullable AddressFamily markFamily;
    private @Nullable Word familyWord;

    VirtualServerReader(
            Statement block,
            Map<String, VirtualServerGroup> groups,
            GlobalDefs globals,
            CheckerReader.Known checkers,
            Problems problems) {
        this.block = block;
        this.groups = groups;
        this.globals = globals;
        this.checkers = checkers;
        this.problems = problems;
        quorumWord = block.word();
        hysteresisWord = block.word();
        opsWord = block.word();
    }

    /** The virtual server; empty when it cannot be used, which has been said then. */
    Optional<VirtualServerSettings> read() {
        String kind = block.text(0);
        ServerTarget target = new ServerTargetReader(groups, problems).read(block);
        if (target == null) {
            return Optional.empty();
        }
        block.children().forEach(this::take);
        if (!block.has("real_server")) {
            return leftOut(
                    block.at(0), "no-real-servers", "virtual_server " + kind + " has no real_server", "at least one");
        }
        ServerGround ground = ServerGround.of(target, groups);
        settle(ground);
        ForwardingReader.Forwarding method = forwarding == null ? ForwardingReader.Forwarding.NAT : forwarding;
        Entries entries = new Entries(block.children());
        CheckDefaults checks = CheckDefaults.of(globals).with(block);
        InetAddress address = target instanceof ServerTarget.Address one ? one.address() : null;
        RealServerReader.Parent parent = new RealServerReader.Parent(
                method, weight, inhibitOnFailure, checks, address, ground.port(), !ground.hasPort(), globals, checkers);
        List<RealServerSettings> servers = realServers(parent, ground);
        if (servers.isEmpty()) {
            return leftOut(
                    block.at(0),
                    "no-real-servers",
                    "virtual_server " + kind + " has no usable real_server",
                    "at least one");
        }
        limitQuorum(servers);
        AddressFamily family = family(ground, servers);
        Statement sorryStatement = sorryServer;
        Destination sorry = sorryStatement == null
                ? null
                : new SorryServerReader(problems).read(sorryStatement, sorryForwarding, parent, family);
        return Optional.of(new VirtualServerSettings(
                target,
                family,
                ground.hasAddresses() ? (protocol == null ? TransportProtocol.UDP : protocol) : null,
                scheduler == null ? DEFAULT_SCHEDULER : scheduler,
                flags,
                persistenceSeconds,
                Netmasks.read(granularity, family, problems),
                persistenceEngine,
                method.method(),
                method.tunnel(),
                ground.hasAddresses() && entries.has("ha_suspend"),
                checks.alpha(),
                omega,
                entries.flag("smtp_alert", globals.alerts().ofVirtualServers()),
                entries.text("virtualhost"),
                entries.text("snmp_name"),
                new Quorum(quorum, hysteresis, entries.script("quorum_up"), entries.script("quorum_down")),
                sorry,
                sorryServerInhibit && sorry != null,
                servers));
    }

    /** The family of its address; without one that of ip_family, of the first server that is no tunnel's, or of the tunnels. */
    private AddressFamily family(ServerGround ground, List<RealServerSettings> servers) {
        AddressFamily family = ground.family();
        if (family == null) {
            family = markFamily != null ? markFamily : familyOfTunnels(servers);
        } else if (markFamily != null && markFamily != family && familyWord != null) {
            problems.error(
                    familyWord, "address-family", "ip_family " + familyWord, "the address's family", "it is ignored");
        }
        return family;
    }

    /** That of tunnels of one family; IPv4 for tunnels of both. */
    private static AddressFamily familyOfTunnels(List<RealServerSettings> servers) {
        boolean all6 = servers.stream()
                .allMatch(server -> AddressFamily.of(server.destination().address()) == AddressFamily.IPV6);
        return all6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    }

    private Optional<VirtualServerSettings> leftOut(Word at, String id, String found, String expected) {
        problems.error(at, id, found, expected, "the virtual server is left out");
        return Optional.empty();
    }

    private void take(Statement statement) {
        switch (statement.name()) {
            case "lvs_sched", "lb_algo" -> scheduler(statement);
            case "lvs_method", "lb_kind" ->
                ForwardingReader.of(block, List.of("lvs_method", "lb_kind"), ForwardingReader.Forwarding.NAT, problems)
                        .read(statement)
                        .ifPresent(v -> forwarding = v);
            case "protocol" -> protocol(statement);
            case "persistence_timeout" -> {
                if (statement.arguments().isEmpty()) {
                    persistenceSeconds = DEFAULT_PERSISTENCE_SECONDS;
                }
                statement.number().ifPresent(value -> persistenceSeconds = (int) value);
            }
            case "persistence_granularity" -> granularity = statement.at(0);
            case "persistence_engine" -> persistenceEngine(statement);
            case "sorry_server" -> sorryServer = statement;
            case "sorry_server_inhibit" -> {
                sorryServerInhibit = true;
                needsSorryServer(statement);
            }
            case "sorry_server_lvs_method" -> {
                if (needsSorryServer(statement)) {
                    new ForwardingReader("the virtual server's", problems)
                            .read(statement)
                            .ifPresent(v -> sorryForwarding = v);
                }
            }
            case "omega" -> omega = true;
            case "inhibit_on_failure" -> inhibitOnFailure = true;
            case "weight" -> weight = (int) statement.number().orElse(weight);
            case "quorum" -> {
                quorum = statement.number().orElse(1);
                quorumWord = statement.at(0);
            }
            case "hysteresis" -> {
                hysteresis = statement.number().orElse(hysteresis);
                hysteresisWord = statement.at(0);
            }
            case "ip_family" -> ipFamily(statement);
            case "snmp_name" -> {
                if (statement.arguments().size() > 1) {
                    problems.error(
                            statement.at(1),
                            "extra-argument",
                            "snmp_name with more than one word",
                            "one word",
                            "the first counts");
                }
            }
            default -> flag(statement);
        }
    }

    private void ipFamily(Statement statement) {
        familyWord = statement.at(0);
        switch (statement.text(0)) {
            case "inet" -> markFamily = AddressFamily.IPV4;
            case "inet6" -> markFamily = AddressFamily.IPV6;
            default ->
                problems.error(familyWord, "bad-value", "ip_family " + familyWord, "inet or inet6", "it is ignored");
        }
    }

    private void flag(Statement statement) {
        switch (statement.name()) {
            case "ops" -> {
                flags.add(ServiceFlag.ONE_PACKET);
                opsWord = statement.word();
            }
            case "flag-1" -> flags.add(ServiceFlag.SCHEDULER_1);
            case "flag-2" -> flags.add(ServiceFlag.SCHEDULER_2);
            case "flag-3" -> flags.add(ServiceFlag.SCHEDULER_3);
            case "sh-fallback", "mh-fallback" -> schedulerFlag(statement, ServiceFlag.SCHEDULER_1);
            case "sh-port", "mh-port" -> schedulerFlag(statement, ServiceFlag.SCHEDULER_2);
            case "hashed" -> {
                // The kernel's own flag: nothing depends on it.
                if (!"sh".equals(scheduler)) {
                    problems.error(
                            statement.word(),
                            "wrong-scheduler",
                            "hashed without lvs_sched sh before it",
                            "lvs_sched sh",
                            "it is ignored");
                }
            }
            default -> {
                // About checks and servers, or not implemented yet, which the tree has said.
            }
        }
    }

    private void schedulerFlag(Statement statement, ServiceFlag flag) {
        String needed = statement.name().substring(0, 2);
        if ("sh".equals(scheduler) || "mh".equals(scheduler)) {
            flags.add(flag);
        } else {
            problems.error(
                    statement.word(),
                    "wrong-scheduler",
                    statement.name() + " without lvs_sched " + needed + " before it",
                    "lvs_sched " + needed,
                    "it is ignored");
        }
    }

    private void scheduler(Statement statement) {
        if (SCHEDULERS.contains(statement.text(0))) {
            scheduler = statement.text(0);
        } else {
            problems.error(
                    statement.at(0),
                    "bad-value",
                    statement.name() + " " + statement.text(0),
                    "rr, wrr, lc, wlc, lblc, sh, mh, dh, fo, ovf, lblcr, sed, nq or twos",
                    Suggestion.hint(
                            statement.text(0), SCHEDULERS, "it is ignored, " + schedulerInForce() + " is used"));
        }
    }

    private String schedulerInForce() {
        return block.children().stream()
                .filter(child ->
                        child.name().equals("lvs_sched") || child.name().equals("lb_algo"))
                .map(child -> child.text(0))
                .filter(SCHEDULERS::contains)
                .reduce(DEFAULT_SCHEDULER, (before, last) -> last);
    }

    private void protocol(Statement statement) {
        switch (statement.text(0).toUpperCase(Locale.ROOT)) {
            case "TCP" -> protocol = TransportProtocol.TCP;
            case "UDP" -> protocol = TransportProtocol.UDP;
            case "SCTP" -> protocol = TransportProtocol.SCTP;
            default ->
                problems.error(
                        statement.at(0),
                        "bad-value",
                        "protocol " + statement.text(0),
                        "TCP, UDP or SCTP",
                        "it is ignored, " + (protocol == null ? TransportProtocol.UDP : protocol).name() + " is used");
        }
    }

    private void persistenceEngine(Statement statement) {
        String name = statement.text(0);
        if (name.isEmpty() || name.length() > AddressReader.LONGEST_INTERFACE_NAME) {
            problems.error(
                    statement.at(0), "bad-value", "persistence_engine " + name, "1..15 characters", "it is ignored");
        } else if (!name.matches("[!-~]+")) {
            problems.remark(
                    statement.at(0),
                    "bad-value",
                    "persistence_engine " + name,
                    "printable characters without blanks",
                    "it is ignored");
        } else {
            persistenceEngine = name;
        }
    }

    private boolean needsSorryServer(Statement statement) {
        if (sorryServer == null) {
            problems.error(
                    statement.word(),
                    "no-sorry-server",
                    statement.name() + " without sorry_server before it",
                    "sorry_server",
                    "it is ignored");
        }
        return sorryServer != null;
    }

    /** Works out what the block did not say. */
    private void settle(ServerGround ground) {
        Word at = block.at(0);
        boolean hasAddress = ground.hasAddresses();
        if (hasAddress && protocol == null) {
            problems.error(
                    at, "no-protocol", "virtual_server without protocol", "protocol TCP, UDP or SCTP", "UDP is used");
            protocol = TransportProtocol.UDP;
        } else if (!hasAddress && protocol != null) {
            problems.warning(at, "mark-protocol", "protocol of a firewall mark's virtual_server", "", "it is ignored");
        }
        if (!hasAddress && block.has("ha_suspend")) {
            problems.warning(
                    at,
                    "mark-suspend",
                    "ha_suspend of a firewall mark's virtual_server",
                    "a virtual server with an address",
                    "it is ignored");
        }
        if (granularity != null && Netmasks.isNumber(granularity) && persistenceSeconds == 0) {
            persistenceSeconds = DEFAULT_PERSISTENCE_SECONDS;
        }
        if (ground.everyPort() && persistenceSeconds == 0) {
            problems.error(
                    at,
                    "port-zero",
                    "virtual_server without a port or persistence_timeout",
                    "a port",
                    "persistence_timeout " + DEFAULT_PERSISTENCE_SECONDS + " is used");
            persistenceSeconds = DEFAULT_PERSISTENCE_SECONDS;
        }
        if (scheduler == null) {
            problems.error(
                    at,
                    "no-scheduler",
                    "virtual_server without lvs_sched",
                    "lvs_sched with one of rr, wrr, lc, wlc, sh, mh and others",
                    DEFAULT_SCHEDULER + " is used");
            scheduler = DEFAULT_SCHEDULER;
        }
        if (forwarding == null) {
            problems.error(
                    at, "no-method", "virtual_server without lvs_method", "lvs_method NAT, DR or TUN", "NAT is used");
        }
        if (hasAddress && flags.contains(ServiceFlag.ONE_PACKET) && protocol != TransportProtocol.UDP) {
            problems.error(opsWord, "ops-protocol", "ops with protocol " + protocol, "protocol UDP", "it is ignored");
            flags.remove(ServiceFlag.ONE_PACKET);
        }
    }

    private List<RealServerSettings> realServers(RealServerReader.Parent parent, ServerGround ground) {
        List<RealServerSettings> servers = new ArrayList<>();
        Set<DestinationKey> keys = new HashSet<>();
        AddressFamily family = ground.family();
        for (Statement server : block.children()) {
            if (server.name().equals("ip_family") && ground.family() == null) {
                family = familyAfter(family, server.at(0));
            }
            if (!server.name().equals("real_server")) {
                continue;
            }
            Optional<RealServerSettings> read = new RealServerReader(server, parent, problems).read();
            if (read.isEmpty()) {
                continue;
            }
            Destination destination = read.get().destination();
            boolean tunnelled = destination.method() == ForwardingMethod.TUNNEL;
            // What has no address of its own gets the family of its first server that is no tunnel's.
            family = family == null && !tunnelled ? AddressFamily.of(destination.address()) : family;
            if (family != null && !tunnelled && family != AddressFamily.of(destination.address())) {
                problems.error(
                        server.at(0),
                        "address-family",
                        "real_server " + server.text(0),
                        "the address family of the virtual server",
                        "the server is left out");
            } else if (!keys.add(destination.key())) {
                problems.error(
                        server.at(0),
                        "repeated-server",
                        "real_server " + server.text(0) + " a second time",
                        "another address or port",
                        "it is left out");
            } else {
                servers.add(read.get());
                portsOfGroup(server, destination, ground);
            }
        }
        markFamily = ground.family() == null ? family : markFamily;
        return servers;
    }

    /** The family after an ip_family, which only counts where none is known yet. */
    private @Nullable AddressFamily familyAfter(@Nullable AddressFamily known, Word word) {
        AddressFamily said = switch (word.text()) {
            case "inet" -> AddressFamily.IPV4;
            case "inet6" -> AddressFamily.IPV6;
            default -> known;
        };
        if (known != null && said != known) {
            problems.error(word, "address-family", "ip_family " + word, "the family before it", "it is ignored");
        }
        return known == null ? said : known;
    }

    /** Only address translation can change the port. */
    private void portsOfGroup(Statement server, Destination destination, ServerGround ground) {
        if (destination.port() == 0 || destination.method() == ForwardingMethod.MASQUERADE) {
            return;
        }
        if (ground.hasMarks()) {
            problems.warning(
                    server.at(1),
                    "mark-port",
                    "real_server port " + destination.port() + " without address translation, for a firewall mark",
                    "no port",
                    "packets of the mark keep their port");
        }
        if (ground.ports().stream().anyMatch(port -> port != destination.port())) {
            problems.error(
                    server.at(1),
                    "port-mismatch",
                    "real_server port " + destination.port() + " without address translation",
                    "the ports of the virtual_server_group",
                    "packets keep their port");
        }
    }

    private void limitQuorum(List<RealServerSettings> servers) {
        long total = servers.stream()
                .mapToLong(server -> server.destination().weight())
                .sum();
        if (quorum > total) {
            problems.warning(
                    quorumWord,
                    "quorum",
                    "quorum " + quorum + " above the total weight " + total + " of the real servers",
                    "at most " + total,
                    total + " is used");
            quorum = total;
        }
        if (hysteresis > 0 && hysteresis >= quorum) {
            long most = Math.max(0, quorum - 1);
            problems.warning(
                    hysteresisWord,
                    "hysteresis",
                    "hysteresis " + hysteresis + " with quorum " + quorum,
                    "at most " + most,
                    most + " is used");
            hysteresis = most;
        }
    }
}
