package dev.holdfast.controller.balance;

import dev.holdfast.controller.config.global.LvsDefaults;
import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.ipvs.Timeouts;
import dev.holdfast.ipvs.netlink.IpvsClient;
import dev.holdfast.linuxnet.LinuxException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What IPVS has besides its table: {@code lvs_timeouts}, and the daemons of {@code lvs_sync_daemon}, of which the VRRP instance's role
 * says whether connections are told to others or learned from them. Both are put back at the end. Used by one thread.
 */
final class KernelSettings {
    private final IpvsClient client;

    private final Map<SyncDaemon.Role, SyncDaemon> daemons = new EnumMap<>(SyncDaemon.Role.class);
    private Map<String, Boolean> masters = Map.of();
    private @Nullable LvsSettings settings;
    private @Nullable Timeouts original;
    private @Nullable Timeouts current;

    KernelSettings(IpvsClient client) {
        this.client = client;
    }

    /** Makes the kernel's settings these. What is as it was is not touched. */
    List<CommandOutcome> apply(LvsSettings wanted) throws LinuxException {
        settings = wanted;
        List<IpvsCommand> commands = new ArrayList<>(timeouts(wanted.lvs()));
        commands.addAll(daemons());
        return client.apply(commands);
    }

    /** Takes in whether instances are master, by their names; one that is missing has no role. */
    List<CommandOutcome> follow(Map<String, Boolean> now) throws LinuxException {
        masters = Map.copyOf(now);
        return client.apply(daemons());
    }

    /** Stops the daemons and puts the timeouts back. */
    List<CommandOutcome> release() {
        List<IpvsCommand> commands = new ArrayList<>();
        daemons.keySet().forEach(role -> commands.add(new IpvsCommand.StopSyncDaemon(role)));
        daemons.clear();
        Timeouts before = original;
        if (before != null && !before.equals(current)) {
            commands.add(new IpvsCommand.SetTimeouts(before));
        }
        return client.apply(commands);
    }

    private List<IpvsCommand> timeouts(LvsDefaults wanted) throws LinuxException {
        boolean none = wanted.tcpTimeoutSeconds() == 0
                && wanted.tcpFinTimeoutSeconds() == 0
                && wanted.udpTimeoutSeconds() == 0;
        if (original == null) {
            if (none) {
                return List.of();
            }
            original = client.timeouts();
            current = original;
        }
        Timeouts next = new Timeouts(
                or(wanted.tcpTimeoutSeconds(), original.tcpSeconds()),
                or(wanted.tcpFinTimeoutSeconds(), original.tcpFinSeconds()),
                or(wanted.udpTimeoutSeconds(), original.udpSeconds()));
        if (next.equals(current)) {
            return List.of();
        }
        current = next;
        return List.of(new IpvsCommand.SetTimeouts(next));
    }

    private static int or(int given, int otherwise) {
        return given == 0 ? otherwise : given;
    }

    private List<IpvsCommand> daemons() throws LinuxException {
        Map<SyncDaemon.Role, SyncDaemon> wanted = wanted();
        if (wanted.equals(daemons)) {
            return List.of();
        }
        // One that a former run has left behind may have other settings.
        Set<SyncDaemon.Role> running = EnumSet.noneOf(SyncDaemon.Role.class);
        client.syncDaemons().forEach(daemon -> running.add(daemon.role()));
        List<IpvsCommand> commands = new ArrayList<>();
        for (SyncDaemon.Role role : running) {
            SyncDaemon next = wanted.get(role);
            if (next == null || !next.equals(daemons.get(role))) {
                commands.add(new IpvsCommand.StopSyncDaemon(role));
            }
        }
        wanted.forEach((role, daemon) -> {
            if (!running.contains(role) || !daemon.equals(daemons.get(role))) {
                commands.add(new IpvsCommand.StartSyncDaemon(daemon));
            }
        });
        daemons.clear();
        daemons.putAll(wanted);
        return commands;
    }

    private Map<SyncDaemon.Role, SyncDaemon> wanted() {
        Map<SyncDaemon.Role, SyncDaemon> wanted = new EnumMap<>(SyncDaemon.Role.class);
        dev.holdfast.controller.config.global.SyncDaemon of =
                settings == null ? null : settings.lvs().syncDaemon();
        if (settings == null || of == null) {
            return wanted;
        }
        for (SyncDaemon.Role role : SyncDaemon.Role.values()) {
            boolean runs = of.instance() == null
                    || Boolean.valueOf(role == SyncDaemon.Role.MASTER).equals(masters.get(of.instance()));
            if (runs) {
                wanted.put(
                        role,
                        new SyncDaemon(
                                role,
                                of.interfaceName(),
                                settings.syncId(),
                                of.longestPacketBytes(),
                                of.group(),
                                of.port(),
                                of.ttl()));
            }
        }
        return wanted;
    }
}
