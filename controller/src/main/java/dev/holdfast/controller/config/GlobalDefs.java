package dev.holdfast.controller.config;

import dev.holdfast.controller.config.global.FileSettings;
import dev.holdfast.controller.config.global.Firewall;
import dev.holdfast.controller.config.global.LvsDefaults;
import dev.holdfast.controller.config.global.MailAlerts;
import dev.holdfast.controller.config.global.ManagementSettings;
import dev.holdfast.controller.config.global.NotifyFifos;
import dev.holdfast.controller.config.global.Processes;
import dev.holdfast.controller.config.global.ReceiveBuffers;
import dev.holdfast.controller.config.global.ScriptDefaults;
import dev.holdfast.controller.config.global.VrrpDefaults;
import dev.holdfast.vrrp.GarpConfig;
import dev.holdfast.vrrp.VrrpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The global_defs block, keepalived.conf(5) "Global definitions".
 *
 * @param routerId {@code router_id}, or null for the host's name
 * @param notificationEmail {@code notification_email}, in order
 * @param notificationEmailFrom {@code notification_email_from}, or null for keepalived@ the host's name
 * @param smtpServer {@code smtp_server} as a name or address, or null for none; it is not looked up here
 * @param smtpPort the second word of {@code smtp_server}, 1..65535, 25 unless given
 * @param smtpHeloName {@code smtp_helo_name}, or null for the host's name
 * @param smtpConnectTimeoutNanos {@code smtp_connect_timeout}, 1 s or more, 30 s unless given
 * @param vrrpVersion {@code vrrp_version}, the version of instances that give none
 * @param vrrpGarp {@code vrrp_garp_*} and {@code vrrp_min_garp}, the schedule of instances that give none
 * @param downTimerAdverts {@code vrrp_down_timer_adverts}, 1..100
 * @param lowerPriorityNoAdvert {@code vrrp_lower_prio_no_advert}
 * @param higherPrioritySendAdvert {@code vrrp_higher_prio_send_advert}
 * @param skipCheckAdvertAddresses {@code vrrp_skip_check_adv_addr}
 * @param vrrpStartupDelayNanos {@code vrrp_startup_delay}, 0 for none
 * @param enableScriptSecurity {@code enable_script_security}
 * @param logAllCheckFailures {@code checker_log_all_failures}
 * @param tlsCompliant {@code tls_compliant} (keepalived 2.4)
 * @param alerts which mail is sent
 * @param vrrp what else it says of VRRP
 * @param buffers receive buffers
 * @param firewall firewall rules
 * @param processes how keepalived's processes run
 * @param scripts what it says of scripts
 * @param fifos pipes that events are written to
 * @param lvs what it says of IPVS
 * @param management SNMP and D-Bus
 * @param files files, reloading and reading
 */
public record GlobalDefs(
        @Nullable String routerId,
        List<String> notificationEmail,
        @Nullable String notificationEmailFrom,
        @Nullable String smtpServer,
        int smtpPort,
        @Nullable String smtpHeloName,
        long smtpConnectTimeoutNanos,
        VrrpVersion vrrpVersion,
        GarpConfig vrrpGarp,
        int downTimerAdverts,
        boolean lowerPriorityNoAdvert,
        boolean higherPrioritySendAdvert,
        boolean skipCheckAdvertAddresses,
        long vrrpStartupDelayNanos,
        boolean enableScriptSecurity,
        boolean logAllCheckFailures,
        boolean tlsCompliant,
        MailAlerts alerts,
        VrrpDefaults vrrp,
        ReceiveBuffers buffers,
        Firewall firewall,
        Processes processes,
        ScriptDefaults scripts,
        NotifyFifos fifos,
        LvsDefaults lvs,
        ManagementSettings management,
        FileSettings files) {
    /** The port mail goes to unless the file says otherwise. */
    public static final int DEFAULT_SMTP_PORT = 25;

    /** {@code smtp_connect_timeout} unless given. */
    public static final long DEFAULT_SMTP_CONNECT_TIMEOUT_NANOS = 30_000_000_000L;

    /** How many silent intervals make a master dead unless given (RFC 9568 section 6.1). */
    public static final int DEFAULT_DOWN_TIMER_ADVERTS = 3;

    /** Copies the list. */
    public GlobalDefs {
        notificationEmail = List.copyOf(notificationEmail);
    }
}
