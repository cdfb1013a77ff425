package dev.holdfast.controller.balance;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.global.LvsDefaults;
import dev.holdfast.controller.config.global.SyncDaemon;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of IPVS as a whole.
 *
 * @param lvs its words
 * @param syncId what a synchronization daemon puts into its messages, 0..255
 * @param servers whether virtual servers run, and not only VRRP
 */
public record LvsSettings(LvsDefaults lvs, int syncId, boolean servers) {
    /** Those of a configuration. */
    public static LvsSettings of(Configuration configuration, boolean servers) {
        LvsDefaults lvs = configuration.globals().lvs();
        List<VrrpInstanceSettings> instances =
                configuration.instances().stream().map(RouterConfig::settings).toList();
        SyncDaemon daemon = lvs.syncDaemon() == null ? ofInstance(instances) : lvs.syncDaemon();
        return new LvsSettings(lvs.withSyncDaemon(daemon), daemon == null ? 0 : syncId(daemon, instances), servers);
    }

    /** {@code lvs_sync_daemon_interface}: the first instance that has it says what global_defs does not. */
    private static @Nullable SyncDaemon ofInstance(List<VrrpInstanceSettings> instances) {
        for (VrrpInstanceSettings instance : instances) {
            String interfaceName = instance.options().syncDaemonInterface();
            if (interfaceName != null) {
                return new SyncDaemon(interfaceName, instance.name(), null, 0, 0, 0, null);
            }
        }
        return null;
    }

    private static int syncId(SyncDaemon daemon, List<VrrpInstanceSettings> instances) {
        return daemon.syncId() != null
                ? daemon.syncId()
                : instances.stream()
                        .filter(instance -> instance.name().equals(daemon.instance()))
                        .mapToInt(VrrpInstanceSettings::vrid)
                        .findFirst()
                        .orElse(0);
    }

    /** Whether the table is emptied at the start. */
    boolean flush() {
        return servers && lvs.flush();
    }

    /** Whether the kernel has to be told something, with virtual servers or without. */
    boolean concernsKernel() {
        return lvs.syncDaemon() != null
                || flush()
                || lvs.tcpTimeoutSeconds() > 0
                || lvs.tcpFinTimeoutSeconds() > 0
                || lvs.udpTimeoutSeconds() > 0;
    }
}
