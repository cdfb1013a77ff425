package dev.holdfast.controller.balance;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.global.LvsDefaults;
import dev.holdfast.controller.config.global.SyncDaemon;

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
        SyncDaemon daemon = lvs.syncDaemon();
        int syncId = 0;
        if (daemon != null && daemon.syncId() != null) {
            syncId = daemon.syncId();
        } else if (daemon != null && daemon.instance() != null) {
            syncId = configuration.instances().stream()
                    .map(RouterConfig::settings)
                    .filter(instance -> instance.name().equals(daemon.instance()))
                    .mapToInt(instance -> instance.vrid())
                    .findFirst()
                    .orElse(0);
        }
        return new LvsSettings(lvs, syncId, servers);
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
