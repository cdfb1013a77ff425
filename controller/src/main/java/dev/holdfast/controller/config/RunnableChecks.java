package dev.holdfast.controller.config;

import dev.holdfast.controller.config.lvs.CheckerConnection;
import dev.holdfast.controller.config.lvs.CheckerSettings;
import dev.holdfast.controller.config.lvs.CheckerSettings.DnsCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.FileCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.HttpGet;
import dev.holdfast.controller.config.lvs.CheckerSettings.LoginCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.MiscCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.PingCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.SmtpCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.TcpCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.UdpCheck;
import dev.holdfast.controller.config.lvs.UrlSettings;
import dev.holdfast.healthcheck.Bytes;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.DnsCheckSpec;
import dev.holdfast.healthcheck.FileCondition;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.LoginCheckSpec;
import dev.holdfast.healthcheck.MiscCheckSpec;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.RegexSpec;
import dev.holdfast.healthcheck.ServerCondition;
import dev.holdfast.healthcheck.SmtpCheckSpec;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.TlsFiles;
import dev.holdfast.healthcheck.UdpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes of checkers' settings what the checkers run by. */
final class RunnableChecks {
    private RunnableChecks() {}

    /**
     * The checks of a checker: SMTP_CHECK may have several hosts, and what does not run yet none.
     *
     * @param serverWeight the weight of its real server
     * @param ssl the SSL block
     */
    static List<ServerCondition> of(CheckerSettings checker, int serverWeight, TlsFiles ssl) {
        if (checker instanceof TcpCheck tcp) {
            return List.of(new TcpCheckSpec(target(tcp.connection()), tcp.timing()));
        }
        if (checker instanceof HttpGet http) {
            return List.of(http(http, ssl));
        }
        if (checker instanceof UdpCheck udp) {
            return List.of(udp(udp));
        }
        if (checker instanceof DnsCheck dns) {
            return List.of(new DnsCheckSpec(
                    target(dns.connection()),
                    dns.timing(),
                    numberOf(dns.type()),
                    dns.type().name(),
                    dns.name()));
        }
        if (checker instanceof SmtpCheck smtp) {
            String name = smtp.heloName() == null ? SmtpCheckSpec.DEFAULT_HELO_NAME : smtp.heloName();
            return smtp.connections().stream()
                    .<ServerCondition>map(to -> new SmtpCheckSpec(target(to), smtp.timing(), name))
                    .toList();
        }
        if (checker instanceof PingCheck ping) {
            return List.of(new PingCheckSpec(target(ping.connection()), ping.timing()));
        }
        if (checker instanceof MiscCheck misc) {
            long timeout = misc.timeoutNanos() == 0 ? misc.timing().delayLoopNanos() : misc.timeoutNanos();
            return List.of(new MiscCheckSpec(
                    misc.timing(),
                    misc.command().words(),
                    misc.command().user(),
                    misc.command().group(),
                    timeout,
                    misc.dynamic(),
                    serverWeight));
        }
        if (checker instanceof LoginCheck login) {
            return List.of(new LoginCheckSpec(
                    target(login.connection()), login.timing(), login.service(), login.user(), login.password()));
        }
        if (checker instanceof FileCheck file) {
            return List.of(new FileCondition(file.trackFile(), file.weight(), file.reverse()));
        }
        return List.of();
    }

    private static HttpCheckSpec http(HttpGet http, TlsFiles ssl) {
        return new HttpCheckSpec(
                target(http.connection()),
                http.timing(),
                http.protocol(),
                http.urls().stream().map(RunnableChecks::url).toList(),
                http.fastRecovery(),
                http.tls() ? new HttpCheckSpec.Tls(http.serverName(), http.sniName(), http.verified(), ssl) : null);
    }

    private static UrlSpec url(UrlSettings url) {
        return new UrlSpec(
                url.path(),
                url.statusCodes(),
                url.digest(),
                url.virtualHost(),
                regex(url.regex()),
                url.headers(),
                url.tlsCompliant());
    }

    private static @Nullable RegexSpec regex(UrlSettings.@Nullable Regex regex) {
        return regex == null
                ? null
                : new RegexSpec(
                        regex.pattern(),
                        regex.mustNotMatch(),
                        Set.copyOf(regex.options()),
                        regex.leastOffset(),
                        regex.mostOffset());
    }

    private static UdpCheckSpec udp(UdpCheck udp) {
        String payload = udp.payload();
        UdpCheckSpec.Reply reply = null;
        if (udp.requireReply()) {
            String digits = udp.reply() == null ? "" : udp.reply();
            reply = new UdpCheckSpec.Reply(
                    new Bytes(HexFormat.of().parseHex(digits.replace('x', '0'))),
                    new Bytes(HexFormat.of()
                            .parseHex(digits.replaceAll("[^x]", "f").replace('x', '0'))),
                    udp.leastReplyBytes(),
                    udp.mostReplyBytes());
        }
        return new UdpCheckSpec(
                target(udp.connection()),
                udp.timing(),
                payload == null ? null : new Bytes(HexFormat.of().parseHex(payload)),
                reply);
    }

    /** RFC 1035 section 3.2.2 and RFC 3596. */
    private static int numberOf(DnsCheck.QueryType type) {
        return switch (type) {
            case A -> 1;
            case NS -> 2;
            case CNAME -> 5;
            case SOA -> 6;
            case MX -> 15;
            case TXT -> 16;
            case AAAA -> 28;
        };
    }

    private static CheckTarget target(CheckerConnection connection) {
        InetAddress bindTo = connection.bindAddress();
        InetSocketAddress source = null;
        if (bindTo != null || connection.bindPort() != 0) {
            source = new InetSocketAddress(
                    bindTo != null ? bindTo : anyLike(connection.address()), connection.bindPort());
        }
        return new CheckTarget(
                connection.address(),
                connection.port(),
                source,
                connection.bindInterface(),
                connection.firewallMark(),
                connection.virtualAddress());
    }

    private static InetAddress anyLike(InetAddress family) {
        try {
            return InetAddress.getByAddress(new byte[family.getAddress().length]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
