package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Virtual servers of Holdfast and of keepalived, side by side on one kernel: the same configuration, the same servers failing and coming
 * back, the same sequence of log lines, and the same table after each.
 */
@Tag("ipvs-kernel")
@Timeout(1400)
class VirtualServersKernelTest {
    /** The first step waits for two programs to start, one of them a JVM, perhaps in an emulated machine. */
    private static final long LIMIT_NANOS = 150_000_000_000L;

    private static final long LOOK_AGAIN_NANOS = 100_000_000L;

    /** What programs say of themselves, not of virtual servers. */
    private static final Pattern OF_ITSELF = Pattern.compile(
            "Starting|Running on|Command line|Configuration file|NOTICE|pidfile|Startup complete|Registering|SECURITY|"
                    + "Reporting|Initializing|Script user|Opening file|holdfast|Holdfast|keepalived|Kernel|Activating BFD|"
                    // The words of a command line that does not fit into one line.
                    + "^ |"
                    // Each failure in detail, and how a slow machine keeps it from its timers.
                    + "^check of |thread timer expired|timers? .*late");

    private static String service(int number, String lines, String... servers) {
        StringBuilder text = new StringBuilder("virtual_server 10.9.0." + number + " 80 {\n");
        text.append("delay_loop 1\nlb_algo wrr\nlb_kind NAT\nprotocol TCP\n")
                .append(lines)
                .append('\n');
        for (String server : servers) {
            text.append(server);
        }
        return text.append("}\n").toString();
    }

    private static String server(int number, String lines) {
        return "real_server 10.1.0." + number + " 80 {\n" + lines
                + "\nTCP_CHECK {\nconnect_timeout 20\nretry 0\n}\n}\n";
    }

    private static String configuration() {
        return service(
                        1,
                        "quorum 3\nhysteresis 1\nsorry_server 10.1.0.99 80\nquorum_up /bin/true\nquorum_down \"/bin/true x\"",
                        server(11, ""),
                        server(12, ""),
                        server(13, ""),
                        server(14, ""))
                + service(2, "", server(21, "inhibit_on_failure\nweight 4"), server(22, ""))
                + service(3, "alpha\nomega\nquorum_up /bin/true\nquorum_down /bin/true", server(31, ""), server(32, ""))
                + service(4, "sorry_server 10.1.0.98 80\nsorry_server_inhibit", server(41, ""))
                + service(5, "quorum 2\nsorry_server 10.1.0.97 80", server(51, "weight 3"), server(52, ""))
                + "virtual_server_group G {\n10.9.0.6 80\n10.9.0.60-61 8080\nfwmark 6\n}\n"
                + service(6, "sorry_server 10.1.0.96 80", server(61, ""), server(62, ""))
                        .replace("virtual_server 10.9.0.6 80", "virtual_server group G")
                + service(7, "", server(71, ""), server(72, ""))
                        .replace("10.9.0.7 80", "fwmark 7")
                        .replace("protocol TCP\n", "")
                + service(8, "", server(81, ""), server(82, ""))
                + service(9, "", server(81, ""), server(82, ""))
                + service(10, "", """
                        real_server 10.1.0.101 80 {
                        TCP_CHECK {
                        connect_timeout 20
                        retry 0
                        }
                        TCP_CHECK {
                        connect_ip 10.1.0.102
                        connect_timeout 20
                        retry 0
                        }
                        }
                        """, server(103, ""));
    }

    /**
     * What is done, and the line of keepalived's log that it is through with then.
     *
     * @param anyOrder whether the lines may come in any order, as of checks that nobody has put in order
     */
    private record Step(String what, List<Integer> fails, List<Integer> recovers, String until, boolean anyOrder) {
        Step inAnyOrder() {
            return new Step(what, fails, recovers, until, true);
        }
    }

    private static Step fails(int server, String until) {
        return new Step(server + " fails", List.of(server), List.of(), until, false);
    }

    private static Step recovers(int server, String until) {
        return new Step(server + " is back", List.of(), List.of(server), until, false);
    }

    private static final List<Step> STEPS = List.of(
            // Four of weight 1, quorum 3, hysteresis 1: lost below 2, back at 4.
            fails(11, "Removing service .*0.11"),
            fails(12, "Removing service .*0.12"),
            fails(13, "Lost quorum|Adding sorry"),
            recovers(13, "Adding service .*0.13"),
            recovers(12, "Adding service .*0.12"),
            recovers(11, "Gained quorum"),
            // Inhibited instead of removed.
            fails(21, "Disabling|Removing .*0.21"),
            recovers(21, "Enabling|Adding .*0.21"),
            // The last of a service.
            fails(31, "0.31"),
            fails(32, "0.32"),
            recovers(32, "0.32"),
            fails(41, "sorry"),
            recovers(41, "Gained quorum|Adding service"),
            fails(51, "sorry"),
            recovers(51, "Gained"),
            fails(52, "Removing"),
            recovers(52, "Adding"),
            fails(61, "Removing .*0.61"),
            fails(62, "sorry"),
            recovers(61, "Gained"),
            fails(71, "Removing .*0.71"),
            fails(72, "Lost"),
            recovers(71, "Gained"),
            fails(81, "Removing .*0.81.*10.9.0.9").inAnyOrder(),
            recovers(81, "Adding .*0.81.*10.9.0.9").inAnyOrder(),
            fails(102, "Removing .*0.101"),
            fails(101, "TCP_CHECK on .*0.101.* failed"),
            recovers(102, "connection to .*0.101.* success"),
            recovers(101, "Adding .*0.101"));

