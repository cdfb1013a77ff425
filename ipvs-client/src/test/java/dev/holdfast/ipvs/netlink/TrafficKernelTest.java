package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.Tables.direct;
import static dev.holdfast.ipvs.Tables.masquerade;
import static dev.holdfast.ipvs.Tables.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.IpvsDiff;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.netlink.LvsCluster.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where a client's connections go by the table we wrote, and what the kernel counts of them. {@link KernelIpvsIT} runs it. */
@Tag("ipvs-kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrafficKernelTest {
    /** What the servers listen on where the director translates. */
    private static final int TRANSLATED_PORT = 8080;

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
        web = Service.of(tcp(LvsCluster.VIP, port), "rr");
        a = direct("192.0.2.21", port, 1);
        b = direct("192.0.2.22", port, 1);
        cluster.startServers(port);
    }

    @AfterEach
    void clear() {
        cluster.clear();
    }

    @Test
    void direct_routing_takes_servers_in_turn_and_their_answers_do_not_pass_the_director() throws Exception {
        write(a, b);
        long before = cluster.bytesReceivedByDirector();

        List<Connection> connections = cluster.connect(port, 6);

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

    @Test
    void translated_addresses_and_ports_bring_packets_and_answers_through_the_director() throws Exception {
        cluster.startServers(TRANSLATED_PORT);
        write(masquerade("198.51.100.21", TRANSLATED_PORT, 1), masquerade("198.51.100.22", TRANSLATED_PORT, 1));
        long before = cluster.bytesReceivedByDirector();

        List<Connection> connections = cluster.connect(port, 4);

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

    /** Makes the director's table have this service with these servers, by what differs. */
    private void write(Destination... servers) throws IOException {
        IpvsTable wanted = IpvsTable.builder().add(web, servers).build();
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
