package dev.holdfast.controller.config.global;

import java.net.Inet4Address;
import java.net.Inet6Address;
import org.jspecify.annotations.Nullable;

/**
 * What global_defs says of VRRP besides the protocol's own settings. Times are in nanoseconds.
 *
 * @param multicastGroup4 {@code vrrp_mcast_group4}, or null for 224.0.0.18
 * @param multicastGroup6 {@code vrrp_mcast_group6}, or null for ff02::12
 * @param defaultInterface {@code default_interface}: where static addresses go, or null for eth0
 * @param garpIntervalNanos {@code vrrp_garp_interval}: between two gratuitous ARPs on an interface, 0 for none
 * @param neighbourAdvertIntervalNanos {@code vrrp_gna_interval}: the same of IPv6
 * @param garpExtra {@code vrrp_garp_extra_if}
 * @param strict {@code vrrp_strict}: nothing that the RFCs do not have
 * @param checkUnicastSource {@code vrrp_check_unicast_src}: adverts count only from peers
 * @param dynamicInterfaces {@code dynamic_interfaces}: interfaces may come and go
 * @param interfacesMayChange its {@code allow_if_changes}: they may come back as something else
 * @param disableLocalIgmp {@code disable_local_igmp}: no reports of membership in 224.0.0.0/24
 * @param logUnknownRouterIds {@code log_unknown_vrids}
 * @param vmacPrefix {@code vmac_prefix}: how names of VMAC interfaces begin
 * @param vmacAddressPrefix {@code vmac_addr_prefix}: how they begin on other interfaces than the instance's, or null for
 *     {@code vmacPrefix}
 * @param v3ChecksumAsV2 {@code v3_checksum_as_v2} (keepalived 2.4): no pseudo-header in the checksum of VRRPv3 over IPv4
 * @param delayAfterBootNanos {@code vrrp_delay_after_boot} (keepalived 2.4): instances start this long after the machine,
 *     0 for at once
 */
public record VrrpDefaults(
        @Nullable Inet4Address multicastGroup4,
        @Nullable Inet6Address multicastGroup6,
        @Nullable String defaultInterface,
        long garpIntervalNanos,
        long neighbourAdvertIntervalNanos,
        GarpExtra garpExtra,
        boolean strict,
        boolean checkUnicastSource,
        boolean dynamicInterfaces,
        boolean interfacesMayChange,
        boolean disableLocalIgmp,
        boolean logUnknownRouterIds,
        String vmacPrefix,
        @Nullable String vmacAddressPrefix,
        boolean v3ChecksumAsV2,
        long delayAfterBootNanos) {
    /** {@code vmac_prefix} unless given. */
    public static final String DEFAULT_VMAC_PREFIX = "vrrp";

    /** Checks that no time is negative. */
    public VrrpDefaults {
        Checked.range("vrrp_garp_interval (ns)", garpIntervalNanos, 0, Long.MAX_VALUE);
        Checked.range("vrrp_gna_interval (ns)", neighbourAdvertIntervalNanos, 0, Long.MAX_VALUE);
        Checked.range("vrrp_delay_after_boot (ns)", delayAfterBootNanos, 0, Long.MAX_VALUE);
        Checked.that(!interfacesMayChange || dynamicInterfaces, "allow_if_changes", "", "dynamic_interfaces");
    }
}