    /** One of the two, with servers of its own. */
    private static final class Side implements AutoCloseable {
        private final NetworkNamespace namespace = NetworkNamespace.create();
        private final Director.Kind kind;
        private final ServerSocket listener;
        private Director director;
        private int seen;

        @SuppressWarnings("NullAway.Init") // the director is started after the servers
        Side(Director.Kind kind) throws Exception {
            this.kind = kind;
            namespace.ip("route", "add", "local", "10.1.0.0/24", "dev", "lo");
            listener = namespace.inside(() -> new ServerSocket(80));
            Thread thread = new Thread(this::accept, "servers of " + kind);
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    listener.accept().close();
                } catch (IOException e) {
                    // A connection that is gone already, or the end.
                }
            }
        }

        void start(Path directory, String configuration) {
            director = Director.start(
                    kind,
                    Director.Half.VIRTUAL_SERVERS,
                    new Host(kind.text(), "10.1.0.1", namespace),
                    directory,
                    configuration,
                    Map.of());
        }

        void fail(int server) {
            namespace.ip("route", "add", "unreachable", "10.1.0." + server + "/32", "table", "local");
        }

        void recover(int server) {
            namespace.ip("route", "delete", "unreachable", "10.1.0." + server + "/32", "table", "local");
        }

        /** The services and servers, in the order of their text. */
        List<String> table() {
            return namespace.run("ipvsadm-save", "-n").lines().sorted().toList();
        }

        /** What it has logged of its virtual servers since {@link #consume}. */
        List<String> lines() {
            return allLines().stream().skip(seen).toList();
        }

        private List<String> allLines() {
            Stream<String> lines = director.log().lines();
            return lines.map(line -> line.replaceFirst("^\\S+ \\S+ (INFO|WARN|ERROR|DEBUG) +", "")
                            .replaceFirst("^\\w{3} \\w{3} +\\d+ [0-9:]+ \\d{4}: ", ""))
                    .filter(line -> !OF_ITSELF.matcher(line).find())
                    .toList();
        }

        void consume(int lines) {
            seen += lines;
        }

        @Override
        public void close() throws IOException {
            listener.close();
            namespace.close();
        }
    }

    private final List<String> differences = new ArrayList<>();

    @Test
    void tablesAndLogsAreTheSame() throws Exception {
        Path directory = Programs.module().resolve("target/whole-program/virtual-servers");
        try (Side theirs = new Side(Director.Kind.KEEPALIVED);
                Side ours = new Side(Director.Kind.HOLDFAST)) {
            // One is down from the start.
            for (Side side : List.of(theirs, ours)) {
                side.fail(22);
                side.start(directory.resolve(side.kind.text()), configuration());
            }
            compare("start", theirs, ours, "Removing service .*0.22", true);
            for (Step step : STEPS) {
                for (Side side : List.of(theirs, ours)) {
                    step.fails().forEach(side::fail);
                    step.recovers().forEach(side::recover);
                }
                compare(step.what(), theirs, ours, step.until(), step.anyOrder());
            }
            assertThat(theirs.director.stop()).isZero();
            assertThat(ours.director.stop()).isZero();
            assertThat(ours.table()).isEqualTo(theirs.table()).isEmpty();
        }
        assertThat(String.join("\n", differences)).isEmpty();
    }

    private void compare(String what, Side theirs, Side ours, String until, boolean anyOrder) {
        Pattern expected = Pattern.compile(until);
        long start = System.nanoTime();
        boolean through = false;
        while (System.nanoTime() - start < LIMIT_NANOS) {
            List<String> there = theirs.lines();
            through = there.stream().anyMatch(line -> expected.matcher(line).find());
            if (through
                    && inOrder(there, anyOrder).equals(inOrder(ours.lines(), anyOrder))
                    && theirs.table().equals(ours.table())) {
                theirs.consume(there.size());
                ours.consume(there.size());
                return;
            }
            // Neither tells of a change of its table in another way.
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        differences.add("== " + what + (through ? "" : ": keepalived does not say " + until) + "\nkeepalived:\n  "
                + String.join("\n  ", theirs.lines()) + "\nholdfast:\n  " + String.join("\n  ", ours.lines())
                + (theirs.table().equals(ours.table())
                        ? ""
                        : "\nkeepalived's table:\n  " + String.join("\n  ", theirs.table()) + "\nholdfast's:\n  "
                                + String.join("\n  ", ours.table())));
        theirs.consume(theirs.lines().size());
        ours.consume(ours.lines().size());
    }

    private static List<String> inOrder(List<String> lines, boolean anyOrder) {
        return anyOrder ? lines.stream().sorted().toList() : lines;
    }
}
