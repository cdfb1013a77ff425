package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.config.global.MailAlerts;
import dev.holdfast.vrrp.VrrpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads global_defs; several blocks count as one, and of a keyword given twice the last counts. */
final class GlobalDefsReader {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICRO = 1000;

    private final SystemFacts facts;
    private final Problems problems;
    private final GarpSettings garp = new GarpSettings();
    private final List<String> notificationEmail = new ArrayList<>();
    private @Nullable String routerId;
    private @Nullable String notificationEmailFrom;
    private @Nullable String smtpServer;
    private @Nullable String smtpHeloName;
    private int smtpPort = GlobalDefs.DEFAULT_SMTP_PORT;
    private long smtpConnectTimeoutNanos = GlobalDefs.DEFAULT_SMTP_CONNECT_TIMEOUT_NANOS;
    private VrrpVersion vrrpVersion = VrrpVersion.V2;
    private int downTimerAdverts = GlobalDefs.DEFAULT_DOWN_TIMER_ADVERTS;
    private boolean lowerPriorityNoAdvert;
    private boolean higherPrioritySendAdvert;
    private boolean skipCheckAdvertAddresses;
    private long vrrpStartupDelayNanos;
    private boolean enableScriptSecurity;
    private boolean logAllCheckFailures;

    GlobalDefsReader(SystemFacts facts, Problems problems) {
        this.facts = facts;
        this.problems = problems;
    }

    GlobalDefs read(List<Statement> blocks) {
        for (Statement block : blocks) {
            for (Statement statement : block.children()) {
                if (!mail(statement) && !garp.take(statement, "vrrp_", problems)) {
                    vrrp(statement);
                }
            }
        }
        Entries entries = new Entries(
                blocks.stream().flatMap(block -> block.children().stream()).toList());
        GlobalVrrpReader vrrp = new GlobalVrrpReader(entries, problems);
        GlobalFilesReader files = new GlobalFilesReader(entries, facts, problems);
        return new GlobalDefs(
                routerId,
                notificationEmail,
                notificationEmailFrom,
                smtpServer,
                smtpPort,
                smtpHeloName,
                smtpConnectTimeoutNanos,
                vrrpVersion,
                garp.schedule(),
                downTimerAdverts,
                lowerPriorityNoAdvert,
                higherPrioritySendAdvert,
                skipCheckAdvertAddresses,
                vrrpStartupDelayNanos,
                enableScriptSecurity,
                logAllCheckFailures,
                entries.flag("tls_compliant", false),
                new MailAlerts(
                        entries.flag("smtp_alert"),
                        entries.flag("smtp_alert_vrrp"),
                        entries.flag("smtp_alert_checker"),
                        entries.has("no_email_faults"),
                        entries.flag("no_checker_emails", false)),
                vrrp.defaults(),
                vrrp.buffers(),
                vrrp.firewall(),
                new ProcessesReader(entries, problems).read(),
                files.scripts(),
                files.fifos(),
                new GlobalLvsReader(entries, problems).read(),
                files.management(),
                files.files());
    }

    private boolean mail(Statement statement) {
        switch (statement.name()) {
            case "notification_email" -> notificationEmail(statement);
            case "notification_email_from" -> notificationEmailFrom = statement.text(0);
            case "smtp_server" -> smtpServer(statement);
            case "smtp_helo_name" ->
                smtpHeloName = statement.argument(0).isPresent() ? statement.text(0) : smtpHeloName;
            case "smtp_connect_timeout" -> smtpConnectTimeout(statement);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void notificationEmail(Statement statement) {
        if (statement.children().isEmpty()) {
            problems.warning(
                    statement.word(), "empty-block", "notification_email without an address", "addresses", null);
        }
        for (Statement line : statement.children()) {
            line.words().forEach(word -> notificationEmail.add(word.text()));
        }
    }

    private void smtpServer(Statement statement) {
        OptionalLong port =
                statement.argument(1).isPresent() ? Numbers.port(statement.text(1)) : OptionalLong.of(smtpPort);
        boolean name = statement.text(0).matches("[A-Za-z0-9._:-]+");
        if (!name) {
            problems.error(
                    statement.at(0),
                    "bad-value",
                    "smtp_server " + statement.text(0),
                    "an address or a host name",
                    "it is ignored");
        } else if (port.isEmpty()) {
            problems.error(
                    statement.at(1), "bad-value", "smtp_server port " + statement.text(1), "1..65535", "it is ignored");
        } else {
            smtpServer = statement.text(0);
            smtpPort = (int) port.getAsLong();
        }
    }

    private void smtpConnectTimeout(Statement statement) {
        OptionalLong seconds = statement.number();
        if (seconds.isPresent() && seconds.getAsLong() == 0) {
            problems.error(statement.at(0), "bad-value", "smtp_connect_timeout 0", "1..4294", "1 is used");
        }
        seconds.ifPresent(value -> smtpConnectTimeoutNanos = Math.max(1, value) * NANOS_PER_SECOND);
    }

    private void vrrp(Statement statement) {
        switch (statement.name()) {
            case "router_id" -> routerId = statement.text(0);
            case "vrrp_version" ->
                statement.number().ifPresent(value -> vrrpVersion = value == 3 ? VrrpVersion.V3 : VrrpVersion.V2);
            case "vrrp_down_timer_adverts" -> statement.number().ifPresent(value -> downTimerAdverts = (int) value);
            case "vrrp_lower_prio_no_advert" -> statement.flag().ifPresent(value -> lowerPriorityNoAdvert = value);
            case "vrrp_higher_prio_send_advert" ->
                statement.flag().ifPresent(value -> higherPrioritySendAdvert = value);
            case "vrrp_skip_check_adv_addr" -> skipCheckAdvertAddresses = true;
            case "vrrp_startup_delay" ->
                statement.number().ifPresent(value -> vrrpStartupDelayNanos = value * NANOS_PER_MICRO);
            case "enable_script_security" -> enableScriptSecurity = true;
            case "checker_log_all_failures" -> statement.flag().ifPresent(value -> logAllCheckFailures = value);
            default -> {
                // The other readers have it.
            }
        }
    }
}
