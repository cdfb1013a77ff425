package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.lvs.CheckerSettings;
import dev.holdfast.controller.config.lvs.RealServerSettings;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads one real_server. */
final class RealServerReader {
    /**
     * What a virtual server gives its real servers.
     *
     * @param forwarding the method of those that give none
     * @param weight likewise
     * @param inhibitOnFailure likewise
     * @param checks likewise
     * @param address the virtual server's address; null for firewall marks and groups
     * @param port the virtual server's port; 0 for every port and for firewall marks
     * @param firewallMark whether it has no port of its own: it is one of a firewall mark or of a group
     * @param globals for what nobody says
     * @param known what checkers refer to
     */
    record Parent(
            ForwardingReader.Forwarding forwarding,
            int weight,
            boolean inhibitOnFailure,
            CheckDefaults checks,
            @Nullable InetAddress address,
            int port,
            boolean firewallMark,
            GlobalDefs globals,
            CheckerReader.Known known) {}

    private final Statement block;
    private final Parent parent;
    private final Problems problems;

    RealServerReader(Statement block, Parent parent, Problems problems) {
        this.block = block;
        this.parent = parent;
        this.problems = problems;
    }

    /** The server; empty when it cannot be used, which has been said then. */
    Optional<RealServerSettings> read() {
        InetAddress address = Addresses.parse(block.text(0));
        if (address == null) {
            problems.error(
                    block.at(0),
                    "bad-address",
                    "real_server " + block.text(0),
                    "an IPv4 or IPv6 address",
                    "the server is left out");
            return Optional.empty();
        }
        OptionalLong given = block.argument(1).isPresent()
                ? Numbers.within(block.text(1), 0, 65535)
                : OptionalLong.of(parent.firewallMark() ? 0 : parent.port());
        if (given.isEmpty()) {
            problems.error(
                    block.at(1), "bad-port", "real_server port " + block.text(1), "1..65535", "the server is left out");
            return Optional.empty();
        }
        int port = (int) given.getAsLong();
        if (port == 0 && !parent.firewallMark()) {
            port = parent.port();
        }
        CheckDefaults settings = parent.checks().with(block);
        Entries entries = new Entries(block.children());
        Destination destination = destination(address, port);
        CheckerConnectionReader connections = new CheckerConnectionReader(
                new CheckerConnectionReader.Server(address, port, destination.method(), parent.address()), problems);
        CheckerReader checkerReader = new CheckerReader(connections, settings, parent.known(), problems);
        List<CheckerSettings> checkers = new ArrayList<>();
        for (Statement statement : block.children()) {
            checkerReader.read(statement).ifPresent(checkers::add);
            if (statement.name().equals("snmp_name") && statement.arguments().size() > 1) {
                problems.error(
                        statement.at(1),
                        "extra-argument",
                        "snmp_name with more than one word",
                        "one word",
                        "the first counts");
            }
        }
        return Optional.of(new RealServerSettings(
                destination,
                inhibit(),
                settings.alpha(),
                entries.flag("smtp_alert", parent.globals().alerts().ofRealServers()),
                entries.text("snmp_name"),
                entries.script("notify_up"),
                entries.script("notify_down"),
                checkers));
    }

    private boolean inhibit() {
        boolean inhibit = parent.inhibitOnFailure();
        for (Statement statement : block.children("inhibit_on_failure")) {
            inhibit = statement.flag().orElse(inhibit);
        }
        return inhibit;
    }

    private Destination destination(InetAddress address, int givenPort) {
        ForwardingReader.Forwarding forwarding = parent.forwarding();
        int weight = parent.weight();
        long upper = 0;
        long lower = 0;
        Word lowerWord = block.word();
        for (Statement statement : block.children()) {
            switch (statement.name()) {
                case "weight" -> weight = (int) statement.number().orElse(weight);
                case "lvs_method" ->
                    forwarding = ForwardingReader.of(block, List.of("lvs_method"), parent.forwarding(), problems)
                            .read(statement)
                            .orElse(forwarding);
                case "uthreshold" -> upper = statement.number().orElse(upper);
                case "lthreshold" -> {
                    lower = statement.number().orElse(lower);
                    lowerWord = statement.at(0);
                }
                default -> {
                    // About checks, or not implemented yet, which the tree has said.
                }
            }
        }
        upper = Math.min(upper, Integer.MAX_VALUE);
        if (lower > upper) {
            problems.remark(
                    lowerWord,
                    "thresholds",
                    "lthreshold " + lower + " above uthreshold " + upper,
                    "0.." + upper,
                    upper + " is used");
            lower = upper;
        }
        int port = portFor(forwarding, givenPort);
        return new Destination(
                address, port, forwarding.method(), weight, (int) upper, (int) lower, forwarding.tunnel());
    }

    /** Only address translation can change the port. */
    private int portFor(ForwardingReader.Forwarding forwarding, int given) {
        boolean ofGroup = parent.port() < 0;
        if (ofGroup || forwarding.method() == ForwardingMethod.MASQUERADE || given == parent.port()) {
            return given;
        }
        problems.error(
                block.at(1),
                "port-mismatch",
                "real_server port " + given + " without address translation",
                parent.firewallMark() ? "no port" : "the virtual server's port " + parent.port(),
                parent.port() + " is used");
        return parent.port();
    }
}
