package dev.holdfast.controller.config.print;

import dev.holdfast.controller.config.lvs.CheckerConnection;
import dev.holdfast.controller.config.lvs.CheckerSettings;
import dev.holdfast.controller.config.lvs.CheckerSettings.BfdCheck;
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
import dev.holdfast.controller.config.lvs.UrlSettings.Regex;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.HttpHeaders;
import dev.holdfast.healthcheck.StatusCodeRange;
import java.util.List;

/** Writes the checkers of a real server. */
final class CheckerPrinter {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Lines out;
    private final boolean tlsCompliant;

    /**
     * Writes to these lines.
     *
     * @param tlsCompliant {@code tls_compliant} of all
     */
    CheckerPrinter(Lines out, boolean tlsCompliant) {
        this.out = out;
        this.tlsCompliant = tlsCompliant;
    }

    void checker(CheckerSettings checker) {
        out.block(checker.keyword(), () -> body(checker));
    }

    private void body(CheckerSettings checker) {
        if (checker instanceof TcpCheck tcp) {
            connection(tcp.connection());
            timing(tcp.timing(), true);
        } else if (checker instanceof PingCheck ping) {
            connection(ping.connection());
            timing(ping.timing(), true);
        } else if (checker instanceof HttpGet http) {
            http(http);
        } else if (checker instanceof SmtpCheck smtp) {
            smtp(smtp);
        } else if (checker instanceof DnsCheck dns) {
            connection(dns.connection());
            timing(dns.timing(), true);
            out.line("type " + dns.type());
            out.line("name " + Lines.word(dns.name()));
        } else if (checker instanceof MiscCheck misc) {
            misc(misc);
        } else if (checker instanceof UdpCheck udp) {
            udp(udp);
        } else if (checker instanceof LoginCheck login) {
            connection(login.connection());
            timing(login.timing(), true);
            out.maybe("user", login.user());
            out.maybe("password", login.password());
        } else if (checker instanceof FileCheck file) {
            out.line("track_file " + Lines.word(file.trackFile()));
            out.line("weight " + file.weight() + (file.reverse() ? " reverse" : ""));
            out.flag("dynamic", file.dynamic());
        } else if (checker instanceof BfdCheck bfd) {
            out.line("name " + Lines.word(bfd.bfdInstance()));
            if (bfd.alpha()) {
                out.bool("alpha", true);
            }
        }
    }

    /** keepalived 2.2 has no connect_timeout for a host that does not give it. */
    private void smtp(SmtpCheck smtp) {
        List<CheckerConnection> connections = smtp.connections();
        connection(connections.get(0));
        for (CheckerConnection host : connections.subList(1, connections.size())) {
            out.block("host", () -> {
                connection(host);
                out.seconds("connect_timeout", smtp.timing().connectTimeoutNanos());
            });
        }
        timing(smtp.timing(), true);
        out.maybe("helo_name", smtp.heloName());
    }

    private void connection(CheckerConnection connection) {
        out.maybe("connect_ip", connection.address());
        if (connection.port() > 0) {
            out.number("connect_port", connection.port());
        }
        out.maybe("bindto", connection.bindAddress());
        out.maybe("bind_if", connection.bindInterface());
        if (connection.bindPort() > 0) {
            out.number("bind_port", connection.bindPort());
        }
        if (connection.firewallMark() > 0) {
            out.number("fwmark", connection.firewallMark());
        }
        out.maybe("probe_vip", connection.virtualAddress());
    }

    private void timing(CheckTiming timing, boolean connects) {
        out.seconds("delay_loop", timing.delayLoopNanos());
        if (connects) {
            out.seconds("connect_timeout", timing.connectTimeoutNanos());
        }
        out.number("retry", timing.retries());
        out.seconds("delay_before_retry", timing.delayBeforeRetryNanos());
        out.seconds("warmup", timing.warmupNanos());
        out.bool("alpha", timing.alpha());
        out.bool("log_all_failures", timing.logAllFailures());
    }

    private void http(HttpGet http) {
        connection(http.connection());
        timing(http.timing(), true);
        out.line("http_protocol " + http.protocol().keyword());
        if (http.serverName()) {
            out.line("enable_sni");
        }
        out.maybe("sni_name", http.sniName());
        out.bool("fast_recovery", http.fastRecovery());
        out.flag("verify_certificate", http.verified());
        http.urls().forEach(url -> out.block("url", () -> url(url)));
    }

    private void url(UrlSettings url) {
        out.line("path " + Lines.word(url.path()));
        out.maybe("digest", url.digest());
        out.words(
                "status_code",
                url.statusCodes().stream().map(StatusCodeRange::toString).toList());
        out.maybe("virtualhost", url.virtualHost());
        if (url.tlsCompliant() != tlsCompliant) {
            out.bool("tls_compliant", url.tlsCompliant());
        }
        HttpHeaders headers = url.headers();
        if (!headers.method().equals(HttpHeaders.NONE.method())) {
            out.line("method " + headers.method());
        }
        headers.sent().forEach(one -> out.words("request_header", List.of(one.name(), one.value())));
        headers.expected()
                .forEach(one -> out.words(
                        "expected_header",
                        one.value().isEmpty() ? List.of(one.name()) : List.of(one.name(), one.value())));
        Regex regex = url.regex();
        if (regex == null) {
            return;
        }
        out.maybe("regex", regex.pattern());
        out.flag("regex_no_match", regex.mustNotMatch());
        List<String> options = regex.options();
        if (!options.isEmpty()) {
            out.words("regex_options", options);
        }
        if (regex.stackMostBytes() > 0) {
            out.line("regex_stack " + regex.stackStartBytes() + " " + regex.stackMostBytes());
        }
        if (regex.leastOffset() > 0) {
            out.number("regex_min_offset", regex.leastOffset());
        }
        if (regex.mostOffset() > 0) {
            out.number("regex_max_offset", regex.mostOffset());
        }
    }

    private void misc(MiscCheck misc) {
        timing(misc.timing(), false);
        out.line("misc_path " + Lines.command(misc.command()));
        String user = misc.command().user();
        if (user != null) {
            out.line("user" + Lines.user(user, misc.command().group()));
        }
        if (misc.timeoutNanos() > 0) {
            out.number("misc_timeout", misc.timeoutNanos() / NANOS_PER_SECOND);
        }
        out.flag("misc_dynamic", misc.dynamic());
    }

    private void udp(UdpCheck udp) {
        connection(udp.connection());
        timing(udp.timing(), true);
        out.maybe("payload", udp.payload());
        if (udp.requireReply()) {
            out.line(udp.reply() == null ? "require_reply" : "require_reply " + udp.reply());
        }
        out.number("min_reply_length", udp.leastReplyBytes());
        out.number("max_reply_length", udp.mostReplyBytes());
    }
}
