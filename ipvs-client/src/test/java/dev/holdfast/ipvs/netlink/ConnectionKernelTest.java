package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.Tables.address;
import static dev.holdfast.ipvs.Tables.masquerade;
import static dev.holdfast.ipvs.Tables.tcp;
import static dev.holdfast.ipvs.Tables.udp;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.Connection;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.Endpoint;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.IpvsCommand.AddDestination;
import dev.holdfast.ipvs.IpvsCommand.AddService;
import dev.holdfast.ipvs.IpvsCommand.Zero;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.proc.ConnectionReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Connections, counters and templates of traffic within the namespace, beside what a real ipvsadm says of them.
 * {@link KernelIpvsIT} gives it a kernel.
 */
@Tag("ipvs-kernel")
class ConnectionKernelTest {
    private IpvsClient client;

    @BeforeEach
    void open_on_an_empty_table() throws IOException {
        KernelTables.assertOwnNamespace();
        Ipvsadm.run("-C");
        client = IpvsClient.open();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void connections_are_counted_until_zeroed() throws IOException {
        InetAddress loopback = address("127.0.0.1");
        try (ServerSocket server = new ServerSocket(0, 10, loopback)) {
            Service service = Service.of(tcp("127.0.0.1", 8888), "rr");
            Destination local = masquerade("127.0.0.1", server.getLocalPort(), 1);
            applied(new AddService(service), new AddDestination(service.key(), local));
            try (Socket socket = new Socket(loopback, 8888);
                    Socket accepted = server.accept()) {
                socket.getOutputStream().write(new byte[1000]);
                assertThat(accepted.getInputStream().readNBytes(1000)).hasSize(1000);

                // The kernel adds its processors' counters up every two seconds.
                ServiceStatus status = statusOnce(1);
                DestinationStatus destination = status.destinations().get(0);
                assertThat(status.service()).isEqualTo(service);
                assertThat(status.statistics().connections()).isEqualTo(1);
                assertThat(status.statistics().inBytes()).isGreaterThan(1000);
                assertThat(destination.destination()).isEqualTo(local);
                assertThat(destination.activeConnections()).isEqualTo(1);
                assertThat(destination.inactiveConnections()).isZero();
                assertThat(destination.statistics().connections()).isEqualTo(1);
                assertThat(Ipvsadm.run("-L -n"))
                        .anySatisfy(line -> assertThat(line)
                                .matches(" +-> 127.0.0.1:" + server.getLocalPort() + " +Masq +1 +1 +0"));
                assertConnection(socket, server);
            }

            applied(new Zero(null));

            assertThat(statusOnce(0).statistics().inBytes()).isZero();
        }
    }

    /** The connection as both files have it, and as ipvsadm lists it. */
    private static void assertConnection(Socket socket, ServerSocket server) throws IOException {
        Endpoint client = new Endpoint(socket.getLocalAddress(), socket.getLocalPort());
        Endpoint virtual = new Endpoint(socket.getInetAddress(), socket.getPort());
        Endpoint destination = new Endpoint(server.getInetAddress(), server.getLocalPort());
        for (boolean sync : new boolean[] {false, true}) {
            List<Connection> connections = new ArrayList<>();
            try (ConnectionReader reader = sync ? ConnectionReader.openSync() : ConnectionReader.open()) {
                reader.forEach(connections::add);
            }
            // Those of tests before this one are still there.
            assertThat(connections)
                    .filteredOn(connection -> connection.client().equals(client))
                    .singleElement()
                    .satisfies(connection -> {
                        assertThat(connection.expiresSeconds()).isBetween(1L, 901L);
                        assertThat(connection)
                                .isEqualTo(new Connection(
                                        "TCP",
                                        client,
                                        virtual,
                                        destination,
                                        "ESTABLISHED",
                                        connection.expiresSeconds(),
                                        null,
                                        sync ? Connection.Origin.LOCAL : null));
                    });
        }
        assertThat(Ipvsadm.run("-L -n -c"))
                .anySatisfy(line -> assertThat(line)
                        .matches("TCP +[0-9:]+ +ESTABLISHED " + client + " +" + virtual + " +" + destination));
    }

    /** IPv6, a template of a firewall-mark service and the data of a persistence engine. */
    @Test
    void connections_of_every_kind_are_read() throws IOException {
        Service calls = Service.of(udp("127.0.0.1", 5061), "rr")
                .withPersistence(60)
                .withPersistenceEngine("sip")
                .withFlags(Set.of(ServiceFlag.ONE_PACKET));
        Service six = Service.of(tcp("::1", 8889), "rr").withPersistence(60);
        try (ServerSocket server = new ServerSocket(0, 10, address("::1"));
                DatagramSocket caller = new DatagramSocket(0, address("127.0.0.1"))) {
            applied(
                    new AddService(six),
                    new AddDestination(six.key(), masquerade("::1", server.getLocalPort(), 1)),
                    new AddService(calls),
                    new AddDestination(calls.key(), masquerade("127.0.0.1", 5062, 1)));
            byte[] invite = "INVITE sip:a@b SIP/2.0\r\nCall-ID: a84b4c76e66710@pc33\r\n\r\n".getBytes(US_ASCII);
            caller.send(new DatagramPacket(invite, invite.length, address("127.0.0.1"), 5061));
            try (Socket socket = new Socket(address("::1"), 8889);
                    Socket accepted = server.accept()) {
                assertThat(accepted.isConnected()).isTrue();
                List<Connection> connections = new ArrayList<>();
                try (ConnectionReader reader = ConnectionReader.open()) {
                    reader.forEach(connections::add);
                }
                Endpoint destination = new Endpoint(address("::1"), server.getLocalPort());
                assertThat(connections)
                        .filteredOn(connection -> connection.destination().equals(destination))
                        .extracting(Connection::client)
                        .containsExactlyInAnyOrder(
                                new Endpoint(address("::1"), 0), new Endpoint(address("::1"), socket.getLocalPort()));
                assertThat(connections)
                        .extracting(Connection::persistence)
                        .contains(new Connection.Persistence("sip", "a84b4c76e66710@pc33"));
            }
        }
    }

    /** The only service's status once it has counted that many connections; fails after half a minute. */
    private ServiceStatus statusOnce(long connections) throws IOException {
        long start = System.nanoTime();
        ServiceStatus status = client.status().get(0);
        while (status.statistics().connections() != connections) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("waiting for %d connections in %s", connections, status)
                    .isLessThan(Duration.ofSeconds(30));
            status = client.status().get(0);
        }
        return status;
    }

    private void applied(IpvsCommand... commands) {
        assertThat(client.apply(List.of(commands)))
                .allSatisfy(outcome ->
                        assertThat(outcome.applied()).as(outcome.toString()).isTrue());
    }
}
