package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.Tables.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A client, a director that holds the VIP, and the real servers {@code a} and {@code b}: four hosts, each a network namespace.
 * All are on one network, for direct routing and tunnels, and the servers have the VIP, too. Director and servers are also on a
 * second one, 198.51.100.0/24, whose only way out is the director, for address translation. The director's table is left to
 * the test.
 *
 * <p>Every program that is started costs half a second and more in an emulated machine, so each host is set up by one ip(8).
 */
final class LvsCluster implements AutoCloseable {
    static final String VIP = "192.0.2.100";

    private static final int PATIENCE_MILLIS = 60_000;

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final Deque<Connection> connections = new ArrayDeque<>();
    private final NetworkNamespace client;
    private final NetworkNamespace director;
    private final NetworkNamespace a;
    private final NetworkNamespace b;
    private final IpvsClient ipvs;

    private LvsCluster() throws Exception {
        try {
            client = host();
            director = host();
            a = host();
            b = host();
            ipvs = director.inside(IpvsClient::open);
            closing.push(ipvs::close);
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    /** Makes the hosts and connects them; the table is empty and no server runs yet. */
    static LvsCluster create() throws Exception {
        LvsCluster cluster = new LvsCluster();
        try {
            cluster.connectHosts();
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    private NetworkNamespace host() throws Exception {
        NetworkNamespace host = NetworkNamespace.create();
        closing.push(host::close);
        // A host may start with what its machine has set; here packets and their answers take different ways.
        set(host, "conf/all/rp_filter", 0);
        set(host, "conf/default/rp_filter", 0);
        return host;
    }

    /** The first network's switch is in the client, the second's in the director. */
    private void connectHosts() throws Exception {
        set(director, "ip_forward", 1);
        configure(client, """
                link add net type bridge mcast_snooping 0 forward_delay 0
                link add port0 master net up type veth peer name eth0 netns %s
                link add port1 master net up type veth peer name eth0 netns %s
                link add port2 master net up type veth peer name eth0 netns %s
                address add 192.0.2.10/24 dev net
                link set net up
                """.formatted(director.name(), a.name(), b.name()));
        configure(director, """
                link add inner type bridge mcast_snooping 0 forward_delay 0
                link add port1 master inner up type veth peer name eth1 netns %s
                link add port2 master inner up type veth peer name eth1 netns %s
                address add 192.0.2.2/24 dev eth0
                address add 192.0.2.100/32 dev eth0
                address add 198.51.100.1/24 dev inner
                link set eth0 up
                link set inner up
                """.formatted(a.name(), b.name()));
        connectServer(a, 21);
        connectServer(b, 22);
    }

    private static void connectServer(NetworkNamespace server, int number) throws Exception {
        // It takes packets for the VIP but never says on the network that it has it.
        set(server, "conf/all/arp_ignore", 1);
        set(server, "conf/all/arp_announce", 2);
        configure(server, """
                address add 192.0.2.100/32 dev lo
                address add 192.0.2.%1$d/24 dev eth0
                address add 198.51.100.%1$d/24 dev eth1
                link add tunnel type ipip local 192.0.2.%1$d remote any
                link set tunnel up
                link set eth0 up
                link set eth1 up
                route add default via 198.51.100.1 table 100
                rule add from 198.51.100.0/24 table 100
                """.formatted(number));
    }

    /** Carries out lines for ip(8) on a host. */
    private static void configure(NetworkNamespace host, String lines) throws IOException {
        Path batch = Files.createTempFile("cluster", ".ip");
        try {
            Files.writeString(batch, lines);
            host.ip("-batch", batch.toString());
        } finally {
            Files.delete(batch);
        }
    }

    /** Starts both servers on a port; they run until all is closed. */
    void startServers(int port) throws Exception {
        closing.push(RealServer.start('a', a, port)::close);
        closing.push(RealServer.start('b', b, port)::close);
    }

    private static void set(NetworkNamespace host, String name, int value) throws Exception {
        host.runInside(() -> Files.writeString(Path.of("/proc/sys/net/ipv4", name), Integer.toString(value)));
    }

    /** The client of the director's table. */
    IpvsClient ipvs() {
        return ipvs;
    }

    /** Connections of the client to the VIP, made one after the other, each of which has been answered once. */
    List<Connection> connect(int port, int count) throws Exception {
        List<Connection> answered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Connection connection = new Connection(new Socket());
            connections.push(connection);
            client.runInside(() -> connection.open(port));
            connection.ask();
            answered.add(connection);
        }
        return answered;
    }

    /** Ends the client's connections and empties the table, for the next test. */
    void clear() {
        while (!connections.isEmpty()) {
            connections.pop().close();
        }
        assertThat(ipvs.apply(List.of(new IpvsCommand.Flush()))).allMatch(CommandOutcome::applied, "flushed");
    }

    /** A connection of the client. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private String answeredBy = "";

        private Connection(Socket socket) {
            this.socket = socket;
        }

        /** A socket belongs to the network namespace of the thread that first does something with it. */
        private void open(int port) throws IOException {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(address(VIP), port), PATIENCE_MILLIS);
        }

        /** Sends a byte, waits for the whole answer, and returns the name of the server that gave it. */
        String ask() throws IOException {
            socket.getOutputStream().write(0);
            byte[] answer = socket.getInputStream().readNBytes(RealServer.ANSWER_BYTES);
            assertThat(answer).hasSize(RealServer.ANSWER_BYTES);
            answeredBy = Character.toString((char) answer[0]);
            return answeredBy;
        }

        /** Who answered last. */
        String answeredBy() {
            return answeredBy;
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** All that the director's interfaces received from the client and the servers so far. */
    long bytesReceivedByDirector() throws Exception {
        return bytesReceived(director, "eth|port");
    }

    /** All that came out of the servers' tunnels so far, for each server. */
    List<Long> tunnelledBytes() throws Exception {
        return List.of(bytesReceived(a, "tunnel"), bytesReceived(b, "tunnel"));
    }

    /** By the counters of proc(5)'s net/dev, of the interfaces whose names start so. */
    private static long bytesReceived(NetworkNamespace host, String interfaces) throws Exception {
        String counters = host.inside(() -> Files.readString(Path.of("/proc/thread-self/net/dev")));
        return Pattern.compile("^ *(?:" + interfaces + ")[0-9]*: *([0-9]+)", Pattern.MULTILINE)
                .matcher(counters)
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
    }

    @Override
    public void close() {
        while (!connections.isEmpty()) {
            connections.pop().close();
        }
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
