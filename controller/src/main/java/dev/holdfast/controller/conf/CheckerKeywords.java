package dev.holdfast.controller.conf;

import static dev.holdfast.controller.conf.Keyword.done;
import static dev.holdfast.controller.conf.Keyword.later;

/** The keywords of the checkers in keepalived.conf(5), "Virtual server(s)". */
final class CheckerKeywords {
    /** url in HTTP_GET and SSL_GET. */
    static final BlockType URL = BlockType.of(
            "url",
            done("digest").needs(1),
            done("path").needs(1),
            later("regex"),
            later("regex_max_offset"),
            later("regex_min_offset"),
            later("regex_no_match"),
            later("regex_options"),
            later("regex_stack"),
            done("status_code"),
            done("virtualhost").wants());

    /** host in SMTP_CHECK. */
    static final BlockType SMTP_HOST = BlockType.of(
            "host",
            later("alpha").as(Shape.BOOLEAN),
            later("bind_if").needs(1),
            later("bind_port").needs(1).as(Shape.PORT),
            later("bindto").needs(1),
            later("connect_ip").needs(1),
            later("connect_port").needs(1).as(Shape.PORT),
            later("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            later("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            later("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            later("fwmark").needs(1).as(Shape.UNSIGNED),
            later("log_all_failures").as(Shape.BOOLEAN),
            later("retry").needs(1).as(Shape.UNSIGNED),
            later("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** HTTP_GET in real_server. */
    static final BlockType HTTP_GET = BlockType.of(
            "HTTP_GET",
            done("alpha").as(Shape.BOOLEAN),
            later("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            later("enable_sni").as(Shape.BOOLEAN),
            done("fast_recovery").as(Shape.BOOLEAN),
            later("fwmark").needs(1).as(Shape.UNSIGNED),
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
            later("alpha").as(Shape.BOOLEAN),
            later("bind_if").needs(1),
            later("bind_port").needs(1).as(Shape.PORT),
            later("bindto").needs(1),
            later("connect_ip").needs(1),
            later("connect_port").needs(1).as(Shape.PORT),
            later("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            later("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            later("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            later("enable_sni").as(Shape.BOOLEAN),
            later("fast_recovery").as(Shape.BOOLEAN),
            later("fwmark").needs(1).as(Shape.UNSIGNED),
            later("http_protocol"),
            later("log_all_failures").as(Shape.BOOLEAN),
            later("nb_get_retry").needs(1).as(Shape.UNSIGNED).insteadUse("write retry"),
            later("retry").needs(1).as(Shape.UNSIGNED),
            later("sni_name").needs(1),
            later("url").opening(URL),
            later("virtualhost"),
            later("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** TCP_CHECK in real_server. */
    static final BlockType TCP_CHECK = BlockType.of(
            "TCP_CHECK",
            done("alpha").as(Shape.BOOLEAN),
            later("bind_if").needs(1),
            done("bind_port").needs(1).as(Shape.PORT),
            done("bindto").needs(1),
            done("connect_ip").needs(1),
            done("connect_port").needs(1).as(Shape.PORT),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            later("fwmark").needs(1).as(Shape.UNSIGNED),
            done("log_all_failures").as(Shape.BOOLEAN),
            done("retry").needs(1).as(Shape.UNSIGNED),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("nb_get_retry").needs(1).as(Shape.UNSIGNED));

    /** SMTP_CHECK in real_server. */
    static final BlockType SMTP_CHECK = BlockType.of(
            "SMTP_CHECK",
            later("alpha").as(Shape.BOOLEAN),
            later("bind_if").needs(1),
            later("bind_port").needs(1).as(Shape.PORT),
            later("bindto").needs(1),
            later("connect_ip").needs(1),
            later("connect_port").needs(1).as(Shape.PORT),
            later("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            later("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            later("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            later("fwmark").needs(1).as(Shape.UNSIGNED),
            later("helo_name").wants(),
            later("host").opening(SMTP_HOST),
            later("log_all_failures").as(Shape.BOOLEAN),
            later("retry").needs(1).as(Shape.UNSIGNED),
            later("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** DNS_CHECK in real_server. */
    static final BlockType DNS_CHECK = BlockType.of(
            "DNS_CHECK",
            later("alpha").as(Shape.BOOLEAN),
            later("bind_if").needs(1),
            later("bind_port").needs(1).as(Shape.PORT),
            later("bindto").needs(1),
            later("connect_ip").needs(1),
            later("connect_port").needs(1).as(Shape.PORT),
            later("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            later("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            later("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            later("fwmark").needs(1).as(Shape.UNSIGNED),
            later("log_all_failures").as(Shape.BOOLEAN),
            later("name").needs(1),
            later("retry").needs(1).as(Shape.UNSIGNED),
            later("type").needs(1),
            later("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** MISC_CHECK in real_server. */
    static final BlockType MISC_CHECK = BlockType.of(
            "MISC_CHECK",
            later("alpha").as(Shape.BOOLEAN),
            later("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            later("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            later("log_all_failures").as(Shape.BOOLEAN),
            later("misc_dynamic"),
            later("misc_path").wants().runs(),
            later("misc_timeout").needs(1).as(Shape.integer(0, 4294)),
            later("retry").needs(1).as(Shape.UNSIGNED),
            later("user"),
            later("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** BFD_CHECK in real_server. */
    static final BlockType BFD_CHECK = BlockType.of("BFD_CHECK", later("alpha").as(Shape.BOOLEAN), later("name"));

    /** UDP_CHECK in real_server. */
    static final BlockType UDP_CHECK = BlockType.of(
            "UDP_CHECK",
            later("alpha").as(Shape.BOOLEAN),
            later("bind_if").needs(1),
            later("bind_port").needs(1).as(Shape.PORT),
            later("bindto").needs(1),
            later("connect_ip").needs(1),
            later("connect_port").needs(1).as(Shape.PORT),
            later("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            later("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            later("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            later("fwmark").needs(1).as(Shape.UNSIGNED),
            later("log_all_failures").as(Shape.BOOLEAN),
            later("max_reply_length").needs(1).as(Shape.integer(0, 65535)),
            later("min_reply_length").needs(1).as(Shape.integer(0, 65535)),
            later("payload").wants(),
            later("require_reply"),
            later("retry").needs(1).as(Shape.UNSIGNED),
            later("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** PING_CHECK in real_server. */
    static final BlockType PING_CHECK = BlockType.of(
            "PING_CHECK",
            later("alpha").as(Shape.BOOLEAN),
            later("bind_if").needs(1),
            later("bind_port").needs(1).as(Shape.PORT),
            later("bindto").needs(1),
            later("connect_ip").needs(1),
            later("connect_port").needs(1).as(Shape.PORT),
            later("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            later("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            later("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            later("fwmark").needs(1).as(Shape.UNSIGNED),
            later("log_all_failures").as(Shape.BOOLEAN),
            later("retry").needs(1).as(Shape.UNSIGNED),
            later("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE));

    /** FILE_CHECK in real_server. */
    static final BlockType FILE_CHECK = BlockType.of(
            "FILE_CHECK", later("track_file").needs(1), later("weight").wants(), later("dynamic"));

    private CheckerKeywords() {}
}
