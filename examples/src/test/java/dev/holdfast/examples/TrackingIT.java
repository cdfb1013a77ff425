package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sync groups, tracked interfaces and preemption that waits, with two directors; each host has an eth1 of its own besides. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class TrackingIT {
    private static final String VIP = "192.0.2.100";
    private static final String OTHER_VIP = "198.51.100.100";

    private static String group(int priority) {
        return "vrrp_sync_group G1 {\n group {\n VI_1\n VI_2\n }\n}\n"
                + Protocol.V3.instance("VI_1", 51, priority, List.of(VIP + "/32"))
                + Protocol.V3
                        .instance("VI_2", 52, priority, List.of(OTHER_VIP + "/32"))
                        .replace("interface eth0", "interface eth1");
    }

    private static void addEth1(Host host, String address) {
        host.ip("link", "add", "eth1", "type", "veth", "peer", "name", "eth1peer");
        host.ip("address", "add", address, "dev", "eth1");
        host.ip("link", "set", "eth1peer", "up");
        host.ip("link", "set", "eth1", "up");
    }

    @ParameterizedTest(name = "beside {0}")
    @EnumSource(Director.Kind.class)
    void oneLinkDownMovesBothInstancesOfAGroup(Director.Kind other) {
        try (Stage stage = new Stage("group beside " + other.name())) {
            addEth1(stage.a(), "198.51.100.1/24");
            addEth1(stage.b(), "198.51.100.2/24");
            Director master = stage.start(HOLDFAST, stage.a(), group(200));
            stage.awaitOnlyHolder(stage.a(), VIP);
            stage.awaitOnlyHolder(stage.a(), OTHER_VIP);
            stage.awaitLogged(master, "VRRP_Group\\(G1\\) Syncing instances to MASTER state");
            Director backup = stage.start(other, stage.b(), group(100));
            stage.awaitLogged(backup, "\\(VI_1\\) Entering BACKUP STATE");

            // The other side of the cable, as when a switch loses power.
            stage.a().ip("link", "set", "eth1peer", "down");
            stage.awaitOnlyHolder(stage.b(), VIP);
            stage.awaitOnlyHolder(stage.b(), OTHER_VIP);
            stage.awaitLogged(
                    master,
                    "Netlink reports eth1 down(?s:.*)\\(VI_2\\) Entering FAULT STATE"
                            + "(?s:.*)VRRP_Group\\(G1\\) Syncing instances to FAULT state"
                            + "(?s:.*)\\(VI_1\\) Entering FAULT STATE");
            stage.awaitLogged(backup, "VRRP_Group\\(G1\\) Syncing instances to MASTER state");

            stage.a().ip("link", "set", "eth1peer", "up");
            stage.awaitLogged(
                    master,
                    "Netlink reports eth1 up(?s:.*)VRRP_Group\\(G1\\) Syncing instances to BACKUP state"
                            + "(?s:.*)VRRP_Group\\(G1\\) Syncing instances to MASTER state");
            stage.awaitOnlyHolder(stage.a(), VIP);
            assertThat(master.stop()).isZero();
            stage.awaitOnlyHolder(stage.b(), VIP);
        }
    }

    @Test
    void aWeightMovesMastershipAndBack() {
        try (Stage stage = new Stage("track_interface with a weight")) {
            addEth1(stage.a(), "198.51.100.1/24");
            Director heavy = stage.start(
                    HOLDFAST,
                    stage.a(),
                    Protocol.V3.instance(
                            "VI_1", 51, 110, List.of(VIP + "/32"), "track_interface {\n eth1 weight 20\n }"));
            stage.awaitOnlyHolder(stage.a(), VIP);
            Director other =
                    stage.start(HOLDFAST, stage.b(), Protocol.V3.instance("VI_1", 51, 120, List.of(VIP + "/32")));
            stage.awaitLogged(other, "\\(VI_1\\) Entering BACKUP STATE");

            stage.a().ip("link", "set", "eth1peer", "down");
            stage.awaitOnlyHolder(stage.b(), VIP);
            assertThat(heavy.logged("\\(VI_1\\) Changing effective priority from 130 to 110"))
                    .isTrue();

            stage.a().ip("link", "set", "eth1peer", "up");
            stage.awaitOnlyHolder(stage.a(), VIP);
            assertThat(heavy.logged("\\(VI_1\\) Changing effective priority from 110 to 130"))
                    .isTrue();
        }
    }

    @Test
    void preemptionWaitsAndAReloadThatAddsAGroupMovesNothing() {
        try (Stage stage = new Stage("preempt_delay")) {
            addEth1(stage.a(), "198.51.100.1/24");
            Director low =
                    stage.start(HOLDFAST, stage.b(), Protocol.V3.instance("VI_1", 51, 100, List.of(VIP + "/32")));
            stage.awaitOnlyHolder(stage.b(), VIP);
            String waits = Protocol.V3.instance("VI_1", 51, 200, List.of(VIP + "/32"), "preempt_delay 3");
            Director high = stage.start(HOLDFAST, stage.a(), waits);
            stage.awaitLogged(
                    high,
                    "start preempt delay \\(3\\.000000\\)(?s:.*)received lower priority \\(100\\) advert from 192.0.2.2 - discarding"
                            + "(?s:.*)\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), VIP);
            assertThat(Duration.between(loggedAt(high, "start preempt delay"), loggedAt(high, "Entering MASTER STATE")))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(2990));
            stage.awaitLogged(low, "\\(VI_1\\) Entering BACKUP STATE");

            high.reload("vrrp_sync_group G1 {\n group {\n VI_1\n VI_2\n }\n}\n"
                    + waits
                    + Protocol.V3
                            .instance("VI_2", 52, 200, List.of(OTHER_VIP + "/32"))
                            .replace("interface eth0", "interface eth1"));
            stage.awaitLogged(high, "Reload complete");
            stage.awaitOnlyHolder(stage.a(), OTHER_VIP);
            assertThat(stage.holders(VIP)).containsExactly(stage.a());
            assertThat(high.logged("Entering MASTER STATE(?s:.*)\\(VI_1\\) (removing VIPs|Entering BACKUP)"))
                    .isFalse();
        }
    }

    /** When Holdfast logged the first line with these words. */
    private static LocalDateTime loggedAt(Director director, String words) {
        String line = director.log()
                .lines()
                .filter(one -> one.contains(words))
                .findFirst()
                .orElseThrow();
        return LocalDateTime.parse(
                line.substring(0, line.indexOf(' ', line.indexOf(' ') + 1)).replace(' ', 'T'));
    }
}
