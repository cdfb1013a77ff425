package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.config.lvs.CheckerConnection;
import dev.holdfast.controller.config.lvs.CheckerSettings;
import dev.holdfast.controller.config.lvs.CheckerSettings.HttpGet;
import dev.holdfast.controller.config.lvs.CheckerSettings.TcpCheck;
import dev.holdfast.controller.config.lvs.RealServerSettings;
import dev.holdfast.controller.config.lvs.UrlSettings;
import dev.holdfast.controller.config.lvs.VirtualServerGroup;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the balancer's own records of virtual servers, as far as they can run already. */
final class RunnableServers {
    private final Map<String, VirtualServerGroup> groups;
    private final Problems problems;

    RunnableServers(Map<String, VirtualServerGroup> groups, Problems problems) {
        this.groups = groups;
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
                server.realServers().stream().map(RunnableServers::realServer).toList(),
                server.sorryServer(),
                server.sorryServerInhibit(),
                server.haSuspend(),
                server.omega(),
                server.quorum().weight(),
                server.quorum().hysteresis()));
    }

    private static RealServerConfig realServer(RealServerSettings server) {
        List<CheckSpec> checks = new ArrayList<>();
        server.checkers().forEach(checker -> check(checker).ifPresent(checks::add));
        return new RealServerConfig(server.destination(), server.inhibitOnFailure(), checks);
    }

    private static Optional<CheckSpec> check(CheckerSettings checker) {
        if (checker instanceof TcpCheck tcp) {
            return Optional.of(new TcpCheckSpec(target(tcp.connection()), tcp.timing()));
        }
        if (checker instanceof HttpGet http && !http.tls()) {
            List<UrlSpec> urls = http.urls().stream().map(RunnableServers::url).toList();
            return Optional.of(new HttpCheckSpec(
                    target(http.connection()), http.timing(), http.protocol(), urls, http.fastRecovery()));
        }
        return Optional.empty();
    }

    private static UrlSpec url(UrlSettings url) {
        return new UrlSpec(url.path(), url.statusCodes(), url.digest(), url.virtualHost());
    }

    private static CheckTarget target(CheckerConnection connection) {
        InetAddress bindTo = connection.bindAddress();
        if (bindTo == null && connection.bindPort() == 0) {
            return CheckTarget.of(connection.address(), connection.port());
        }
        try {
            InetAddress from = bindTo != null
                    ? bindTo
                    : InetAddress.getByAddress(new byte[connection.address().getAddress().length]);
            return new CheckTarget(
                    connection.address(), connection.port(), new InetSocketAddress(from, connection.bindPort()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
