package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.config.lvs.RealServerSettings;
import dev.holdfast.controller.config.lvs.VirtualServerGroup;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.healthcheck.ServerCondition;
import dev.holdfast.healthcheck.TlsFiles;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the balancer's own records of virtual servers, as far as they can run already. */
final class RunnableServers {
    private final Map<String, VirtualServerGroup> groups;
    private final TlsFiles ssl;
    private final Problems problems;

    RunnableServers(Map<String, VirtualServerGroup> groups, TlsFiles ssl, Problems problems) {
        this.groups = groups;
        this.ssl = ssl;
        this.problems = problems;
    }

    /** The virtual server for the balancer; empty when it cannot run, which has been said then. */
    Optional<VirtualServerConfig> config(VirtualServerSettings server, Statement block) {
        RunnableServices services = new RunnableServices(server, groups);
        if (services.total().compareTo(BigInteger.valueOf(RunnableServices.MOST)) > 0) {
            problems.remark(
                    block.at(0),
                    "too-many-addresses",
                    "virtual_server_group " + block.text(1) + " of " + services.total() + " addresses",
                    "at most " + RunnableServices.MOST,
                    "the virtual server is left out");
            return Optional.empty();
        }
        if (services.mixesFamilies()) {
            problems.remark(
                    block.at(0),
                    "mixed-families",
                    "virtual_server_group " + block.text(1) + " with addresses that its real servers do not have",
                    "one family, or only tunnels",
                    "the virtual server is left out");
            return Optional.empty();
        }
        return Optional.of(new VirtualServerConfig(
                VirtualServerId.of(server),
                services.parts(),
                server.realServers().stream().map(this::realServer).toList(),
                server.sorryServer(),
                server.sorryServerInhibit(),
                server.haSuspend(),
                server.omega(),
                server.quorum().weight(),
                server.quorum().hysteresis()));
    }

    private RealServerConfig realServer(RealServerSettings server) {
        List<ServerCondition> checks = new ArrayList<>();
        server.checkers()
                .forEach(checker -> checks.addAll(
                        RunnableChecks.of(checker, server.destination().weight(), ssl)));
        return new RealServerConfig(server.destination(), server.inhibitOnFailure(), checks);
    }
}
