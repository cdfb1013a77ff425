package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static dev.holdfast.examples.Director.Kind.KEEPALIVED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Instances on ipvlans and in a VRF, which not every kernel has, beside keepalived's: what the kernel has of them, and that each
 * program hears the other. Few starts, because the kernel may be an emulated machine's.
 */
@Tag("ipvs-kernel")
@Timeout(800)
class VirtualInterfacesKernelTest {
    private static final int OURS = 100;
    private static final int THEIRS = 200;
    private static final List<String> INSTANCES = List.of("VI_1", "VI_2");

    private static String onIpvlans(int priority, int host) {
        return Protocol.V3.instance(
                        "VI_1",
                        51,
                        priority,
                        List.of("192.0.2.100/24", "192.0.2.101/24 dev eth0"),
                        "use_ipvlan ipv0 192.0.2.1" + host + " private",
                        "virtual_ipaddress_excluded {\nfd00:1::110/64\n}")
                + Protocol.V3.instance(
                        "VI_2",
                        52,
                        priority,
                        List.of("fe80::78/64", "fd00:2::110/64"),
                        "use_ipvlan ipv6lan fe80::1" + host + " private");
    }

    @Test
    void ipvlansAreMadeAsKeepalivedMakesThemAndAdvertsHaveTheirAddresses() {
        try (Stage stage = new Stage("ipvlan")) {
            // Both are masters, each of its own segment.
            stage.separate(true);
            stage.await(
                    "addresses are settled",
                    () -> !KernelState.of(stage.a()).contains("tentative")
                            && !KernelState.of(stage.b()).contains("tentative"));
            String before = KernelState.of(stage.a());
            Director theirs = stage.start(KEEPALIVED, stage.b(), onIpvlans(THEIRS, 2));
            Director ours = stage.start(HOLDFAST, stage.a(), onIpvlans(OURS, 1));
            awaitState(stage, theirs, "MASTER");
            awaitState(stage, ours, "MASTER");
            KernelState.awaitSame(stage, "the kernel's state is keepalived's");
            assertThat(KernelState.of(stage.a())).contains("ipvlan", "private");

            stage.separate(false);
            takesTurns(stage, ours, theirs);
            assertThat(stage.recorder().adverts(advert -> true))
                    .extracting(SeenAdvert::source)
                    .containsOnly("192.0.2.11", "192.0.2.12");
            assertThat(ours.stop()).isZero();
            assertThat(KernelState.of(stage.a())).isEqualTo(before);
        }
    }

    /** Keepalived's peer is on an interface: 2.2.7 refuses an instance without one, though its manual has it. */
    @Test
    void aVrfsInterfaceServesAsAnyOtherAndPeersAreReachedByIt() {
        try (Stage stage = new Stage("vrf device")) {
            for (Host host : List.of(stage.a(), stage.b())) {
                host.ip("link", "add", "red", "type", "vrf", "table", "10");
                host.ip("link", "set", "red", "up");
                host.ip("link", "set", "eth0", "master", "red");
            }
            String onEth0 = Protocol.V3.instance("VI_1", 51, OURS, List.of("192.0.2.100/32"));
            Director ours = stage.start(
                    HOLDFAST,
                    stage.a(),
                    onEth0 + unicast(stage.a(), stage.b(), OURS).replace("    interface eth0\n", "    vrf red\n"));
            awaitState(stage, ours, "MASTER");
            Director theirs = stage.start(
                    KEEPALIVED,
                    stage.b(),
                    onEth0.replace("priority " + OURS, "priority " + THEIRS) + unicast(stage.b(), stage.a(), THEIRS));
            takesTurns(stage, ours, theirs);
            assertThat(ours.stop()).isZero();
        }
    }

    private static String unicast(Host from, Host to, int priority) {
        return Protocol.V3.instance(
                "VI_2",
                52,
                priority,
                List.of("192.0.2.102/32 dev eth0"),
                "unicast_src_ip " + from.address(),
                "unicast_peer {\n" + to.address() + "\n}");
    }

    private static void awaitState(Stage stage, Director director, String state) {
        INSTANCES.forEach(name -> stage.awaitLogged(director, "\\(" + name + "\\) Entering " + state + " STATE"));
    }

    /** Keepalived's priority is higher: ours gives up to it, and takes over when it says goodbye. */
    private static void takesTurns(Stage stage, Director ours, Director theirs) {
        for (String name : INSTANCES) {
            stage.awaitLogged(
                    ours, "\\(" + name + "\\) Entering MASTER STATE(?s:.*)\\(" + name + "\\) Entering BACKUP STATE");
            stage.awaitLogged(theirs, "\\(" + name + "\\) Entering MASTER STATE");
        }
        assertThat(theirs.stop()).isZero();
        for (String name : INSTANCES) {
            stage.awaitLogged(
                    ours,
                    "\\(" + name + "\\) Entering BACKUP STATE(?s:.*)\\(" + name
                            + "\\) Backup received priority 0 advertisement(?s:.*)\\(" + name
                            + "\\) Entering MASTER STATE");
        }
        assertThat(theirs.log()).doesNotContainPattern("MASTER STATE(?s:.*)Entering BACKUP STATE(?s:.*)MASTER STATE");
    }
}
