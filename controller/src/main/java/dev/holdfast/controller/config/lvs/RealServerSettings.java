package dev.holdfast.controller.config.lvs;

import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.ipvs.Destination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real_server block; what it does not say is as in its virtual server.
 *
 * @param destination what IPVS is told of it while it is up: address, port, {@code lvs_method}, {@code weight}, thresholds
 * @param inhibitOnFailure {@code inhibit_on_failure}: a failed server stays, with weight 0
 * @param alpha {@code alpha}: it is down until its checks pass
 * @param mail {@code smtp_alert}: a change is told of by mail
 * @param snmpName {@code snmp_name}, or null
 * @param up {@code notify_up}, or null
 * @param down {@code notify_down}, or null
 * @param checkers its checkers, in order; none means it is always up
 */
public record RealServerSettings(
        Destination destination,
        boolean inhibitOnFailure,
        boolean alpha,
        boolean mail,
        @Nullable String snmpName,
        @Nullable ScriptCommand up,
        @Nullable ScriptCommand down,
        List<CheckerSettings> checkers) {
    /** Copies the list. */
    public RealServerSettings {
        checkers = List.copyOf(checkers);
    }
}
