package dev.holdfast.controller.balance;

import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.DnsCheckSpec;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.LoginCheckSpec;
import dev.holdfast.healthcheck.MiscCheckSpec;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.ServerCondition;
import dev.holdfast.healthcheck.SmtpCheckSpec;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UdpCheckSpec;

/** The keyword of keepalived.conf that asks for a check. */
final class CheckKeyword implements CheckSpec.Cases<String> {
    private static final CheckKeyword CASES = new CheckKeyword();

    private CheckKeyword() {}

    /** For example {@code TCP_CHECK}. */
    static String of(ServerCondition condition) {
        return condition instanceof CheckSpec spec ? spec.match(CASES) : "FILE_CHECK";
    }

    @Override
    public String tcp(TcpCheckSpec spec) {
        return "TCP_CHECK";
    }

    @Override
    public String http(HttpCheckSpec spec) {
        return spec.tls() == null ? "HTTP_GET" : "SSL_GET";
    }

    @Override
    public String udp(UdpCheckSpec spec) {
        return "UDP_CHECK";
    }

    @Override
    public String dns(DnsCheckSpec spec) {
        return "DNS_CHECK";
    }

    @Override
    public String smtp(SmtpCheckSpec spec) {
        return "SMTP_CHECK";
    }

    @Override
    public String ping(PingCheckSpec spec) {
        return "PING_CHECK";
    }

    @Override
    public String misc(MiscCheckSpec spec) {
        return "MISC_CHECK";
    }

    @Override
    public String login(LoginCheckSpec spec) {
        return spec.service().keyword();
    }
}
