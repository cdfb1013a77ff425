package dev.holdfast.controller.config.print;

import dev.holdfast.controller.config.GlobalDefs;
import dev.holdfast.controller.config.global.FileSettings;
import dev.holdfast.controller.config.global.Firewall;
import dev.holdfast.controller.config.global.GarpExtra;
import dev.holdfast.controller.config.global.HostSettings;
import dev.holdfast.controller.config.global.LvsDefaults;
import dev.holdfast.controller.config.global.MailAlerts;
import dev.holdfast.controller.config.global.ManagementSettings;
import dev.holdfast.controller.config.global.NotifyFifo;
import dev.holdfast.controller.config.global.NotifyFifos;
import dev.holdfast.controller.config.global.ProcessSettings;
import dev.holdfast.controller.config.global.Processes;
import dev.holdfast.controller.config.global.ReceiveBuffer;
import dev.holdfast.controller.config.global.ReceiveBuffers;
import dev.holdfast.controller.config.global.ScriptDefaults;
import dev.holdfast.controller.config.global.SyncDaemon;
import dev.holdfast.controller.config.global.VrrpDefaults;
import dev.holdfast.vrrp.GarpConfig;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes global_defs and the keywords outside all blocks. */
final class GlobalPrinter {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Lines out;

    GlobalPrinter(Lines out) {
        this.out = out;
    }

    void host(HostSettings host) {
        out.maybe("net_namespace", host.networkNamespace());
        String ipvs = host.ipvsNetworkNamespace();
        if (ipvs != null) {
            out.line(ipvs.isEmpty() ? "net_namespace_ipvs" : "net_namespace_ipvs " + Lines.word(ipvs));
        }
        out.flag("namespace_with_ipsets", host.namespaceWithIpsets());
        out.maybe("instance", host.instance());
        out.flag("use_pid_dir", host.pidDirectory());
        out.flag("linkbeat_use_polling", host.linkbeatPolling());
        out.number("child_wait_time", host.childWaitSeconds());
        if (!host.linkbeatInterfaces().isEmpty()) {
            out.block(
                    "linkbeat_interfaces",
                    () -> host.linkbeatInterfaces()
                            .forEach(one ->
                                    out.line(Lines.word(one.name()) + (one.by() == null ? "" : " " + one.by()))));
        }
        if (!host.interfaceDelays().isEmpty()) {
            out.block(
                    "interface_up_down_delays",
                    () -> host.interfaceDelays()
                            .forEach(one -> out.line(Lines.word(one.name()) + " " + Lines.seconds(one.downNanos()) + " "
                                    + Lines.seconds(one.upNanos()))));
        }
    }

    void globals(GlobalDefs globals) {
        out.block("global_defs", () -> {
            mail(globals);
            out.flag("enable_script_security", globals.enableScriptSecurity());
            out.bool("checker_log_all_failures", globals.logAllCheckFailures());
            out.flag("tls_compliant", globals.tlsCompliant());
            vrrp(globals);
            defaults(globals.vrrp());
            scripts(globals.scripts());
            fifos(globals.fifos());
            processes(globals.processes());
            buffers(globals.buffers());
            firewall(globals.firewall());
            lvs(globals.lvs());
            management(globals.management());
            files(globals.files());
        });
    }

    private void mail(GlobalDefs globals) {
        out.maybe("router_id", globals.routerId());
        if (!globals.notificationEmail().isEmpty()) {
            out.block(
                    "notification_email", () -> globals.notificationEmail().forEach(one -> out.line(Lines.word(one))));
        }
        out.maybe("notification_email_from", globals.notificationEmailFrom());
        String server = globals.smtpServer();
        if (server != null) {
            out.line("smtp_server " + Lines.word(server) + " " + globals.smtpPort());
        }
        out.maybe("smtp_helo_name", globals.smtpHeloName());
        out.number("smtp_connect_timeout", globals.smtpConnectTimeoutNanos() / NANOS_PER_SECOND);
        MailAlerts alerts = globals.alerts();
        out.maybe("smtp_alert", alerts.everything());
        out.maybe("smtp_alert_vrrp", alerts.vrrp());
        out.maybe("smtp_alert_checker", alerts.checker());
        out.flag("no_email_faults", alerts.noFaults());
        out.bool("no_checker_emails", alerts.noCheckers());
    }

