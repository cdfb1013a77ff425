package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.Tables.direct;
import static dev.holdfast.ipvs.Tables.masquerade;
import static dev.holdfast.ipvs.Tables.tcp;
import static dev.holdfast.ipvs.Tables.udp;
import static dev.holdfast.ipvs.netlink.LvsCluster.Family.IPV4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.IpvsDiff;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey.FirewallMarkService;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.netlink.LvsCluster.Connection;
import dev.holdfast.ipvs.netlink.LvsCluster.Family;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a client's connections go by the table we wrote, and what the kernel counts of them. {@link KernelIpvsIT} runs it. */
@Tag("ipvs-kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrafficKernelTest {
    /** Longer than any test. */
    private static final int PERSISTENCE_SECONDS = 3600;

    private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

    private LvsCluster cluster;

    /** Another for each test: the kernel gives a server that comes back to the same service its old connections. */
    private int port = 80;

    private Service web;
    private Destination a;
    private Destination b;

    @BeforeAll
    void connect_hosts() throws Exception {
        cluster = LvsCluster.create();
    }

    @AfterAll
    void remove() {
        cluster.close();
    }

    @BeforeEach
    void start_servers_of_a_new_service() throws Exception {
        port++;
        web = Service.of(tcp(IPV4.vip(), port), "rr");
        a = direct(IPV4.servers().get(0), port, 1);
        b = direct(IPV4.servers().get(1), port, 1);
        cluster.startServers(port);
    }

    @AfterEach
    void clear() {
        cluster.clear();
    }

    @ParameterizedTest
    @EnumSource
    void direct_routing_takes_servers_in_turn_and_their_answers_do_not_pass_the_director(Family family)
            throws Exception {
        List<String> servers = family.servers();
        write(
                Service.of(tcp(family.vip(), port), "rr"),
                direct(servers.get(0), port, 1),
                direct(servers.get(1), port, 1));
        long before = cluster.bytesReceivedByDirector();

        List<Connection> connections = cluster.connect(family.client(), family.vip(), port, 6);

        assertInTurn(connections);
        assertThat(cluster.bytesReceivedByDirector() - before)
                .as("bytes of requests and acknowledgements through the director")
                .isPositive()
                .isLessThan(RealServer.ANSWER_BYTES);
        assertThat(cluster.ipvs().status().get(0).destinations()).allSatisfy(server -> {
            assertThat(server.activeConnections()).isEqualTo(3);
            assertThat(server.inactiveConnections()).isZero();
        });

        connections.forEach(Connection::close);
        eventually(status -> {
            assertThat(status.statistics().connections()).isEqualTo(6);
            assertThat(status.statistics().inPackets()).isGreaterThanOrEqualTo(6 * 4);
            assertThat(status.statistics().outPackets()).isZero();
            assertThat(status.destinations()).hasSize(2).allSatisfy(server -> {
                assertThat(server.activeConnections()).isZero();
                assertThat(server.inactiveConnections()).isEqualTo(3);
                assertThat(server.statistics().connections()).isEqualTo(3);
                assertThat(server.statistics().outPackets()).isZero();
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void translated_addresses_and_ports_bring_packets_and_answers_through_the_director(Family family) throws Exception {
        int translatedPort = 8000 + port;
        cluster.startServers(translatedPort);
        List<String> servers = family.innerServers();
        write(
                Service.of(tcp(family.vip(), port), "rr"),
                masquerade(servers.get(0), translatedPort, 1),
                masquerade(servers.get(1), translatedPort, 1));
        long before = cluster.bytesReceivedByDirector();

        List<Connection> connections = cluster.connect(family.client(), family.vip(), port, 4);

        assertInTurn(connections);
        assertThat(cluster.bytesReceivedByDirector() - before).isGreaterThan(4 * RealServer.ANSWER_BYTES);
        eventually(status -> {
            assertThat(status.statistics().connections()).isEqualTo(4);
            assertThat(status.statistics().inBytes()).isBetween(1L, (long) RealServer.ANSWER_BYTES);
            assertThat(status.statistics().outBytes()).isGreaterThan(4 * RealServer.ANSWER_BYTES);
            assertThat(status.destinations()).hasSize(2).allSatisfy(server -> {
                assertThat(server.activeConnections()).isEqualTo(2);
                assertThat(server.statistics().connections()).isEqualTo(2);
                assertThat(server.statistics().inPackets()).isPositive();
                assertThat(server.statistics().outPackets()).isPositive();
            });
        });
    }

    @Test
    void tunnels_end_at_the_servers() throws Exception {
        write(
                Destination.of(a.address(), port, ForwardingMethod.TUNNEL, 1),
                Destination.of(b.address(), port, ForwardingMethod.TUNNEL, 1));

        assertInTurn(cluster.connect(port, 4));

        assertThat(cluster.tunnelledBytes())
                .allSatisfy(bytes -> assertThat(bytes).isPositive());
    }

    @Test
    void ports_whose_packets_have_the_mark_are_one_service() throws Exception {
        int secondPort = 1000 + port;
        int unmarkedPort = 2000 + port;
        cluster.startServers(secondPort);
        cluster.startServers(unmarkedPort);
        cluster.mark(7, port, secondPort);
        write(
                Service.of(new FirewallMarkService(7, AddressFamily.IPV4), "rr"),
                direct(IPV4.servers().get(0), 0, 1),
                direct(IPV4.servers().get(1), 0, 1));

        List<Connection> connections = new ArrayList<>();
        for (int marked : List.of(port, secondPort, secondPort, port)) {
            connections.addAll(cluster.connect(marked, 1));
        }

        // Each server answered on each port.
        assertInTurn(connections);
        // Here it is the director itself that has nothing on the port.
        assertThatThrownBy(() -> cluster.connect(unmarkedPort, 1)).isInstanceOf(ConnectException.class);
        eventually(status -> {
            assertThat(status.statistics().connections()).isEqualTo(4);
            assertThat(status.destinations())
                    .extracting(DestinationStatus::activeConnections)
                    .containsExactly(2L, 2L);
        });
    }

    @Test
    void persistence_keeps_each_client_address_at_a_server_of_its_own() throws Exception {
        write(web.withPersistence(PERSISTENCE_SECONDS), a, b);

        List<Connection> connections = cluster.connect(IPV4.client(), IPV4.vip(), port, 3);
        List<Connection> others = cluster.connect(IPV4.otherClient(), IPV4.vip(), port, 3);
        connections.addAll(cluster.connect(IPV4.client(), IPV4.vip(), port, 1));

        assertThat(onlyServerOf(connections)).isNotEqualTo(onlyServerOf(others));
        eventually(status -> {
            assertThat(status.statistics().connections()).isEqualTo(7);
            assertThat(status.destinations())
                    .extracting(DestinationStatus::activeConnections)
                    .containsExactlyInAnyOrder(4L, 3L);
            assertThat(status.destinations())
                    .extracting(DestinationStatus::persistentConnections)
                    .containsExactly(1L, 1L);
        });
    }

    @Test
    void persistence_by_netmask_keeps_a_network_of_clients_at_one_server() throws Exception {
        write(web.withPersistence(PERSISTENCE_SECONDS, Service.netmaskOfPrefix(AddressFamily.IPV4, 24)), a, b);

        List<Connection> connections = cluster.connect(IPV4.client(), IPV4.vip(), port, 3);
        connections.addAll(cluster.connect(IPV4.otherClient(), IPV4.vip(), port, 3));

        onlyServerOf(connections);
        assertThat(cluster.ipvs().status().get(0).destinations())
                .extracting(DestinationStatus::persistentConnections)
                .containsExactlyInAnyOrder(1L, 0L);
    }

    @Test
    void one_packet_scheduling_takes_servers_in_turn_for_the_datagrams_of_one_socket() throws Exception {
        cluster.startDatagramServers(port);
        write(Service.of(udp(IPV4.vip(), port), "rr").withFlags(Set.of(ServiceFlag.ONE_PACKET)), a, b);

        assertThat(String.join("", cluster.exchangeDatagrams(port, 6))).matches("(ab){3}|(ba){3}");

        eventually(status -> {
            assertThat(status.statistics().connections()).isEqualTo(6);
            assertThat(status.statistics().inPackets()).isEqualTo(6);
            assertThat(status.destinations())
                    .hasSize(2)
                    .allSatisfy(server ->
                            assertThat(server.statistics().inPackets()).isEqualTo(3));
        });
    }

    @Test
    void weight_0_takes_no_new_connection_and_lets_the_established_go_on() throws Exception {
        write(a, b);
        Connection established = connectionTo("a", cluster.connect(port, 2));

        write(a.withWeight(0), b);

        assertThat(cluster.connect(port, 4)).extracting(Connection::answeredBy).containsOnly("b");
        assertThat(established.ask()).isEqualTo("a");

        write(a, b);

        assertInTurn(cluster.connect(port, 4));
        assertThat(established.ask()).isEqualTo("a");
    }

    @Test
    void a_removed_server_takes_no_new_connection_until_it_is_added_again() throws Exception {
        write(a, b);
        Connection established = connectionTo("a", cluster.connect(port, 2));

        write(b);

        assertThat(cluster.connect(port, 4)).extracting(Connection::answeredBy).containsOnly("b");

        write(a, b);

        assertInTurn(cluster.connect(port, 4));
        // The kernel kept the connection and finds its server again.
        assertThat(established.ask()).isEqualTo("a");
    }

    /** Makes the director's table have the web service with these servers, by what differs. */
    private void write(Destination... servers) throws IOException {
        write(web, servers);
    }

    private void write(Service service, Destination... servers) throws IOException {
        IpvsTable wanted = IpvsTable.builder().add(service, servers).build();
        assertThat(cluster.ipvs().apply(IpvsDiff.commands(wanted, cluster.ipvs().table())))
                .isNotEmpty()
                .allSatisfy(outcome ->
                        assertThat(outcome.applied()).as(outcome.toString()).isTrue());
    }

    private static void assertInTurn(List<Connection> connections) {
        String order =
                String.join("", connections.stream().map(Connection::answeredBy).toList());
        assertThat(order).hasSize(connections.size()).matches("(ab)+|(ba)+");
    }

    /** The one server to which all these connections went. */
    private static String onlyServerOf(List<Connection> connections) {
        String server = connections.get(0).answeredBy();
        assertThat(connections).extracting(Connection::answeredBy).containsOnly(server);
        return server;
    }

    private static Connection connectionTo(String server, List<Connection> connections) {
        return connections.stream()
                .filter(connection -> connection.answeredBy().equals(server))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Expects this of the status, now or within a minute: packets may be on their way, and the kernel adds its
     * processors' counters up every two seconds.
     */
    private void eventually(Consumer<ServiceStatus> expectation) throws IOException {
        long start = System.nanoTime();
        while (true) {
            ServiceStatus status = cluster.ipvs().status().get(0);
            try {
                expectation.accept(status);
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw e;
                }
            }
        }
    }
}
