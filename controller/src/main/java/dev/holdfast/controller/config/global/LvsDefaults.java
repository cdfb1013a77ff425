package dev.holdfast.controller.config.global;

import org.jspecify.annotations.Nullable;

/**
 * What global_defs says of IPVS; a timeout of 0 leaves the kernel's as it is.
 *
 * @param syncDaemon {@code lvs_sync_daemon}, or null for none
 * @param tcpTimeoutSeconds {@code lvs_timeouts tcp}
 * @param tcpFinTimeoutSeconds {@code lvs_timeouts tcpfin}
 * @param udpTimeoutSeconds {@code lvs_timeouts udp}
 * @param flush {@code lvs_flush}: the table is emptied at the start
 * @param flushOnStop {@code lvs_flush_on_stop}: how it is emptied at the end
 * @param notifyAtStart {@code rs_init_notifies}: servers that begin as up are told of
 */
public record LvsDefaults(
        @Nullable SyncDaemon syncDaemon,
        int tcpTimeoutSeconds,
        int tcpFinTimeoutSeconds,
        int udpTimeoutSeconds,
        boolean flush,
        FlushOnStop flushOnStop,
        boolean notifyAtStart) {
    /** What is removed at the end, and how. */
    public enum FlushOnStop {
        /** Each real server and each virtual server. */
        NOTHING,
        /** The whole table at once. */
        EVERYTHING,
        /** Each virtual server; the kernel removes its real servers. */
        VIRTUAL_SERVERS
    }

    /** The longest timeout: IP_VS_MAX_TIMEOUT in seconds, 31 days. */
    public static final int MOST_TIMEOUT_SECONDS = 2_678_400;

    /** Checks the ranges. */
    public LvsDefaults {
        Checked.range("lvs_timeouts tcp (seconds)", tcpTimeoutSeconds, 0, MOST_TIMEOUT_SECONDS);
        Checked.range("lvs_timeouts tcpfin (seconds)", tcpFinTimeoutSeconds, 0, MOST_TIMEOUT_SECONDS);
        Checked.range("lvs_timeouts udp (seconds)", udpTimeoutSeconds, 0, MOST_TIMEOUT_SECONDS);
    }

    /** The same with another synchronization daemon, or with none. */
    public LvsDefaults withSyncDaemon(@Nullable SyncDaemon daemon) {
        return new LvsDefaults(
                daemon, tcpTimeoutSeconds, tcpFinTimeoutSeconds, udpTimeoutSeconds, flush, flushOnStop, notifyAtStart);
    }
}