    private void vrrp(GlobalDefs globals) {
        out.number("vrrp_version", globals.vrrpVersion().number());
        garp(out, "vrrp_", globals.vrrpGarp());
        out.number("vrrp_down_timer_adverts", globals.downTimerAdverts());
        out.bool("vrrp_lower_prio_no_advert", globals.lowerPriorityNoAdvert());
        out.bool("vrrp_higher_prio_send_advert", globals.higherPrioritySendAdvert());
        out.flag("vrrp_skip_check_adv_addr", globals.skipCheckAdvertAddresses());
        if (globals.vrrpStartupDelayNanos() > 0) {
            out.seconds("vrrp_startup_delay", globals.vrrpStartupDelayNanos());
        }
    }

    /** The schedule of gratuitous ARP, of all instances or of one. */
    static void garp(Lines out, String prefix, GarpConfig garp) {
        out.number(prefix + "garp_master_delay", garp.delayNanos() / NANOS_PER_SECOND);
        out.number(prefix + "garp_master_repeat", garp.repeat());
        out.number(prefix + "garp_lower_prio_delay", garp.lowerPriorityDelayNanos() / NANOS_PER_SECOND);
        out.number(prefix + "garp_lower_prio_repeat", garp.lowerPriorityRepeat());
        out.number(prefix + "garp_master_refresh", garp.refreshNanos() / NANOS_PER_SECOND);
        out.number(prefix + "garp_master_refresh_repeat", garp.refreshRepeat());
    }

    /** {@code garp_extra_if}, unless nothing is sent. */
    static void garpExtra(Lines out, String keyword, GarpExtra extra) {
        if (extra.intervalSeconds() > 0) {
            out.line(keyword + (extra.everyInterface() ? " all " : " ") + extra.intervalSeconds());
        }
    }

    private void defaults(VrrpDefaults vrrp) {
        out.maybe("vrrp_mcast_group4", vrrp.multicastGroup4());
        out.maybe("vrrp_mcast_group6", vrrp.multicastGroup6());
        out.maybe("default_interface", vrrp.defaultInterface());
        if (vrrp.garpIntervalNanos() > 0) {
            out.seconds("vrrp_garp_interval", vrrp.garpIntervalNanos());
        }
        if (vrrp.neighbourAdvertIntervalNanos() > 0) {
            out.seconds("vrrp_gna_interval", vrrp.neighbourAdvertIntervalNanos());
        }
        garpExtra(out, "vrrp_garp_extra_if", vrrp.garpExtra());
        out.flag("vrrp_strict", vrrp.strict());
        out.flag("vrrp_check_unicast_src", vrrp.checkUnicastSource());
        out.flag(
                "dynamic_interfaces" + (vrrp.interfacesMayChange() ? " allow_if_changes" : ""),
                vrrp.dynamicInterfaces());
        out.flag("disable_local_igmp", vrrp.disableLocalIgmp());
        out.flag("log_unknown_vrids", vrrp.logUnknownRouterIds());
        out.maybe("vmac_prefix", vrrp.vmacPrefix());
        out.maybe("vmac_addr_prefix", vrrp.vmacAddressPrefix());
        out.flag("v3_checksum_as_v2", vrrp.v3ChecksumAsV2());
        if (vrrp.delayAfterBootNanos() > 0) {
            out.seconds("vrrp_delay_after_boot", vrrp.delayAfterBootNanos());
        }
    }

    private void scripts(ScriptDefaults scripts) {
        String user = scripts.user();
        if (user != null) {
            out.line("script_user" + Lines.user(user, scripts.group()));
        }
        out.script("startup_script", scripts.startup());
        out.number("startup_script_timeout", scripts.startupTimeoutSeconds());
        out.script("shutdown_script", scripts.shutdown());
        out.number("shutdown_script_timeout", scripts.shutdownTimeoutSeconds());
        out.flag("use_symlink_paths", scripts.symbolicLinks());
    }

