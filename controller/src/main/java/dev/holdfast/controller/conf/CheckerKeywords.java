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

    /** host in SMTP_CHECK. */
    static final BlockType SMTP_HOST = BlockType.of(
            "host",
            done("alpha").as(Shape.BOOLEAN),
            done("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("fwmark").needs(1).as(Shape.UNSIGNED),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** HTTP_GET in real_server. */
    static final BlockType HTTP_GET = BlockType.of(
            "HTTP_GET",
            done("alpha").as(Shape.BOOLEAN),
            done("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("enable_sni").as(Shape.BOOLEAN),
            done("fast_recovery").as(Shape.BOOLEAN),
            done("fwmark").needs(1).as(Shape.UNSIGNED),
            done("http_protocol"),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("nb_get_retry").needs(1).as(Shape.UNSIGNED).insteadUse("write retry"),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("url").opening(URL),
            done("virtualhost"),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** SSL_GET in real_server. */
    static final BlockType SSL_GET = BlockType.of(
            "SSL_GET",
            done("alpha").as(Shape.BOOLEAN),
            done("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("enable_sni").as(Shape.BOOLEAN),
            done("fast_recovery").as(Shape.BOOLEAN),
            done("fwmark").needs(1).as(Shape.UNSIGNED),
            done("http_protocol"),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("nb_get_retry").needs(1).as(Shape.UNSIGNED).insteadUse("write retry"),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("sni_name").needs(1),
            done("url").opening(URL),
            done("verify_certificate").as(Shape.BOOLEAN),
            done("virtualhost"),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** TCP_CHECK in real_server. */
    static final BlockType TCP_CHECK = BlockType.of(
            "TCP_CHECK",
            done("alpha").as(Shape.BOOLEAN),
            done("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("fwmark").needs(1).as(Shape.UNSIGNED),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("nb_get_retry").needs(1).as(Shape.UNSIGNED));

    /** SMTP_CHECK in real_server. */
    static final BlockType SMTP_CHECK = BlockType.of(
            "SMTP_CHECK",
            done("alpha").as(Shape.BOOLEAN),
            done("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("fwmark").needs(1).as(Shape.UNSIGNED),
            done("helo_name").wants(),
            done("host").opening(SMTP_HOST),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** DNS_CHECK in real_server. */
    static final BlockType DNS_CHECK = BlockType.of(
            "DNS_CHECK",
            done("alpha").as(Shape.BOOLEAN),
            done("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("fwmark").needs(1).as(Shape.UNSIGNED),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("name").needs(1),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("type").needs(1),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** MISC_CHECK in real_server. */
    static final BlockType MISC_CHECK = BlockType.of(
            "MISC_CHECK",
            done("alpha").as(Shape.BOOLEAN),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("misc_dynamic"),
            done("misc_path").wants().runs(),
            done("misc_timeout").needs(1).as(Shape.integer(0, 4294)),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("user"),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** MYSQL_CHECK in real_server, which keepalived does not have. */
    static final BlockType MYSQL_CHECK = login("MYSQL_CHECK");

    /** REDIS_CHECK in real_server, which keepalived does not have. */
    static final BlockType REDIS_CHECK = login("REDIS_CHECK");

    private static BlockType login(String name) {
        return BlockType.of(
                name,
                done("alpha").as(Shape.BOOLEAN),
                done("bind_if").needs(1),
                done("bind_port").needs(1).as(Shape.PORT),
                done("bindto").needs(1),
                done("connect_ip").needs(1),
                done("connect_port").needs(1).as(Shape.PORT),
                done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
                done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
                done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
                done("fwmark").needs(1).as(Shape.UNSIGNED),
                done("log_all_failures").as(Shape.BOOLEAN),
                done("password").needs(1),
                done("retry").needs(1).as(Shape.UNSIGNED),
                done("user").needs(1),
                done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));
    }

    /** BFD_CHECK in real_server. */
    static final BlockType BFD_CHECK = BlockType.of("BFD_CHECK", later("alpha").as(Shape.BOOLEAN), later("name"));

    /** UDP_CHECK in real_server. */
    static final BlockType UDP_CHECK = BlockType.of(
            "UDP_CHECK",
            done("alpha").as(Shape.BOOLEAN),
            done("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("fwmark").needs(1).as(Shape.UNSIGNED),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("max_reply_length").needs(1).as(Shape.integer(0, 65535)),
            done("min_reply_length").needs(1).as(Shape.integer(0, 65535)),
            done("payload").wants(),
            done("require_reply"),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** PING_CHECK in real_server. */
    static final BlockType PING_CHECK = BlockType.of(
            "PING_CHECK",
            done("alpha").as(Shape.BOOLEAN),
            done("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("fwmark").needs(1).as(Shape.UNSIGNED),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** FILE_CHECK in real_server. */
    static final BlockType FILE_CHECK = BlockType.of(
            "FILE_CHECK", done("track_file").needs(1), done("weight").wants(), done("dynamic"));

    private CheckerKeywords() {}
}
