package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.packet.WireConfig;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
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

    /** A queue takes one packet more than fits, and a small packet's buffer is not larger. */
    private static final int LARGEST_BUFFER = 4096;

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

    /** What is asked for is added up for the instances that share a socket, and the kernel doubles it. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(Director.Kind.class)
    void rawSocketsHaveTheRoomThatTheirInstancesAskFor(Director.Kind kind) {
        try (Stage stage = new Stage("raw room " + kind.text())) {
            Director director = stage.start(
                    kind,
                    stage.a(),
                    "global_defs {\nvrrp_rx_bufs_policy MTU\nvrrp_rx_bufs_multiplier 5\n}\n"
                            + Protocol.V3.instance("VI_1", 51, 100, List.of("192.0.2.100/32"))
                            + Protocol.V3.instance(
                                    "VI_2", 52, 100, List.of("192.0.2.102/32"), "kernel_rx_buf_size 50000"));
            stage.awaitOnlyHolder(stage.a(), "192.0.2.100");
            // Not every kernel tells the size of a raw socket's queue, but each how full it is.
            director.signalAll("STOP");
            InetAddress group = WireConfig.group(AddressFamily.IPV4);
            Frame any = Frame.vrrp("192.0.2.2", group.getHostAddress(), 255, new byte[8]);
            stage.deliver(stage.a(), Collections.nCopies(1000, any));
            int mtu = 1500;
            assertThat(fullestQueue(stage.a()))
                    .isBetween(2 * (5 * mtu + 50_000), 2 * (5 * mtu + 50_000) + LARGEST_BUFFER);
        }
    }

    /** How many bytes wait in the fullest of the host's raw sockets of VRRP, by proc_net(5). */
    private static int fullestQueue(Host host) {
        return Pattern.compile("(?m)^ *\\d+: \\w{8}:0070 .{13} \\w\\w \\w{8}:(\\w{8}) ")
                .matcher(host.namespace().run("cat", "/proc/net/raw"))
                .results()
                .mapToInt(socket -> Integer.parseInt(socket.group(1), 16))
                .max()
                .orElseThrow();
    }
}