    private void fifos(NotifyFifos fifos) {
        fifo("notify_fifo", fifos.all());
        fifo("vrrp_notify_fifo", fifos.vrrp());
        fifo("lvs_notify_fifo", fifos.lvs());
        out.flag("fifo_write_vrrp_states_on_reload", fifos.vrrpStatesOnReload());
        out.bool("vrrp_notify_priority_changes", fifos.priorityChanges());
    }

    private void fifo(String keyword, @Nullable NotifyFifo fifo) {
        if (fifo != null) {
            out.line(keyword + " " + Lines.word(fifo.path()) + Lines.user(fifo.user(), fifo.group()));
            out.script(keyword + "_script", fifo.script());
        }
    }

    private void processes(Processes processes) {
        out.flag("process_names", processes.defaultNames());
        out.maybe("process_name", processes.name());
        process("vrrp", processes.vrrp());
        process("checker", processes.checker());
        process("bfd", processes.bfd());
        out.number("max_auto_priority", processes.mostAutomaticPriority());
        out.number("min_auto_priority_delay", processes.automaticPriorityDelayMicros());
        out.flag("set_supplementary_groups", processes.supplementaryGroups());
    }

    private void process(String prefix, ProcessSettings process) {
        out.maybe(prefix + "_process_name", process.name());
        out.maybe(prefix + "_priority", process.niceness());
        out.maybe(prefix + "_rt_priority", process.realtimePriority());
        out.number(prefix + "_rlimit_rttime", process.realtimeLimitMicros());
        out.flag(prefix + "_no_swap", process.noSwap());
        if (!process.cpus().isEmpty()) {
            out.words(
                    prefix + "_cpu_affinity",
                    process.cpus().stream().map(String::valueOf).toList());
        }
    }

    private void buffers(ReceiveBuffers buffers) {
        buffer("vrrp_netlink_cmd_rcv_bufs", buffers.vrrpCommands());
        buffer("vrrp_netlink_monitor_rcv_bufs", buffers.vrrpMonitor());
        buffer("lvs_netlink_cmd_rcv_bufs", buffers.lvsCommands());
        buffer("lvs_netlink_monitor_rcv_bufs", buffers.lvsMonitor());
        buffer("process_monitor_rcv_bufs", buffers.processMonitor());
        switch (buffers.vrrpPolicy()) {
            case SYSTEM -> {
                // There is no word for it.
            }
            case MTU, ADVERT -> out.line("vrrp_rx_bufs_policy " + buffers.vrrpPolicy());
            case SIZE -> out.line("vrrp_rx_bufs_policy " + buffers.vrrpBytes());
        }
        out.number("vrrp_rx_bufs_multiplier", buffers.vrrpMultiplier());
    }

    private void buffer(String keyword, ReceiveBuffer buffer) {
        out.maybe(keyword, buffer.bytes());
        if (buffer.force()) {
            out.bool(keyword + "_force", true);
        }
    }

    private void firewall(Firewall firewall) {
        out.maybe("nftables", firewall.nftables());
        out.number("nftables_priority", firewall.nftablesPriority());
        out.flag("nftables_counters", firewall.counters());
        out.flag("nftables_ifindex", firewall.byInterfaceIndex());
        out.maybe("nftables_ipvs", firewall.ipvsNftables());
        out.number("nftables_ipvs_priority", firewall.ipvsNftablesPriority());
        out.number("nftables_ipvs_start_fwmark", firewall.ipvsFirstMark());
        List<String> chains = firewall.iptables();
        if (chains != null) {
            out.words("vrrp_iptables", chains);
        }
        List<String> sets = firewall.ipsets();
        if (sets != null) {
            out.words("vrrp_ipsets", sets);
        }
    }

