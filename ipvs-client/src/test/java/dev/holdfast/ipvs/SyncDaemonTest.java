package dev.holdfast.ipvs;

import static dev.holdfast.ipvs.Tables.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ipvs.IpvsCommand.StartSyncDaemon;
import dev.holdfast.ipvs.IpvsCommand.StopSyncDaemon;
import dev.holdfast.ipvs.SyncDaemon.Role;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncDaemonTest {
    @Test
    void what_is_not_said_is_the_kernels_choice() {
        assertThat(SyncDaemon.of(Role.MASTER, "eth0", 7))
                .isEqualTo(new SyncDaemon(Role.MASTER, "eth0", 7, 0, null, 0, 0));
    }

    @Test
    void commands_say_what_they_do() {
        assertThat(new StartSyncDaemon(SyncDaemon.of(Role.MASTER, "eth0", 7)))
                .hasToString("start master sync daemon on eth0");
        assertThat(new StopSyncDaemon(Role.BACKUP)).hasToString("stop backup sync daemon");
    }

    @Test
    void the_ends_of_the_ranges_are_accepted() {
        new SyncDaemon(Role.BACKUP, "fifteen-bytes-x", 255, 65535, address("ff02::81"), 65535, 255);
        new SyncDaemon(Role.BACKUP, "e", 0, 0, address("224.0.0.81"), 0, 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            256 | 0     | 224.0.0.81 | 0     | 0   | sync id 256 (expected 0..255)
            -1  | 0     | 224.0.0.81 | 0     | 0   | sync id -1 (expected 0..255)
            0   | 65536 | 224.0.0.81 | 0     | 0   | sync message length 65536 (expected 0..65535)
            0   | 0     | 10.0.0.81  | 0     | 0   | sync group 10.0.0.81 (expected a multicast address)
            0   | 0     | 224.0.0.81 | 65536 | 0   | port 65536 (expected 0..65535)
            0   | 0     | 224.0.0.81 | 0     | 256 | sync ttl 256 (expected 0..255)
            """)
    void values_out_of_range_are_refused(int syncId, int maxLength, String group, int port, int ttl, String message) {
        InetAddress multicast = address(group);
        assertThatThrownBy(() -> new SyncDaemon(Role.MASTER, "eth0", syncId, maxLength, multicast, port, ttl))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sixteen-bytes-xx", "a/b", "a b", "a:b", ".", ".."})
    void names_that_no_interface_has_are_refused(String name) {
        assertThatThrownBy(() -> SyncDaemon.of(Role.MASTER, name, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("interface \"" + name + "\" (expected 1..15 bytes without slash, colon and blank)");
    }
}
