package dev.holdfast.controller.config.print;

import dev.holdfast.controller.config.vrrp.GarpGroup;
import dev.holdfast.controller.config.vrrp.HmacSettings;
import dev.holdfast.controller.config.vrrp.Notifications;
import dev.holdfast.controller.config.vrrp.PasswordSettings;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.config.vrrp.Tracked;
import dev.holdfast.controller.config.vrrp.Tracking;
import dev.holdfast.controller.config.vrrp.Transport;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings.Options;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings.Timing;
import dev.holdfast.vrrp.VrrpVersion;
import java.util.List;
import java.util.Locale;

/** Writes instances, sync groups and garp groups. */
final class VrrpPrinter {
    private static final long NANOS_PER_CENTI = 10_000_000L;

    private final Lines out;
    private final RoutePrinter routes;
    private final boolean secrets;
    private final boolean skipsCheckUsually;

    /**
     * @param secrets whether keys are shown
     * @param skipsCheckUsually the global {@code vrrp_skip_check_adv_addr}
     */
    VrrpPrinter(Lines out, boolean secrets, boolean skipsCheckUsually) {
        this.out = out;
        this.secrets = secrets;
        this.skipsCheckUsually = skipsCheckUsually;
        routes = new RoutePrinter(out);
    }

    void garpGroup(GarpGroup group) {
        out.block("garp_group", () -> {
            Long garp = group.garpIntervalNanos();
            if (garp != null) {
                out.seconds("garp_interval", garp);
            }
            Long neighbour = group.neighbourAdvertIntervalNanos();
            if (neighbour != null) {
                out.seconds("gna_interval", neighbour);
            }
            out.block("interfaces", () -> group.interfaces().forEach(name -> out.line(Lines.word(name))));
        });
    }

    void syncGroup(SyncGroup group) {
        out.block("vrrp_sync_group " + Lines.word(group.name()), () -> {
            out.block("group", () -> group.instances().forEach(name -> out.line(Lines.word(name))));
            tracking(group.tracking());
            notifications(group.notifications());
            out.flag("global_tracking", group.globalTracking());
            out.flag("sync_group_tracking_weight", group.trackingWeight());
        });
    }

    void instance(VrrpInstanceSettings instance) {
        out.block("vrrp_instance " + Lines.word(instance.name()), () -> {
            out.line("state " + (instance.wantsMaster() ? "MASTER" : "BACKUP"));
            out.maybe("interface", instance.interfaceName());
            out.maybe("vrf", instance.vrf());
            out.flag(
                    "native_ipv6",
                    instance.ipv6()
                            && instance.addresses().isEmpty()
                            && instance.transport().peers().isEmpty());
            if (!instance.ipv6()) {
                out.number("version", instance.version().number());
            }
            out.number("virtual_router_id", instance.vrid());
            out.number("priority", instance.priority());
            timing(instance.timing());
            options(instance.options(), instance);
            password(instance);
            transport(instance.transport());
            virtualInterface(instance.virtualInterface());
            if (!instance.addresses().isEmpty()) {
                out.block("virtual_ipaddress", () -> instance.addresses().forEach(routes::address));
            }
            if (!instance.excludedAddresses().isEmpty()) {
                out.block(
                        "virtual_ipaddress_excluded",
                        () -> instance.excludedAddresses().forEach(routes::address));
            }
            if (!instance.routes().isEmpty()) {
                out.block("virtual_routes", () -> instance.routes().forEach(routes::route));
            }
            if (!instance.rules().isEmpty()) {
                out.block("virtual_rules", () -> instance.rules().forEach(routes::rule));
            }
            out.flag("dont_track_primary", !instance.ownInterfaceTracked());
            tracking(instance.tracking());
            notifications(instance.notifications());
        });
    }

    private void timing(Timing timing) {
        out.seconds("advert_int", timing.advertIntervalCentis() * NANOS_PER_CENTI);
        out.number("down_timer_adverts", timing.downTimerAdverts());
        out.flag("nopreempt", timing.nopreempt());
        if (timing.preemptDelayNanos() > 0) {
            out.seconds("preempt_delay", timing.preemptDelayNanos());
        }
        out.bool("lower_prio_no_advert", timing.lowerPriorityNoAdvert());
        out.bool("higher_prio_send_advert", timing.higherPrioritySendAdvert());
        out.maybe("timer_expired_backup", timing.timerExpiredBackup());
    }

