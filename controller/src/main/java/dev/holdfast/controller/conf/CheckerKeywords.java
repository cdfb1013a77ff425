package dev.holdfast.controller.conf;

import static dev.holdfast.controller.conf.Keyword.done;
import static dev.holdfast.controller.conf.Keyword.later;

/** The keywords of the checkers in keepalived.conf(5), "Virtual server(s)". */
final class CheckerKeywords {
    /** url in HTTP_GET and SSL_GET. */
    static final BlockType URL = BlockType.of(
            "url",
            done("digest").needs(1),
            done("expected_header").needs(1),
            done("method").needs(1),
            done("path").needs(1),
            done("request_header").needs(2),
            done("regex"),
            done("regex_max_offset"),
            done("regex_min_offset"),
            done("regex_no_match"),
            done("regex_options"),
            done("regex_stack"),
            done("status_code"),
            done("tls_compliant").as(Shape.BOOLEAN),
            done("virtualhost").wants());

    /** When it is checked: in every checker that checks by itself. */
    private static final BlockType TIMED = BlockType.of(
            "a checker",
            done("alpha").as(Shape.BOOLEAN),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** And where to connect to: in every checker that connects. */
    private static final BlockType CONNECTING = TIMED.with(
            "a checker that connects",
            done("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("fwmark").needs(1).as(Shape.UNSIGNED));

    /** And for whom: in every checker that asks something of a port. */
    private static final BlockType ASKING = CONNECTING.with("a checker that asks a port", done("probe_vip"));

    /** host in SMTP_CHECK. */
    static final BlockType SMTP_HOST = ASKING.with("host");

    /** HTTP_GET in real_server. */
    static final BlockType HTTP_GET = ASKING.with(
            "HTTP_GET",
            done("enable_sni").as(Shape.BOOLEAN),
            done("fast_recovery").as(Shape.BOOLEAN),
            done("http_protocol"),
            done("nb_get_retry").needs(1).as(Shape.UNSIGNED).insteadUse("write retry"),
            done("url").opening(URL),
            done("virtualhost"));

    /** SSL_GET in real_server. */
    static final BlockType SSL_GET = HTTP_GET.with(
            "SSL_GET", done("sni_name").needs(1), done("verify_certificate").as(Shape.BOOLEAN));

    /** TCP_CHECK in real_server. */
    static final BlockType TCP_CHECK =
            ASKING.with("TCP_CHECK", done("nb_get_retry").needs(1).as(Shape.UNSIGNED));

    /** SMTP_CHECK in real_server. */
    static final BlockType SMTP_CHECK =
            ASKING.with("SMTP_CHECK", done("helo_name").wants(), done("host").opening(SMTP_HOST));

    /** DNS_CHECK in real_server. */
    static final BlockType DNS_CHECK =
            ASKING.with("DNS_CHECK", done("name").needs(1), done("type").needs(1));

    /** MISC_CHECK in real_server. */
    static final BlockType MISC_CHECK = TIMED.with(
            "MISC_CHECK",
            done("misc_dynamic"),
            done("misc_path").wants().runs(),
            done("misc_timeout").needs(1).as(Shape.integer(0, 4294)),
            done("user"));

    /** MYSQL_CHECK in real_server, which keepalived does not have. */
    static final BlockType MYSQL_CHECK =
            ASKING.with("MYSQL_CHECK", done("password").needs(1), done("user").needs(1));

    /** REDIS_CHECK in real_server, which keepalived does not have. */
    static final BlockType REDIS_CHECK =
            ASKING.with("REDIS_CHECK", done("password").needs(1), done("user").needs(1));

    /** BFD_CHECK in real_server. */
    static final BlockType BFD_CHECK = BlockType.of("BFD_CHECK", later("alpha").as(Shape.BOOLEAN), later("name"));

    /** UDP_CHECK in real_server. */
    static final BlockType UDP_CHECK = ASKING.with(
            "UDP_CHECK",
            done("max_reply_length").needs(1).as(Shape.integer(0, 65535)),
            done("min_reply_length").needs(1).as(Shape.integer(0, 65535)),
            done("payload").wants(),
            done("require_reply"));

    /** PING_CHECK in real_server. */
    static final BlockType PING_CHECK = CONNECTING.with("PING_CHECK");

    /** FILE_CHECK in real_server. */
    static final BlockType FILE_CHECK = BlockType.of(
            "FILE_CHECK", done("track_file").needs(1), done("weight").wants(), done("dynamic"));

    private CheckerKeywords() {}
}
