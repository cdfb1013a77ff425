package dev.holdfast.controller.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.vrrp.state.Effect;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sizes of VRRP's receive buffers, as keepalived 2.2.7 was seen to set them. */
class AdvertRoomTest {
    private static final int MTU = 1500;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "vrrp_rx_bufs_policy MTU, '', 15000",
        "vrrp_rx_bufs_policy ADVERT, '', 340",
        "vrrp_rx_bufs_policy 70000, '', 140000",
        "vrrp_rx_bufs_policy MTU, kernel_rx_buf_size 50000, 57500",
        // Ours: who says nothing has what it had without the others.
        "'', '', 524288",
        "'', kernel_rx_buf_size 50000, 524288",
        "'', kernel_rx_buf_size 600000, 600000",
    })
    void theRoomOfTwoInstances(String global, String ofOne, int expected) {
        Configuration configuration =
                Objects.requireNonNull(Sources.read("global_defs {\nvrrp_rx_bufs_multiplier 5\n" + global + "\n}\n"
                                + instance("VI_1", 51, "", "10.99.0.119\n10.99.0.120")
                                + instance("VI_2", 52, ofOne, "10.99.0.129"))
                        .configuration());
        List<VirtualRouter> routers = configuration.instances().stream()
                .map(config -> new VirtualRouter(config, new TimerQueue()::timer, () -> 0, AdvertRoomTest::nothing))
                .toList();
        assertThat(AdvertRoom.of(routers, configuration.globals().buffers(), MTU))
                .isEqualTo(expected);
    }

    private static Optional<String> nothing(VirtualRouter router, Effect effect) {
        return Optional.empty();
    }

    private static String instance(String name, int vrid, String line, String addresses) {
        return "vrrp_instance " + name + " {\ninterface eth0\nversion 3\nvirtual_router_id " + vrid + "\n" + line
                + "\nvirtual_ipaddress {\n" + addresses + "\n}\n}\n";
    }
}
