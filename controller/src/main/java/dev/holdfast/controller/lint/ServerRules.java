package dev.holdfast.controller.lint;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Statement;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules about virtual_server blocks and their real servers. */
final class ServerRules {
    private static final Set<String> WEIGHTLESS = Set.of("rr", "lc");

    private final ConfigurationTree tree;
    private final Host host;
    private final Lints.Findings findings;
    private final Set<InetAddress> owned = new HashSet<>();
    private final Map<String, Statement> services = new HashMap<>();
    private boolean alphaSaid;

    ServerRules(ConfigurationTree tree, Host host, Lints.Findings findings) {
        this.tree = tree;
        this.host = host;
        this.findings = findings;
    }

    void run() {
        List<Statement> servers = tree.all("virtual_server");
        if (servers.isEmpty()) {
            return;
        }
        boolean hasRouters = ownedAddresses();
        for (Statement server : servers) {
            AddressText address = AddressText.of(server.text(0));
            if (address != null) {
                repeated(server, address.address());
                if (hasRouters && !owned.contains(address.address())) {
                    findings.add(
                            server.at(0),
                            Rule.UNOWNED_SERVICE,
                            "virtual_server " + server.text(0) + ", an address that no vrrp_instance has",
                            "an address of a virtual_ipaddress block",
                            null);
                }
            }
            scheduler(server);
            oneAtATime(server);
            realServers(server, address == null ? null : address.address());
        }
    }

    /** Collects the addresses the host answers for; whether there are instances at all. */
    private boolean ownedAddresses() {
        boolean any = false;
        for (Statement instance : tree.all("vrrp_instance")) {
            for (String kind : List.of("virtual_ipaddress", "virtual_ipaddress_excluded")) {
                for (Statement block : instance.children(kind)) {
                    any = true;
                    block.children().forEach(line -> own(line.name()));
                }
            }
        }
        for (Statement block : tree.all("static_ipaddress")) {
            block.children().forEach(line -> own(line.name()));
        }
        owned.addAll(host.addresses());
        return any;
    }

    private void own(String text) {
        AddressText address = AddressText.of(text);
        if (address != null) {
            owned.add(address.address());
        }
    }

    private void repeated(Statement server, InetAddress address) {
        String protocol = last(server, "protocol").toUpperCase(Locale.ROOT);
        String key = address.getHostAddress() + " " + server.text(1) + " " + protocol;
        Statement other = services.putIfAbsent(key, server);
        if (other != null) {
            findings.add(
                    server.at(0),
                    Rule.REPEATED_SERVICE,
                    "virtual_server " + key + " a second time",
                    "another address, port or protocol",
                    "the first is on line " + other.word().line());
        }
    }

    private void scheduler(Statement server) {
        for (String keyword : List.of("lvs_sched", "lb_algo")) {
            for (Statement statement : server.children(keyword)) {
                String name = statement.text(0);
                if (!host.hasScheduler(name).orElse(true)) {
                    findings.add(
                            statement.at(0),
                            Rule.SCHEDULER_MISSING,
                            keyword + " " + name + ", which this host's kernel has not",
                            "a scheduler of this kernel",
                            "the module is ip_vs_" + name);
                }
            }
        }
    }

    private void oneAtATime(Statement server) {
        if (server.has("ops") && server.has("persistence_timeout")) {
            findings.add(
                    server.children("persistence_timeout").get(0).word(),
                    Rule.OPS_PERSISTENCE,
                    "persistence_timeout with ops",
                    "one of both",
                    "each packet is scheduled alone, and no client stays with a server");
        }
    }