    private void lvs(LvsDefaults lvs) {
        SyncDaemon daemon = lvs.syncDaemon();
        if (daemon != null) {
            out.line("lvs_sync_daemon " + Lines.word(daemon.interfaceName())
                    + option(" inst ", daemon.instance())
                    + option(" id ", daemon.syncId())
                    + positive(" maxlen ", daemon.longestPacketBytes())
                    + positive(" port ", daemon.port())
                    + positive(" ttl ", daemon.ttl())
                    + option(" group ", daemon.group() == null ? null : Lines.address(daemon.group())));
        }
        String timeouts = positive(" tcp ", lvs.tcpTimeoutSeconds())
                + positive(" tcpfin ", lvs.tcpFinTimeoutSeconds())
                + positive(" udp ", lvs.udpTimeoutSeconds());
        out.flag("lvs_timeouts" + timeouts, !timeouts.isEmpty());
        out.flag("lvs_flush", lvs.flush());
        switch (lvs.flushOnStop()) {
            case NOTHING -> {
                // The default.
            }
            case EVERYTHING -> out.line("lvs_flush_on_stop");
            case VIRTUAL_SERVERS -> out.line("lvs_flush_on_stop VS");
        }
        out.bool("rs_init_notifies", lvs.notifyAtStart());
    }

    private static String option(String keyword, @Nullable Object value) {
        return value == null ? "" : keyword + value;
    }

    private static String positive(String keyword, int value) {
        return value == 0 ? "" : keyword + value;
    }

    private void management(ManagementSettings management) {
        out.maybe("snmp_socket", management.snmpSocket());
        out.flag("enable_snmp_vrrp", management.snmpVrrp());
        out.flag("enable_snmp_checker", management.snmpChecker());
        out.flag("enable_snmp_rfcv2", management.snmpRfcV2());
        out.flag("enable_snmp_rfcv3", management.snmpRfcV3());
        out.flag("enable_traps", management.snmpTraps());
        if (management.snmpVirtualServerUpdateNanos() != ManagementSettings.DEFAULT_UPDATE_NANOS) {
            out.seconds("snmp_vs_stats_update_interval", management.snmpVirtualServerUpdateNanos());
        }
        if (management.snmpRealServerUpdateNanos() != ManagementSettings.DEFAULT_UPDATE_NANOS) {
            out.seconds("snmp_rs_stats_update_interval", management.snmpRealServerUpdateNanos());
        }
        out.flag("enable_dbus", management.dbus());
        out.maybe("dbus_service_name", management.dbusServiceName());
        out.flag("dbus_no_interface_name", management.dbusNoInterfaceName());
    }

    private void files(FileSettings files) {
        out.maybe("tmp_config_directory", files.temporaryDirectory());
        out.maybe("config_save_dir", files.saveDirectory());
        Integer umask = files.umask();
        if (umask != null) {
            out.line("umask " + String.format(Locale.ROOT, "0%o", umask));
        }
        optional("reload_check_config", files.reloadCheck(), files.reloadCheckLog());
        out.maybe("reload_time_file", files.reloadTimeFile());
        out.flag("reload_repeat", files.reloadRepeat());
        optional("reload_file", files.reloadMarker(), files.reloadMarkerFile());
        out.bool("data_use_instance", files.dataUseInstance());
        out.maybe("random_seed", files.randomSeed());
        List<String> check = files.includeCheck();
        if (check != null) {
            out.words("include_check", check);
        }
        out.maybe("state_file_location", files.stateFile());
        out.maybe("stats_file_location", files.statsFile());
        out.maybe("json_file_location", files.jsonFile());
        if (files.jsonVersion() != 1) {
            out.number("json_version", files.jsonVersion());
        }
        out.maybe("iproute_usr_dir", files.iprouteUserDirectory());
        out.maybe("iproute_etc_dir", files.iprouteDirectory());
    }

    private void optional(String keyword, boolean given, @Nullable String value) {
        if (given) {
            out.line(value == null ? keyword : keyword + " " + Lines.word(value));
        }
    }
}
