package dev.holdfast.controller.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.loop.TimerQueue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which instance goes on as which. */
class SuccessionTest {
    private static final String PEERS = "unicast_src_ip 10.0.0.1\nunicast_peer {\n10.0.0.2\n}";

    private static String instance(String name, int vrid, String... lines) {
        return "vrrp_instance " + name + " {\ninterface eth0\nversion 3\nvirtual_router_id " + vrid + "\n"
                + String.join("\n", lines) + "\nvirtual_ipaddress {\n10.0.0.100\n}\n}\n";
    }

    private static List<RouterConfig> configs(String... instances) {
        return Objects.requireNonNull(Sources.read(String.join("", instances)).configuration())
                .instances();
    }

    private static List<VirtualRouter> running(String... instances) {
        return configs(instances).stream()
                .map(config -> new VirtualRouter(
                        config, new TimerQueue()::timer, () -> 0, (router, effect) -> Optional.empty()))
                .toList();
    }

    /** The name an instance has, by the one it gets. */
    private static Map<String, String> kept(Succession succession) {
        return succession.kept().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().protocol().name(),
                        entry -> entry.getValue().config().name()));
    }

    private static List<String> gone(Succession succession) {
        return succession.gone().stream().map(router -> router.config().name()).toList();
    }

    @Test
    void anInstanceGoesOnUnderAnyNameAndWithAnyPriority() {
        Succession succession =
                Succession.of(running(instance("VI_1", 51)), configs(instance("VI_A", 51, "priority 200")));
        assertThat(kept(succession)).isEqualTo(Map.of("VI_A", "VI_1"));
        assertThat(succession.gone()).isEmpty();
    }

    @Test
    void theOrderInTheFileIsNothing() {
        Succession succession = Succession.of(
                running(instance("VI_1", 51), instance("VI_2", 52), instance("VI_3", 53)),
                configs(instance("VI_3", 53), instance("VI_1", 51)));
        assertThat(kept(succession)).isEqualTo(Map.of("VI_1", "VI_1", "VI_3", "VI_3"));
        assertThat(gone(succession)).containsExactly("VI_2");
    }

    @Test
    void anInstanceGoesOnInAnotherVersion() {
        Succession succession = Succession.of(
                running(instance("VI_1", 51)), configs(instance("VI_1", 51).replace("version 3", "version 2")));
        assertThat(kept(succession)).isEqualTo(Map.of("VI_1", "VI_1"));
    }

    @Test
    void anotherNumberOrInterfaceIsAnotherInstance() {
        for (String other : List.of(
                instance("VI_1", 52), instance("VI_1", 51).replace("eth0", "eth1"), instance("VI_1", 51, "use_vmac"))) {
            Succession succession = Succession.of(running(instance("VI_1", 51)), configs(other));
            assertThat(succession.kept()).as(other).isEmpty();
            assertThat(gone(succession)).as(other).containsExactly("VI_1");
        }
    }

    @Test
    void ofSeveralWithOneNumberTheNameDecides() {
        String second = PEERS.replace("10.0.0.2", "10.0.0.3");
        Succession succession = Succession.of(
                running(instance("VI_1", 51, PEERS), instance("VI_2", 51, second)),
                configs(instance("VI_2", 51, second), instance("VI_9", 51, PEERS)));
        assertThat(kept(succession)).isEqualTo(Map.of("VI_2", "VI_2", "VI_9", "VI_1"));
    }
}