    private void realServers(Statement server, @Nullable InetAddress address) {
        List<Statement> real = server.children("real_server");
        int unchecked = 0;
        String inherited = inheritedWeight(server);
        Set<String> weights = new HashSet<>();
        for (Statement one : real) {
            String weight = last(one, "weight");
            weights.add(weight.isEmpty() ? inherited : weight);
            AddressText itsAddress = AddressText.of(one.text(0));
            if (address != null && itsAddress != null && itsAddress.address().equals(address)) {
                findings.add(
                        one.at(0),
                        Rule.SERVER_IS_VIP,
                        "real_server " + one.text(0) + ", which is the virtual server's own address",
                        "the address of a server",
                        null);
            }
            if (!isChecked(one)) {
                unchecked++;
                findings.add(
                        one.at(0),
                        Rule.UNCHECKED_SERVER,
                        "real_server " + one.text(0) + " without a checker",
                        "TCP_CHECK, HTTP_GET or another",
                        "it is taken for alive for ever");
            }
        }
        weights(server, real, weights);
        alpha(server, real, unchecked);
        sorry(server, real, unchecked);
    }

    private void weights(Statement server, List<Statement> real, Set<String> weights) {
        String scheduler = last(server, "lvs_sched") + last(server, "lb_algo");
        if (weights.size() > 1 && WEIGHTLESS.contains(scheduler) && !weights.contains("0")) {
            findings.add(
                    server.at(0),
                    Rule.WEIGHT_IGNORED,
                    "different weights with scheduler " + scheduler,
                    "w" + scheduler + ", or one weight for all",
                    scheduler + " does not look at weights other than 0");
        }
        if (!real.isEmpty() && weights.equals(Set.of("0"))) {
            findings.add(
                    server.at(0),
                    Rule.ALL_WEIGHTS_ZERO,
                    "virtual_server " + server.text(0) + " has only real servers of weight 0",
                    "a weight above 0",
                    "no server gets connections");
        }
    }

    private void alpha(Statement server, List<Statement> real, int unchecked) {
        boolean early = real.size() > unchecked
                && !server.has("alpha")
                && real.stream().anyMatch(one -> isChecked(one) && !alphaOf(one));
        if (early && !alphaSaid) {
            alphaSaid = true;
            findings.add(
                    server.at(0),
                    Rule.NO_ALPHA,
                    "servers get connections from the start, before their first check",
                    "alpha, if they should not",
                    "keepalived does so too; said once for all virtual servers");
        }
    }

    private static boolean alphaOf(Statement real) {
        return real.children("alpha").stream().anyMatch(alpha -> alpha.flag().orElse(false));
    }

    private void sorry(Statement server, List<Statement> real, int unchecked) {
        List<Statement> sorryServers = server.children("sorry_server");
        if (sorryServers.isEmpty()) {
            return;
        }
        Set<List<String>> endpoints = real.stream().map(ServerRules::endpoint).collect(Collectors.toSet());
        for (Statement sorry : sorryServers) {
            if (!real.isEmpty() && unchecked == real.size()) {
                findings.add(
                        sorry.word(),
                        Rule.SORRY_UNUSED,
                        "sorry_server where no real server has a checker",
                        "a checker",
                        "it is never used");
            }
            if (endpoints.contains(endpoint(sorry))) {
                findings.add(
                        sorry.at(0),
                        Rule.SORRY_IS_REAL,
                        "sorry_server " + sorry.text(0) + ", which is one of the real servers",
                        "another server",
                        "when they fail, it has failed as well");
            }
        }
    }

    /** Address and port as they are written. */
    private static List<String> endpoint(Statement server) {
        return List.of(server.text(0), server.text(1));
    }

    private static boolean isChecked(Statement real) {
        return real.children().stream()
                .anyMatch(
                        child -> child.name().endsWith("_CHECK") || child.name().endsWith("_GET"));
    }

    private static String inheritedWeight(Statement server) {
        String weight = last(server, "weight");
        return weight.isEmpty() ? "1" : weight;
    }

    /** The argument of the last such keyword; the empty string when there is none. */
    private static String last(Statement block, String keyword) {
        List<Statement> found = block.children(keyword);
        return found.isEmpty() ? "" : found.get(found.size() - 1).text(0);
    }
}