    private void options(Options options, VrrpInstanceSettings instance) {
        GlobalPrinter.garp(out, "", options.garp());
        out.line("garp_extra_if " + (options.garpExtra().everyInterface() ? "all " : "")
                + options.garpExtra().intervalSeconds());
        out.bool("strict_mode", options.strict());
        boolean sayAccept = options.accept() && !(options.strict() && instance.version() == VrrpVersion.V2);
        out.flag("accept", sayAccept);
        out.flag("no_accept", !options.accept());
        // keepalived 2.2.7 reads "off" as on, against its manual, so that it is said only where it must be.
        if (options.skipCheckAdvertAddresses() || skipsCheckUsually) {
            out.bool("skip_check_adv_addr", options.skipCheckAdvertAddresses());
        }
        out.flag("promote_secondaries", options.promoteSecondaries());
        out.flag("no_virtual_ipaddress", options.noAddressesMeant());
        out.maybe("kernel_rx_buf_size", options.receiveBufferBytes());
        out.flag("linkbeat_use_polling", options.linkbeatPolling());
        out.number("debug", options.debugLevel());
        out.maybe("lvs_sync_daemon_interface", options.syncDaemonInterface());
    }

    private void password(VrrpInstanceSettings instance) {
        PasswordSettings password = instance.password();
        if (password != null) {
            out.block("authentication", () -> {
                out.line("auth_type " + (password.header() ? "AH" : "PASS"));
                out.line("auth_pass " + Lines.word(password.password()));
            });
        }
        HmacSettings hmac = instance.hmac();
        if (hmac != null) {
            out.block("auth_hmac", () -> {
                for (HmacSettings.Key key : hmac.keys()) {
                    if (secrets || key.isInFile()) {
                        out.line("key " + key.id() + " " + Lines.word(key.text()));
                    } else {
                        out.line("# key " + key.id() + " is not shown");
                    }
                }
                out.number("active_key", hmac.activeKey());
                out.line("anti_replay " + hmac.antiReplay().name().toLowerCase(Locale.ROOT));
                out.maybe("time_window", hmac.windowSeconds());
                out.line("mode " + hmac.mode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            });
        }
    }

    private void transport(Transport transport) {
        boolean unicast = !transport.peers().isEmpty();
        out.maybe(unicast ? "unicast_src_ip" : "mcast_src_ip", transport.source());
        out.flag("track_src_ip", transport.trackSource());
        out.maybe("mcast_dst_ip", transport.multicastGroup());
        if (unicast) {
            out.block(
                    "unicast_peer",
                    () -> transport
                            .peers()
                            .forEach(peer -> out.line(Lines.address(peer.address())
                                    + (peer.leastTtl() == null ? "" : " min_ttl " + peer.leastTtl())
                                    + (peer.mostTtl() == null ? "" : " max_ttl " + peer.mostTtl()))));
        }
        out.maybe("unicast_ttl", transport.unicastTtl());
        out.flag("check_unicast_src", transport.checkSource());
        out.flag("unicast_fault_no_peer", transport.faultWithoutPeers());
        switch (transport.oldChecksum()) {
            case DETECT -> {
                // The default.
            }
            case ALWAYS -> out.line("old_unicast_checksum");
            case NEVER -> out.line("old_unicast_checksum never");
        }
        if (transport.v3ChecksumAsV2()) {
            out.line("v3_checksum_as_v2");
        }
    }

    private void virtualInterface(VirtualInterface virtual) {
        String name = virtual.name() == null ? "" : " " + Lines.word(virtual.name());
        switch (virtual.kind()) {
            case NONE -> {
                // Nothing to say.
            }
            case VMAC -> out.line("use_vmac" + name + (virtual.macAddress() == null ? "" : " " + virtual.macAddress()));
            case IPVLAN ->
                out.line("use_ipvlan" + name
                        + (virtual.address() == null ? "" : " " + Lines.address(virtual.address()))
                        + (virtual.mode() == null
                                ? ""
                                : " " + virtual.mode().name().toLowerCase(Locale.ROOT)));
        }
        out.flag("vmac_xmit_base", virtual.sendFromBase());
        out.flag("use_vmac_addr", virtual.onEveryDevice());
    }

    private void tracking(Tracking tracking) {
        tracked("track_interface", tracking.interfaces(), false);
        tracked("track_script", tracking.scripts(), true);
        tracked("track_file", tracking.files(), true);
        tracked("track_process", tracking.processes(), true);
        tracked("track_bfd", tracking.bfds(), true);
    }

    private void tracked(String keyword, List<Tracked> all, boolean named) {
        if (!all.isEmpty()) {
            out.block(
                    keyword,
                    () -> all.forEach(one -> out.line(Lines.word(one.name()) + " weight " + one.weight()
                            + (one.reverse() ? " reverse" : named ? " noreverse" : ""))));
        }
    }

    private void notifications(Notifications notifications) {
        out.script("notify", notifications.any());
        out.script("notify_master", notifications.master());
        out.script("notify_backup", notifications.backup());
        out.script("notify_fault", notifications.fault());
        out.script("notify_stop", notifications.stop());
        if (notifications.deleted() != null) {
            out.script("notify_deleted", notifications.deleted());
        } else {
            out.flag("notify_deleted", notifications.sendDeleted());
        }
        out.script("notify_master_rx_lower_pri", notifications.masterReceivesLower());
        out.bool("notify_priority_changes", notifications.priorityChanges());
        out.bool("smtp_alert", notifications.mail());
    }
}
