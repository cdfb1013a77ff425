package dev.holdfast.controller.config.global;

import org.jspecify.annotations.Nullable;

/**
 * What global_defs says of SNMP and D-Bus.
 *
 * @param snmpSocket {@code snmp_socket}: where the master agent is, or null for its default
 * @param snmpVrrp {@code enable_snmp_vrrp}
 * @param snmpChecker {@code enable_snmp_checker}
 * @param snmpRfcV2 {@code enable_snmp_rfcv2} (RFC 2787)
 * @param snmpRfcV3 {@code enable_snmp_rfcv3} (RFC 6527)
 * @param snmpTraps {@code enable_traps}
 * @param snmpVirtualServerUpdateNanos {@code snmp_vs_stats_update_interval} (keepalived 2.4), in nanoseconds
 * @param snmpRealServerUpdateNanos {@code snmp_rs_stats_update_interval} (keepalived 2.4), in nanoseconds
 * @param dbus {@code enable_dbus}
 * @param dbusServiceName {@code dbus_service_name}, or null for org.keepalived.Vrrp1
 * @param dbusNoInterfaceName {@code dbus_no_interface_name} (keepalived 2.4)
 */
public record ManagementSettings(
        @Nullable String snmpSocket,
        boolean snmpVrrp,
        boolean snmpChecker,
        boolean snmpRfcV2,
        boolean snmpRfcV3,
        boolean snmpTraps,
        long snmpVirtualServerUpdateNanos,
        long snmpRealServerUpdateNanos,
        boolean dbus,
        @Nullable String dbusServiceName,
        boolean dbusNoInterfaceName) {
    /** Both update intervals unless given: five seconds. */
    public static final long DEFAULT_UPDATE_NANOS = 5_000_000_000L;

    /** Checks the ranges. */
    public ManagementSettings {
        Checked.range("snmp_vs_stats_update_interval (ns)", snmpVirtualServerUpdateNanos, 1, Long.MAX_VALUE);
        Checked.range("snmp_rs_stats_update_interval (ns)", snmpRealServerUpdateNanos, 1, Long.MAX_VALUE);
    }
}
