package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.config.lvs.CheckerConnection;
import dev.holdfast.controller.config.lvs.CheckerSettings;
import dev.holdfast.controller.config.lvs.CheckerSettings.HttpGet;
import dev.holdfast.controller.config.lvs.CheckerSettings.TcpCheck;
import dev.holdfast.controller.config.lvs.RealServerSettings;
import dev.holdfast.controller.config.lvs.UrlSettings;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the balancer's own records of virtual servers, as far as they can run already. */
final class RunnableServers {
    private final Problems problems;

    RunnableServers(Problems problems) {
        this.problems = problems;
    }

    /** The virtual server for the balancer; empty when it cannot run yet, which has been said then. */
    Optional<VirtualServerConfig> config(VirtualServerSettings server, Statement block) {
        ServiceKey key = server.serviceKey();
        if (key == null) {
            problems.remark(
                    block.at(0),
                    "not-implemented",
                    "virtual_server group is not implemented yet",
                    "",
                    "the virtual server is left out");
            return Optional.empty();
        }
        Service service = new Service(
                key,
                server.scheduler(),
                server.flags(),
                server.persistenceSeconds(),
                server.persistenceNetmask(),
                server.persistenceEngine());
        return Optional.of(new VirtualServerConfig(
                service,
                server.method(),
                server.tunnel(),
                server.realServers().stream().map(RunnableServers::realServer).toList(),
                server.sorryServer(),
                server.sorryServerInhibit(),
                server.alpha(),
                server.omega(),
                server.quorum().weight(),
                server.quorum().hysteresis()));
    }

    private static RealServerConfig realServer(RealServerSettings server) {
        List<CheckSpec> checks = new ArrayList<>();
        server.checkers().forEach(checker -> check(checker).ifPresent(checks::add));
        return new RealServerConfig(server.destination(), server.inhibitOnFailure(), server.alpha(), checks);
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
