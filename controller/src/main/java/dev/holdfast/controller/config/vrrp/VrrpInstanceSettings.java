package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import dev.holdfast.controller.config.global.GarpExtra;
import dev.holdfast.vrrp.GarpConfig;
import dev.holdfast.vrrp.VrrpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vrrp_instance block; what it does not say is as in global_defs.
 *
 * @param name its name
 * @param interfaceName {@code interface}; null only for an instance that speaks to peers, on whichever interface leads there
 * @param vrf {@code vrf}: the VRF of an instance without an interface, or null
 * @param ipv6 whether its adverts go by IPv6: its first address, peer or {@code native_ipv6} says so
 * @param version {@code version}
 * @param vrid {@code virtual_router_id}, 1..255
 * @param priority {@code priority}, 1..255
 * @param wantsMaster {@code state MASTER}
 * @param timing when it speaks and takes over
 * @param password {@code authentication}, VRRPv2 only, or null
 * @param hmac {@code auth_hmac}, or null
 * @param transport how its adverts travel
 * @param virtualInterface {@code use_vmac} and {@code use_ipvlan}
 * @param addresses {@code virtual_ipaddress}, all of one family; at most 255
 * @param excludedAddresses {@code virtual_ipaddress_excluded}
 * @param routes {@code virtual_routes}
 * @param rules {@code virtual_rules}
 * @param tracking what it tracks; its own interface is tracked without being named
 * @param ownInterfaceTracked whether it is; {@code dont_track_primary} says no
 * @param notifications what is run when it changes
 * @param options everything else
 */
public record VrrpInstanceSettings(
        String name,
        @Nullable String interfaceName,
        @Nullable String vrf,
        boolean ipv6,
        VrrpVersion version,
        int vrid,
        int priority,
        boolean wantsMaster,
        Timing timing,
        @Nullable PasswordSettings password,
        @Nullable HmacSettings hmac,
        Transport transport,
        VirtualInterface virtualInterface,
        List<AddressSettings> addresses,
        List<AddressSettings> excludedAddresses,
        List<RouteSettings> routes,
        List<RuleSettings> rules,
        Tracking tracking,
        boolean ownInterfaceTracked,
        Notifications notifications,
        Options options) {
    /**
     * When an instance speaks and takes over.
     *
     * @param advertIntervalCentis {@code advert_int} in hundredths of a second: VRRPv3 1..4095, VRRPv2 whole seconds, 100..25500
     * @param downTimerAdverts {@code down_timer_adverts}: how many silent intervals make a master dead, 1..100
     * @param nopreempt {@code nopreempt}
     * @param preemptDelayNanos {@code preempt_delay}: how long a lower master is left alone at the start, 0..1000 s in nanoseconds
     * @param lowerPriorityNoAdvert {@code lower_prio_no_advert}
     * @param higherPrioritySendAdvert {@code higher_prio_send_advert}
     * @param timerExpiredBackup {@code timer_expired_backup} (keepalived 2.4): a master whose timer was late steps back; the priority
     *     that the others are taken to have at most, 1..254, or null for no such thing
     */
    public record Timing(
            int advertIntervalCentis,
            int downTimerAdverts,
            boolean nopreempt,
            long preemptDelayNanos,
            boolean lowerPriorityNoAdvert,
            boolean higherPrioritySendAdvert,
            @Nullable Integer timerExpiredBackup) {
        /** The longest {@code preempt_delay}: 1000 s. */
        public static final long MOST_PREEMPT_DELAY_NANOS = 1_000_000_000_000L;

        /** Checks the ranges. */
        public Timing {
            Checked.range("advert_int (centiseconds)", advertIntervalCentis, 1, 25_500);
            Checked.range("down_timer_adverts", downTimerAdverts, 1, 100);
            Checked.range("preempt_delay (ns)", preemptDelayNanos, 0, MOST_PREEMPT_DELAY_NANOS);
            if (timerExpiredBackup != null) {
                Checked.range("timer_expired_backup", timerExpiredBackup, 1, 254);
            }
        }
    }

    /**
     * The rest of an instance.
     *
     * @param garp the {@code garp_*} schedule
     * @param garpExtra {@code garp_extra_if}
     * @param accept whether a master that is not the owner takes packets to its addresses; {@code no_accept} says no
     * @param strict {@code strict_mode}
     * @param skipCheckAdvertAddresses {@code skip_check_adv_addr}
     * @param promoteSecondaries {@code promote_secondaries}
     * @param noAddressesMeant {@code no_virtual_ipaddress} (keepalived 2.4): it has none on purpose
     * @param receiveBufferBytes {@code kernel_rx_buf_size}, or null for the one of global_defs
     * @param linkbeatPolling {@code linkbeat_use_polling}
     * @param debugLevel {@code debug}, 0..4; it does nothing in keepalived either
     * @param syncDaemonInterface {@code lvs_sync_daemon_interface} (out of use): {@code lvs_sync_daemon} with this instance, or null
     */
    public record Options(
            GarpConfig garp,
            GarpExtra garpExtra,
            boolean accept,
            boolean strict,
            boolean skipCheckAdvertAddresses,
            boolean promoteSecondaries,
            boolean noAddressesMeant,
            @Nullable Long receiveBufferBytes,
            boolean linkbeatPolling,
            int debugLevel,
            @Nullable String syncDaemonInterface) {
        /** Checks the range. */
        public Options {
            Checked.range("debug", debugLevel, 0, 4);
        }
    }

    /** Checks the ranges and copies the lists. */
    public VrrpInstanceSettings {
        Checked.range("virtual_router_id of " + name, vrid, 1, 255);
        Checked.range("priority of " + name, priority, 1, 255);
        Checked.that(
                version == VrrpVersion.V3 || timing.advertIntervalCentis() % 100 == 0,
                "advert_int of " + name,
                timing.advertIntervalCentis() + " centiseconds",
                "whole seconds in VRRPv2");
        addresses = List.copyOf(addresses);
        excludedAddresses = List.copyOf(excludedAddresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        Checked.range("number of addresses of " + name, addresses.size(), 0, 255);
    }

    /** The same instance, tracking something else. */
    public VrrpInstanceSettings withTracking(Tracking other) {
        return new VrrpInstanceSettings(
                name,
                interfaceName,
                vrf,
                ipv6,
                version,
                vrid,
                priority,
                wantsMaster,
                timing,
                password,
                hmac,
                transport,
                virtualInterface,
                addresses,
                excludedAddresses,
                routes,
                rules,
                other,
                ownInterfaceTracked,
                notifications,
                options);
    }
}
