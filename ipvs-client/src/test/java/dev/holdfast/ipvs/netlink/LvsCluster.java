package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.Tables.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
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
 * A client, a director that holds the VIPs, and the real servers {@code a} and {@code b}: four hosts, each a network namespace.
 * All are on one network, for direct routing and tunnels, and the servers have the VIPs, too. Director and servers are also on
 * a second one whose only way out is the director, for address translation. The director's table is left to the test.
 *
 * <p>Every program that is started costs half a second and more in an emulated machine, so each host is set up by one ip(8).
 */
final class LvsCluster implements AutoCloseable {
    /** The hosts' addresses: in each family there is one of the same number. */
    enum Family {
        IPV4("192.0.2.", "198.51.100."),
        IPV6("2001:db8:1::", "2001:db8:2::");

        private final String network;
        private final String innerNetwork;

        Family(String network, String innerNetwork) {
            this.network = network;
            this.innerNetwork = innerNetwork;
        }

        String vip() {
            return network + 100;
        }

        String client() {
            return network + 10;
        }

        /** The client's second address. */
        String otherClient() {
            return network + 11;
        }

        /** The servers' addresses on the client's network, {@code a}'s first. */
        List<String> servers() {
            return List.of(network + 21, network + 22);
        }

        /** The servers' addresses on the network behind the director, {@code a}'s first. */
        List<String> innerServers() {
            return List.of(innerNetwork + 21, innerNetwork + 22);
        }
    }

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
        set(host, "ipv4/conf/all/rp_filter", 0);
        set(host, "ipv4/conf/default/rp_filter", 0);
        // No looking for duplicates, before whose end a new address cannot be used.
        set(host, "ipv6/conf/all/accept_dad", 0);
        set(host, "ipv6/conf/default/accept_dad", 0);
        return host;
    }

    /** The first network's switch is in the client, the second's in the director. */
    private void connectHosts() throws Exception {
        set(director, "ipv4/ip_forward", 1);
        set(director, "ipv6/conf/all/forwarding", 1);
        configure(client, """
                link add net type bridge mcast_snooping 0 forward_delay 0
                link add port0 master net up type veth peer name eth0 netns %s
                link add port1 master net up type veth peer name eth0 netns %s
                link add port2 master net up type veth peer name eth0 netns %s
                address add 192.0.2.10/24 dev net
                address add 192.0.2.11/24 dev net
                address add 2001:db8:1::10/64 dev net
                link set net up
                """.formatted(director.name(), a.name(), b.name()));
        configure(director, """
                link add inner type bridge mcast_snooping 0 forward_delay 0
                link add port1 master inner up type veth peer name eth1 netns %s
                link add port2 master inner up type veth peer name eth1 netns %s
                address add 192.0.2.2/24 dev eth0
                address add 192.0.2.100/32 dev eth0
                address add 198.51.100.1/24 dev inner
                address add 2001:db8:1::2/64 dev eth0
                address add 2001:db8:1::100/128 dev eth0
                address add 2001:db8:2::1/64 dev inner
                link set eth0 up
                link set inner up
                """.formatted(a.name(), b.name()));
        connectServer(a, 21);
        connectServer(b, 22);
    }

    private static void connectServer(NetworkNamespace server, int number) throws Exception {
        // It takes packets for the VIPs but never says on the network that it has them. With IPv6 an interface answers
        // for
        // its own addresses only, and lo is on no network.
        set(server, "ipv4/conf/all/arp_ignore", 1);
        set(server, "ipv4/conf/all/arp_announce", 2);
        configure(server, """
                address add 192.0.2.100/32 dev lo
                address add 192.0.2.%1$d/24 dev eth0
                address add 198.51.100.%1$d/24 dev eth1
                address add 2001:db8:1::100/128 dev lo
                address add 2001:db8:1::%1$d/64 dev eth0
                address add 2001:db8:2::%1$d/64 dev eth1
                link add tunnel type ipip local 192.0.2.%1$d remote any
                link set tunnel up
                link set eth0 up
                link set eth1 up
                route add default via 198.51.100.1 table 100
                rule add from 198.51.100.0/24 table 100
                route add default via 2001:db8:2::1 table 100
                """.formatted(number));
        // In a batch a rule is IPv4's unless all lines are IPv6's.
        server.ip("-6", "rule", "add", "from", "2001:db8:2::/64", "table", "100");
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

    /** Starts datagram servers on both, at the IPv4 VIP; they run until all is closed. */
    void startDatagramServers(int port) throws Exception {
        InetSocketAddress vip = new InetSocketAddress(address(Family.IPV4.vip()), port);
        closing.push(DatagramServer.start('a', a, vip)::close);
        closing.push(DatagramServer.start('b', b, vip)::close);
    }

    /** From now on the director gives the packets for these two TCP ports of the IPv4 VIP the mark. */
    void mark(int mark, int firstPort, int secondPort) {
        director.run("nft", """
                add table ip marks
                add chain ip marks incoming { type filter hook prerouting priority mangle; }
                add rule ip marks incoming ip daddr %s tcp dport { %d, %d } meta mark set %d
                """.formatted(Family.IPV4.vip(), firstPort, secondPort, mark));
    }

    private static void set(NetworkNamespace host, String name, int value) throws Exception {
        host.runInside(() -> Files.writeString(Path.of("/proc/sys/net", name), Integer.toString(value)));
    }

    /** The client of the director's table. */
    IpvsClient ipvs() {
        return ipvs;
    }

    /** Connections of the client to the IPv4 VIP, made one after the other, each of which has been answered once. */
    List<Connection> connect(int port, int count) throws Exception {
        return connect(Family.IPV4.client(), Family.IPV4.vip(), port, count);
    }

    /** Such connections from one of the client's addresses to a VIP. */
    List<Connection> connect(String from, String vip, int port, int count) throws Exception {
        List<Connection> answered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Connection connection = new Connection(new Socket());
            connections.push(connection);
            client.runInside(() -> connection.open(
                    new InetSocketAddress(address(from), 0), new InetSocketAddress(address(vip), port)));
            connection.ask();
            answered.add(connection);
        }
        return answered;
    }

    /** Sends datagrams from one socket of the client to the IPv4 VIP, each after the answer to the one before; who answered. */
    List<String> exchangeDatagrams(int port, int count) throws Exception {
        return client.inside(() -> {
            List<String> answeredBy = new ArrayList<>();
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(new InetSocketAddress(address(Family.IPV4.vip()), port));
                DatagramPacket packet = new DatagramPacket(new byte[1], 1);
                for (int i = 0; i < count; i++) {
                    socket.send(packet);
                    socket.receive(packet);
                    answeredBy.add(Character.toString((char) packet.getData()[0]));
                }
            }
            return answeredBy;
        });
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
        private void open(InetSocketAddress from, InetSocketAddress to) throws IOException {
            socket.bind(from);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(to, PATIENCE_MILLIS);
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
