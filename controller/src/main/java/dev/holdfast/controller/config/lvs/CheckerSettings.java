package dev.holdfast.controller.config.lvs;

import dev.holdfast.controller.config.global.Checked;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.LoginCheckSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checker of a real server; what its block does not say is as in its real server, and that as in the virtual server. */
public sealed interface CheckerSettings {
    /** The block's keyword. */
    String keyword();

    /**
     * TCP_CHECK: up when a connection is made.
     *
     * @param connection where to
     * @param timing when
     */
    record TcpCheck(CheckerConnection connection, CheckTiming timing) implements CheckerSettings {
        @Override
        public String keyword() {
            return "TCP_CHECK";
        }
    }

    /**
     * PING_CHECK: up when an ICMP echo is answered.
     *
     * @param connection where to; ports mean nothing
     * @param timing when
     */
    record PingCheck(CheckerConnection connection, CheckTiming timing) implements CheckerSettings {
        @Override
        public String keyword() {
            return "PING_CHECK";
        }
    }

    /**
     * HTTP_GET and SSL_GET: up when every URL answers as expected.
     *
     * @param tls whether by TLS, SSL_GET
     * @param connection where to
     * @param timing when
     * @param protocol {@code http_protocol}
     * @param serverName {@code enable_sni}: the virtual host is named in the TLS handshake
     * @param sniName {@code sni_name} (keepalived 2.4): the name there instead, or null
     * @param fastRecovery {@code fast_recovery}
     * @param verified {@code verify_certificate}, which keepalived does not have: of SSL_GET, the server's certificate has to be valid
     * @param urls at least one
     */
    record HttpGet(
            boolean tls,
            CheckerConnection connection,
            CheckTiming timing,
            HttpProtocol protocol,
            boolean serverName,
            @Nullable String sniName,
            boolean fastRecovery,
            boolean verified,
            List<UrlSettings> urls)
            implements CheckerSettings {
        /** Checks that there is a URL, and copies the list. */
        public HttpGet {
            urls = List.copyOf(urls);
            Checked.that(!urls.isEmpty(), "urls", urls, "at least one");
        }

        @Override
        public String keyword() {
            return tls ? "SSL_GET" : "HTTP_GET";
        }
    }

    /**
     * SMTP_CHECK: up when a mail server greets and takes HELO.
     *
     * @param connections where to: {@code host} blocks, or one
     * @param timing when
     * @param heloName {@code helo_name}, or null for the host's name
     */
    record SmtpCheck(
            List<CheckerConnection> connections,
            CheckTiming timing,
            @Nullable String heloName) implements CheckerSettings {
        /** Checks that there is a connection, and copies the list. */
        public SmtpCheck {
            connections = List.copyOf(connections);
            Checked.that(!connections.isEmpty(), "hosts", connections, "at least one");
        }

        @Override
        public String keyword() {
            return "SMTP_CHECK";
        }
    }

    /**
     * DNS_CHECK: up when a question is answered.
     *
     * @param connection where to
     * @param timing when
     * @param type {@code type}: what is asked for
     * @param name {@code name}: of what
     */
    record DnsCheck(CheckerConnection connection, CheckTiming timing, QueryType type, String name)
            implements CheckerSettings {
        /** What can be asked for. */
        public enum QueryType {
            A,
            NS,
            CNAME,
            SOA,
            MX,
            TXT,
            AAAA
        }

        @Override
        public String keyword() {
            return "DNS_CHECK";
        }
    }

    /**
     * MISC_CHECK: up when a program ends with 0.
     *
     * @param timing when; the connection timeout means nothing
     * @param command {@code misc_path} with {@code user}
     * @param timeoutNanos {@code misc_timeout}: how long it may take, 0 for as long as the delay_loop
     * @param dynamic {@code misc_dynamic}: its exit status is a weight
     */
    record MiscCheck(CheckTiming timing, ScriptCommand command, long timeoutNanos, boolean dynamic)
            implements CheckerSettings {
        /** Checks the range. */
        public MiscCheck {
            Checked.range("misc_timeout (ns)", timeoutNanos, 0, Long.MAX_VALUE);
        }

        @Override
        public String keyword() {
            return "MISC_CHECK";
        }
    }

    /**
     * UDP_CHECK: up unless a datagram is refused, or when it is answered as expected.
     *
     * @param connection where to
     * @param timing when
     * @param payload {@code payload}: what is sent, hexadecimal digits in pairs, or null for something
     * @param requireReply {@code require_reply}: an answer has to come
     * @param reply its value: hexadecimal digits in pairs, {@code x} for any, or null for any answer
     * @param leastReplyBytes {@code min_reply_length}, 0..65535
     * @param mostReplyBytes {@code max_reply_length}, 0..65535
     */
    record UdpCheck(
            CheckerConnection connection,
            CheckTiming timing,
            @Nullable String payload,
            boolean requireReply,
            @Nullable String reply,
            int leastReplyBytes,
            int mostReplyBytes)
            implements CheckerSettings {
        /** {@code max_reply_length} unless given. */
        public static final int DEFAULT_MOST_REPLY_BYTES = 255;

        /** Checks the ranges. */
        public UdpCheck {
            Checked.range("min_reply_length", leastReplyBytes, 0, 65_535);
            Checked.range("max_reply_length", mostReplyBytes, 0, 65_535);
            Checked.that(reply == null || requireReply, "reply", String.valueOf(reply), "require_reply");
        }

        @Override
        public String keyword() {
            return "UDP_CHECK";
        }
    }

    /**
     * MYSQL_CHECK and REDIS_CHECK, which keepalived does not have: up when the server takes the login and answers.
     *
     * @param service what is spoken
     * @param connection where to
     * @param timing when
     * @param user {@code user}, or null
     * @param password {@code password}, or null
     */
    record LoginCheck(
            LoginCheckSpec.Service service,
            CheckerConnection connection,
            CheckTiming timing,
            @Nullable String user,
            @Nullable String password)
            implements CheckerSettings {
        @Override
        public String keyword() {
            return service.keyword();
        }

        /** Without the password. */
        @Override
        public String toString() {
            return keyword() + " of " + connection + (user == null ? "" : " as " + user);
        }
    }

    /**
     * FILE_CHECK: as a track_file says.
     *
     * @param trackFile {@code track_file}: its name
     * @param weight {@code weight}, -2147483647..2147483647, the file's unless given
     * @param reverse {@code weight N reverse}
     * @param dynamic {@code dynamic}: the number is added to the server's weight
     */
    record FileCheck(String trackFile, int weight, boolean reverse, boolean dynamic) implements CheckerSettings {
        @Override
        public String keyword() {
            return "FILE_CHECK";
        }
    }

    /**
     * BFD_CHECK: as a bfd_instance says.
     *
     * @param bfdInstance {@code name}: its name
     * @param alpha {@code alpha}
     */
    record BfdCheck(String bfdInstance, boolean alpha) implements CheckerSettings {
        @Override
        public String keyword() {
            return "BFD_CHECK";
        }
    }
}
