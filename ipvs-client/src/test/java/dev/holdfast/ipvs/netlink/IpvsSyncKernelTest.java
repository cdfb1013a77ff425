package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.Tables.address;
import static dev.holdfast.ipvs.Tables.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.IpvsCommand.AddDestination;
import dev.holdfast.ipvs.IpvsCommand.AddService;
import dev.holdfast.ipvs.IpvsCommand.Flush;
import dev.holdfast.ipvs.IpvsCommand.StartSyncDaemon;
import dev.holdfast.ipvs.IpvsCommand.StopSyncDaemon;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.ipvs.SyncDaemon.Role;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sync daemons on one end of a veth pair, beside those of a real ipvsadm. {@link KernelIpvsIT} gives it a kernel. */
@Tag("ipvs-kernel")
class IpvsSyncKernelTest {
    private static final SyncDaemon MASTER = SyncDaemon.of(Role.MASTER, "sync0", 7);
    private static final Service WEB = Service.of(tcp("10.0.0.1", 80), "rr");

    private IpvsClient client;

    @BeforeEach
    void open() throws IOException {
        KernelTables.assertOwnNamespace();
        Commands.run("ip link add sync0 type veth peer name sync1");
        Commands.run("ip address add 192.0.2.1/24 dev sync0");
        Commands.run("ip link set sync0 up");
        Commands.run("ip link set sync1 up");
        client = IpvsClient.open();
    }

    @AfterEach
    void stop() {
        client.apply(List.of(new StopSyncDaemon(Role.MASTER), new StopSyncDaemon(Role.BACKUP), new Flush()));
        client.close();
        Commands.run("ip link delete sync0");
    }

    @Test
    void daemons_we_start_are_those_ipvsadm_lists() throws IOException {
        SyncDaemon backup = new SyncDaemon(Role.BACKUP, "sync0", 255, 1400, address("ff02::81"), 9000, 3);

        assertThat(client.apply(List.of(new StartSyncDaemon(MASTER), new StartSyncDaemon(backup))))
                .allMatch(CommandOutcome::applied);

        assertThat(Ipvsadm.run("-L --daemon"))
                .containsExactly(
                        "master sync daemon (mcast=sync0, syncid=7, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)",
                        "backup sync daemon (mcast=sync0, syncid=255, maxlen=1400, group=ff02::81, port=9000, ttl=3)");
        assertThat(client.syncDaemons())
                .containsExactly(new SyncDaemon(Role.MASTER, "sync0", 7, 1472, address("224.0.0.81"), 8848, 1), backup);
    }

    @Test
    void daemons_ipvsadm_starts_are_those_we_list_and_stop() throws IOException {
        Ipvsadm.run("--start-daemon master --mcast-interface sync0 --syncid 3 --sync-maxlen 65507 --mcast-ttl 255");
        Ipvsadm.run("--start-daemon backup --mcast-interface sync0 --mcast-group 224.0.0.99 --mcast-port 65535");

        assertThat(client.syncDaemons())
                .containsExactly(
                        new SyncDaemon(Role.MASTER, "sync0", 3, 65507, address("224.0.0.81"), 8848, 255),
                        new SyncDaemon(Role.BACKUP, "sync0", 0, 1472, address("224.0.0.99"), 65535, 1));

        assertThat(client.apply(List.of(new StopSyncDaemon(Role.BACKUP)))).allMatch(CommandOutcome::applied);
        assertThat(Ipvsadm.run("-L --daemon"))
                .containsExactly(
                        "master sync daemon (mcast=sync0, syncid=3, maxlen=65507, group=224.0.0.81, port=8848, ttl=255)");
        assertThat(client.apply(List.of(new StopSyncDaemon(Role.MASTER)))).allMatch(CommandOutcome::applied);
        assertThat(Ipvsadm.run("-L --daemon")).isEmpty();
        assertThat(client.syncDaemons()).isEmpty();
    }

    /** What the daemon is started with again is what it was listed with. */
    @Test
    void a_listed_daemon_can_be_started_again_as_it_was() throws IOException {
        client.apply(List.of(new StartSyncDaemon(MASTER)));
        List<SyncDaemon> listed = client.syncDaemons();

        client.apply(List.of(new StopSyncDaemon(Role.MASTER), new StartSyncDaemon(listed.get(0))));

        assertThat(client.syncDaemons()).isEqualTo(listed).hasSize(1);
    }

    @Test
    void a_refusal_says_what_the_kernel_means() throws IOException {
        Commands.run("ip link add down0 type veth peer name down1");
        client.apply(List.of(new StartSyncDaemon(MASTER)));
        List<CommandOutcome> outcomes = new ArrayList<>(client.apply(List.of(
                new StartSyncDaemon(MASTER),
                new StartSyncDaemon(SyncDaemon.of(Role.BACKUP, "nosuch", 0)),
                new StopSyncDaemon(Role.BACKUP),
                new AddService(WEB),
                new AddDestination(WEB.key(), tunnelled("2001:db8::5")),
                new StopSyncDaemon(Role.MASTER),
                new StartSyncDaemon(SyncDaemon.of(Role.MASTER, "down0", 0)))));
        try (DatagramSocket taken = taking(SyncDaemon.DEFAULT_PORT)) {
            assertThat(taken.isBound()).isTrue();
            outcomes.addAll(client.apply(List.of(new StartSyncDaemon(SyncDaemon.of(Role.BACKUP, "sync0", 0)))));
        }
        outcomes.addAll(client.apply(
                List.of(new AddDestination(WEB.key(), tunnelled("2001:db8::5")), new StartSyncDaemon(MASTER))));
        Commands.run("ip link delete down0");

        assertThat(outcomes)
                .extracting(CommandOutcome::toString)
                .containsExactly(
                        "start master sync daemon on sync0: EEXIST (a master sync daemon runs already)",
                        "start backup sync daemon on nosuch: ENODEV (no such interface: nosuch)",
                        "stop backup sync daemon: ESRCH (no backup sync daemon runs)",
                        "add virtual server tcp 10.0.0.1:80: applied",
                        "add real server [2001:db8::5]:80 to tcp 10.0.0.1:80: EINVAL (a real server of the other"
                                + " address family goes by tunnel only, and not while a sync daemon runs)",
                        "stop master sync daemon: applied",
                        "start master sync daemon on down0: ENETUNREACH (interface down0 is down or has no route to"
                                + " the multicast group)",
                        "start backup sync daemon on sync0: EADDRINUSE (UDP port 8848 is in use)",
                        "add real server [2001:db8::5]:80 to tcp 10.0.0.1:80: applied",
                        "start master sync daemon on sync0: EINVAL (no sync daemon runs while a virtual server has a"
                                + " real server of the other address family)");
    }

    private static Destination tunnelled(String host) {
        return Destination.of(address(host), 80, ForwardingMethod.TUNNEL, 1);
    }

    private static DatagramSocket taking(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket((SocketAddress) null);
        socket.setReuseAddress(false);
        socket.bind(new InetSocketAddress(address("0.0.0.0"), port));
        return socket;
    }
}
