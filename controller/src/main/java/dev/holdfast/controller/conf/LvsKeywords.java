package dev.holdfast.controller.conf;

import static dev.holdfast.controller.conf.Keyword.done;
import static dev.holdfast.controller.conf.Keyword.later;

/** The keywords of keepalived.conf(5), "LVS CONFIGURATION". */
final class LvsKeywords {
    /** real_server. */
    static final BlockType REAL_SERVER = BlockType.of(
            "real_server",
            later("BFD_CHECK").opening(CheckerKeywords.BFD_CHECK),
            done("DNS_CHECK").opening(CheckerKeywords.DNS_CHECK),
            done("FILE_CHECK").opening(CheckerKeywords.FILE_CHECK),
            done("HTTP_GET").opening(CheckerKeywords.HTTP_GET),
            done("MISC_CHECK").opening(CheckerKeywords.MISC_CHECK),
            done("MYSQL_CHECK").opening(CheckerKeywords.MYSQL_CHECK),
            done("REDIS_CHECK").opening(CheckerKeywords.REDIS_CHECK),
            done("PING_CHECK").opening(CheckerKeywords.PING_CHECK),
            done("SMTP_CHECK").opening(CheckerKeywords.SMTP_CHECK),
            done("SSL_GET").opening(CheckerKeywords.SSL_GET),
            done("TCP_CHECK").opening(CheckerKeywords.TCP_CHECK),
            done("UDP_CHECK").opening(CheckerKeywords.UDP_CHECK),
            done("alpha").as(Shape.BOOLEAN),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("inhibit_on_failure").as(Shape.BOOLEAN),
            done("lthreshold").needs(1).as(Shape.integer(0, 4_294_967_295L)),
            done("lvs_method").needs(1),
            done("notify_down").needs(1).runs(),
            done("notify_up").needs(1).runs(),
            done("retry").needs(1).as(Shape.integer(1, 4_294_967_295L)),
            done("smtp_alert").as(Shape.BOOLEAN),
            done("snmp_name").wants(),
            done("uthreshold").needs(1).as(Shape.integer(0, 4_294_967_295L)),
            done("virtualhost").wants(),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("weight").needs(1).as(Shape.integer(0, 2147483647)));

    /** virtual_server. */
    static final BlockType VIRTUAL_SERVER = BlockType.of(
            "virtual_server",
            done("alpha"),
            done("connect_timeout").needs(1).as(Shape.SOME_SECONDS),
            done("delay_before_retry").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("delay_loop").needs(1).as(Shape.LONG_SECONDS),
            done("flag-1"),
            done("flag-2"),
            done("flag-3"),
            done("ha_suspend"),
            done("hashed"),
            done("hysteresis").needs(1).as(Shape.UNSIGNED),
            done("inhibit_on_failure"),
            done("ip_family").needs(1),
            done("lb_algo").needs(1),
            done("lb_kind").needs(1),
            done("lvs_method").needs(1),
            done("lvs_sched").needs(1),
            done("mh-fallback"),
            done("mh-port"),
            done("omega"),
            done("ops"),
            done("persistence_engine").needs(1),
            done("persistence_granularity").needs(1),
            done("persistence_timeout").as(Shape.integer(1, 2678400)),
            done("protocol").needs(1),
            done("quorum").needs(1).as(Shape.integer(1, 4_294_967_295L)).orElse("1 is used"),
            done("quorum_down").needs(1).runs(),
            done("quorum_up").needs(1).runs(),
            done("retry").needs(1).as(Shape.integer(1, 4_294_967_295L)),
            done("sh-fallback"),
            done("sh-port"),
            done("smtp_alert").as(Shape.BOOLEAN),
            done("snmp_name").wants(),
            done("sorry_server").needs(1),
            done("sorry_server_inhibit"),
            done("sorry_server_lvs_method"),
            done("virtualhost").wants(),
            done("warmup").needs(1).as(Shape.LONG_SECONDS_OR_NONE),
            done("weight").needs(1).as(Shape.integer(0, 2147483647)),
            done("real_server").needs(1).opening(REAL_SERVER));

    /** SSL. */
    static final BlockType SSL = BlockType.of(
            "SSL",
            done("ca").wants(),
            done("certificate").wants(),
            done("key").wants(),
            done("password").wants());

    private LvsKeywords() {}
}
