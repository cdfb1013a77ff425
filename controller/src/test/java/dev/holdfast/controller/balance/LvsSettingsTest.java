package dev.holdfast.controller.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.config.global.SyncDaemon;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which synchronization daemon a configuration asks for. */
class LvsSettingsTest {
    private static LvsSettings settings(String globals, String... lines) {
        StringBuilder text = new StringBuilder("global_defs {\n" + globals + "\n}\n");
        for (int i = 0; i < lines.length; i++) {
            text.append("vrrp_instance VI_")
                    .append(i)
                    .append(" {\ninterface eth0\nvirtual_router_id ")
                    .append(50 + i)
                    .append('\n')
                    .append(lines[i])
                    .append("\nvirtual_ipaddress {\n10.0.0.")
                    .append(100 + i)
                    .append("\n}\n}\n");
        }
        return LvsSettings.of(
                Objects.requireNonNull(Sources.read(text.toString()).configuration()), false);
    }

    private static @Nullable String speaks(LvsSettings settings) {
        SyncDaemon daemon = settings.lvs().syncDaemon();
        return daemon == null ? null : daemon.interfaceName() + " " + daemon.instance() + " " + settings.syncId();
    }

    @Test
    void theFirstInstanceThatAsksForOneHasItWhereGlobalDefsSayNothing() {
        assertThat(speaks(settings(
                        "router_id x", "", "lvs_sync_daemon_interface eth1", "lvs_sync_daemon_interface eth2")))
                .isEqualTo("eth1 VI_1 51");
        assertThat(settings("router_id x", "lvs_sync_daemon_interface eth1").concernsKernel())
                .isTrue();
    }

    @Test
    void globalDefsCountBeforeInstances() {
        assertThat(speaks(settings("lvs_sync_daemon eth0 VI_0", "", "lvs_sync_daemon_interface eth1")))
                .isEqualTo("eth0 VI_0 50");
        assertThat(speaks(settings("lvs_sync_daemon eth0 id 7", "", "lvs_sync_daemon_interface eth1")))
                .isEqualTo("eth0 null 7");
    }

    @Test
    void withoutAnyThereIsNone() {
        LvsSettings settings = settings("router_id x", "");
        assertThat(speaks(settings)).isNull();
        assertThat(settings.concernsKernel()).isFalse();
    }
}
