package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What global_defs says of VRRP's sockets, with Holdfast and with keepalived. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class SocketKeywordsIT {
    private static final int IGMP = 2;
    private static final String REPORTS = "net.ipv4.igmp_link_local_mcast_reports";

    @ParameterizedTest(name = "{0}")
    @EnumSource(Director.Kind.class)
    void unknownRoutersAreLoggedAndMembershipIsNotReported(Director.Kind kind) {
        try (Stage stage = new Stage("sockets " + kind.text())) {
            Director director = stage.start(
                    kind, stage.a(), """
                            global_defs {
                                log_unknown_vrids
                                disable_local_igmp
                            }
                            """ + Protocol.V3.instance("VI_1", 51, 100, List.of("192.0.2.100/32")));
            stage.awaitOnlyHolder(stage.a(), "192.0.2.100");
            assertThat(setting(stage.a())).isEqualTo(REPORTS + " = 0");

            stage.start(HOLDFAST, stage.b(), Protocol.V3.instance("VI_9", 99, 100, List.of("192.0.2.109/32")));
            stage.awaitLogged(director, "Unknown VRID\\(99\\) received on interface\\(eth0\\)\\. ignoring\\.\\.\\.");
            stage.await("b reports its membership", () -> reports(stage, stage.b()));
            assertThat(reports(stage, stage.a())).isFalse();
            assertThat(director.stop()).isZero();
            assertThat(setting(stage.a())).isEqualTo(REPORTS + " = 1");
        }
    }

    private static String setting(Host host) {
        return host.namespace().run("sysctl", REPORTS).strip();
    }

    private static boolean reports(Stage stage, Host host) {
        return stage.recorder().frames().stream().anyMatch(frame -> frame.isFrom(host.address(), IGMP));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Director.Kind.class)
    void netlinkSocketsHaveTheRoomThatIsAskedFor(Director.Kind kind) {
        try (Stage stage = new Stage("netlink room " + kind.text())) {
            stage.start(kind, stage.a(), """
                            global_defs {
                                vrrp_netlink_cmd_rcv_bufs 100000
                                vrrp_netlink_monitor_rcv_bufs 6000000
                                vrrp_netlink_monitor_rcv_bufs_force on
                            }
                            """ + Protocol.V3.instance("VI_1", 51, 100, List.of("192.0.2.100/32")));
            stage.awaitOnlyHolder(stage.a(), "192.0.2.100");
            // The kernel doubles what is asked for.
            assertThat(stage.a().namespace().run("ss", "-a", "-m", "-f", "netlink"))
                    .contains(",rb200000,")
                    .contains(",rb12000000,");
        }
    }
}
