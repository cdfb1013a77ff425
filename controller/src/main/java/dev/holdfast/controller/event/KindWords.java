package dev.holdfast.controller.event;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.DnsCheckSpec;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.LoginCheckSpec;
import dev.holdfast.healthcheck.MiscCheckSpec;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.SmtpCheckSpec;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UdpCheckSpec;

/**
 * What one kind of checker says, as keepalived 2.2.7 was seen to word it.
 *
 * @param succeeded that its server is well, or null for nothing
 * @param failed that a probe failed; null when the conclusion has all
 * @param concluded that the server is down
 * @param noSocket that there is no socket, before "Rescheduling"
 * @param noSource that its source cannot be bound
 */
record KindWords(
        @org.jspecify.annotations.Nullable String succeeded,
        Failing failed,
        Concluding concluded,
        String noSocket,
        String noSource) {

    /** Words a failed probe. */
    interface Failing {
        /**
         * The line; empty for none.
         *
         * @param retry which retry it was, 0 for none
         */
        String line(FailureReason reason, String detail, boolean last, int retry);
    }

    /** Words a conclusion. */
    interface Concluding {
        /** The line; empty for none. */
        String line(int retries, FailureReason reason, String detail);
    }

    /** The words of a checker's kind for its servers' names. */
    static KindWords of(CheckSpec spec, String realServer, String virtualServer) {
        return spec.match(new Kinds(realServer, virtualServer));
    }

    private static String after(int retries) {
        return retries == 0 ? "" : " after " + retries + " retries";
    }

    private static String retries(int number) {
        return number + (number == 1 ? " retry" : " retries");
    }

    private record Kinds(String realServer, String virtualServer) implements CheckSpec.Cases<KindWords> {
        @Override
        public KindWords tcp(TcpCheckSpec spec) {
            return new KindWords(
                    "TCP connection to " + realServer + " success.",
                    (reason, detail, last, retry) -> "TCP connection to " + realServer
                            + (reason == FailureReason.CONNECT_TIMEOUT ? " timeout." : " failed."),
                    (retries, reason, detail) ->
                            "TCP_CHECK on service " + realServer + " failed" + after(retries) + ".",
                    "TCP connect fail to create socket.",
                    "TCP socket bind failed. Rescheduling.");
        }

        @Override
        public KindWords http(HttpCheckSpec spec) {
            // keepalived names the retries configured here and of programs, elsewhere those made.
            return new KindWords(
                    "Remote Web server " + realServer + " succeed on service.",
                    (reason, detail, last, retry) ->
                            webFailure(reason, spec.tls() != null) + " server " + realServer + ".",
                    (retries, reason, detail) -> "HTTP_CHECK on service " + realServer + " failed"
                            + after(spec.timing().retries()) + ".",
                    "WEB connection fail to create socket.",
                    "WEB socket bind failed. Rescheduling");
        }

        @Override
        public KindWords udp(UdpCheckSpec spec) {
            return new KindWords(
                    "UDP connection to " + realServer + " success.",
                    (reason, detail, last, retry) -> "UDP connection to " + realServer + " failed.",
                    (retries, reason, detail) ->
                            "UDP_CHECK on service " + realServer + " failed" + after(retries) + ".",
                    "UDP connection failed to create socket.",
                    "UDP socket bind failed. Rescheduling.");
        }

        @Override
        public KindWords dns(DnsCheckSpec spec) {
            String name = "DNS_CHECK (" + realServer + ") ";
            return new KindWords(
                    null,
                    (reason, detail, last, retry) -> last ? "" : name + dnsFailure(reason, detail),
                    (retries, reason, detail) -> name + dnsFailure(reason, detail) + after(retries),
                    name + "failed to create socket.",
                    "UDP socket bind failed. Rescheduling.");
        }

        @Override
        public KindWords smtp(SmtpCheckSpec spec) {
            return new KindWords(
                    "Remote SMTP server " + realServer + " succeed on service.",
                    (reason, detail, last, retry) -> last ? "" : smtpFailure(reason, detail, spec.target(), realServer),
                    (retries, reason, detail) -> smtpFailure(reason, detail, spec.target(), realServer),
                    "SMTP_CHECK connection failed to create socket.",
                    "SMTP_CHECK socket bind failed. Rescheduling.");
        }

        @Override
        public KindWords ping(PingCheckSpec spec) {
            return new KindWords(
                    "ICMP connection to " + realServer + " success.",
                    (reason, detail, last, retry) -> reason == FailureReason.FIRST_BYTE_TIMEOUT
                            ? "ICMP connection to address " + realServer + " timeout."
                            : "send ICMP packet fail",
                    (retries, reason, detail) -> "ICMP CHECK on service " + realServer
                            + (retries == 0 ? "" : " of " + virtualServer) + " failed" + after(retries) + ".",
                    "ICMP connect fail to create socket.",
                    "ICMP bind failed. Rescheduling.");
        }

        @Override
        public KindWords login(LoginCheckSpec spec) {
            String name = spec.service().text();
            return new KindWords(
                    name + " check of " + realServer + " success.",
                    (reason, detail, last, retry) -> name + " check of " + realServer + " failed: " + detail + ".",
                    (retries, reason, detail) -> spec.service().keyword() + " on service " + realServer + " failed"
                            + after(retries) + ": " + detail + ".",
                    name + " check failed to create socket.",
                    name + " check socket bind failed. Rescheduling.");
        }

        @Override
        public KindWords misc(MiscCheckSpec spec) {
            String name = "Misc check for [" + realServer + " VS " + virtualServer + "] by ["
                    + String.join(" ", spec.words()) + "] ";
            int retries = spec.timing().retries();
            return new KindWords(
                    name + "succeeded.",
                    (reason, detail, last, retry) -> last
                            ? ""
                            : name
                                    + programFailure(
                                            reason,
                                            detail,
                                            retry == 0
                                                    ? ", will do " + KindWords.retries(retries)
                                                    : " on retry " + retry + "/" + retries),
                    (made, reason, detail) -> name
                            + programFailure(
                                    reason, detail, retries == 0 ? "" : " after " + KindWords.retries(retries)),
                    name + "not started.",
                    name + "not started.");
        }
    }

    private static String programFailure(FailureReason reason, String detail, String retries) {
        return reason == FailureReason.PROGRAM_TIMEOUT
                ? "timed out" + retries + "."
                : "failed" + retries + " (" + detail + ").";
    }

    private static String dnsFailure(FailureReason reason, String detail) {
        return switch (reason) {
            case WRONG_REPLY -> detail;
            case FIRST_BYTE_TIMEOUT -> "read timeout from socket";
            case CONNECT_FAILED -> "failed to read socket; errno 111 (Connection refused)";
            case CONNECT_TIMEOUT -> "connection timeout.";
            case UNREACHABLE,
                    SEND_FAILED,
                    READ_TIMEOUT,
                    READ_FAILED,
                    NO_DATA,
                    BAD_RESPONSE,
                    STATUS_CODE,
                    DIGEST,
                    REGEX,
                    TLS,
                    PROGRAM,
                    PROGRAM_TIMEOUT -> detail;
        };
    }

    private static String smtpFailure(FailureReason reason, String detail, CheckTarget target, String realServer) {
        String address = Addresses.text(target.address());
        String server = " server [" + address + "]:" + target.port();
        return "SMTP_CHECK "
                + switch (reason) {
                    case CONNECT_TIMEOUT -> "Connection timeout to" + server;
                    case READ_TIMEOUT, FIRST_BYTE_TIMEOUT -> "Read timeout from" + server;
                    case READ_FAILED, NO_DATA, BAD_RESPONSE -> "Read failure from" + server;
                    case SEND_FAILED -> "Write failure to" + server;
                    case WRONG_REPLY ->
                        (detail.contains("(220)")
                                        ? "Bad greeting banner from"
                                        : detail.contains("(250)")
                                                ? "Bad HELO response from"
                                                : "Bad QUIT response from")
                                + server;
                    case UNREACHABLE ->
                        "Network unreachable for server " + address + " - real server "
                                + realServer.replaceFirst("\\]:[a-z]+:", "]:");
                    case CONNECT_FAILED, STATUS_CODE, DIGEST, REGEX, TLS, PROGRAM, PROGRAM_TIMEOUT ->
                        "Could not connect to" + server;
                };
    }

    private static String webFailure(FailureReason reason, boolean tls) {
        return switch (reason) {
            case CONNECT_FAILED -> "Connection failed";
            case CONNECT_TIMEOUT -> "Timeout connecting";
            case UNREACHABLE -> "HTTP_CHECK - network unreachable";
            case FIRST_BYTE_TIMEOUT -> "Timeout WEB read";
            case READ_TIMEOUT -> tls ? "Timeout SSL read" : "Timeout HTTP read";
            case READ_FAILED -> tls ? "SSL read error from" : "Read error with";
            case NO_DATA, BAD_RESPONSE -> "Read, no data received from ";
            case WRONG_REPLY -> "HTTP header error to";
            case STATUS_CODE -> "HTTP status code error to";
            case DIGEST -> "MD5 digest error to";
            case REGEX -> "Regex match failed";
            case TLS -> "SSL handshake/communication error connecting to";
            case SEND_FAILED, PROGRAM, PROGRAM_TIMEOUT -> "Cannot send get request to";
        };
    }
}
