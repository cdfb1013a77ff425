package dev.holdfast.controller.config.lvs;

import dev.holdfast.controller.config.global.Checked;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.TransportProtocol;
import dev.holdfast.ipvs.Tunnel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A virtual_server block; what it does not say is a default of the manual.
 *
 * @param target what it stands for
 * @param family the address family; of marks and groups, {@code ip_family} or the real servers'
 * @param protocol {@code protocol}; null where there are only firewall marks
 * @param scheduler {@code lvs_sched}
 * @param flags {@code ops} and the scheduler's flags
 * @param persistenceSeconds {@code persistence_timeout}, 0..2678400, 0 for no persistence
 * @param persistenceNetmask {@code persistence_granularity} as {@link dev.holdfast.ipvs.Service} has it
 * @param persistenceEngine {@code persistence_engine}, or null
 * @param method {@code lvs_method}, that of real servers which give none
 * @param tunnel its encapsulation for a tunnel, otherwise null
 * @param haSuspend {@code ha_suspend}: no checks while the address is not on this host
 * @param alpha {@code alpha}
 * @param omega {@code omega}
 * @param mail {@code smtp_alert}: a change of the quorum is told of by mail
 * @param virtualHost the name sent to HTTP servers, or null
 * @param snmpName {@code snmp_name}, or null
 * @param quorum its quorum
 * @param sorryServer {@code sorry_server}, or null
 * @param sorryServerInhibit {@code sorry_server_inhibit}
 * @param realServers in order; no address and port twice, at least one
 */
public record VirtualServerSettings(
        ServerTarget target,
        AddressFamily family,
        @Nullable TransportProtocol protocol,
        String scheduler,
        Set<ServiceFlag> flags,
        int persistenceSeconds,
        int persistenceNetmask,
        @Nullable String persistenceEngine,
        ForwardingMethod method,
        @Nullable Tunnel tunnel,
        boolean haSuspend,
        boolean alpha,
        boolean omega,
        boolean mail,
        @Nullable String virtualHost,
        @Nullable String snmpName,
        Quorum quorum,
        @Nullable Destination sorryServer,
        boolean sorryServerInhibit,
        List<RealServerSettings> realServers) {
    /**
     * When a virtual server has enough real servers.
     *
     * @param weight {@code quorum}: the total weight of live servers that is enough, 0 or more (0 only when none has a weight)
     * @param hysteresis {@code hysteresis}: how far the weight must pass it to count as changed, below {@code weight}
     * @param up {@code quorum_up}, or null
     * @param down {@code quorum_down}, or null
     */
    public record Quorum(
            long weight,
            long hysteresis,
            @Nullable ScriptCommand up,
            @Nullable ScriptCommand down) {}

    /** Checks the range and copies what can change. */
    public VirtualServerSettings {
        Checked.range("persistence_timeout (seconds)", persistenceSeconds, 0, 2_678_400);
        EnumSet<ServiceFlag> copy = EnumSet.noneOf(ServiceFlag.class);
        copy.addAll(flags);
        flags = Collections.unmodifiableSet(copy);
        realServers = List.copyOf(realServers);
    }
}
