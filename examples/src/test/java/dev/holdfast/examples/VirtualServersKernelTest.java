package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.examples.SideBySide.Order;
import dev.holdfast.examples.SideBySide.Times;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Virtual servers of Holdfast and of keepalived, side by side on one kernel: the same configuration, the same servers failing and coming
 * back, the same sequence of log lines, and the same table after each, equally long after the last check that went otherwise.
 */
@Tag("ipvs-kernel")
@Timeout(1400)
class VirtualServersKernelTest {
    private static final int DELAY_LOOP = 3;
    private static final int DELAY_BEFORE_RETRY = 3;
    /** How far both may be apart: less than one delay. */
    private static final double APART_SECONDS = 2;

    /** Of those in {@link #RETRIED}. */
    private static final int RETRIES = 2;

    private static final Set<Integer> RETRIED = Set.of(21, 51);

    private static String service(int number, String lines, String... servers) {
        StringBuilder text = new StringBuilder("virtual_server 10.9.0." + number + " 80 {\n");
        text.append("delay_loop " + DELAY_LOOP + "\nlb_algo wrr\nlb_kind NAT\nprotocol TCP\n")
                .append(lines)
                .append('\n');
        for (String server : servers) {
            text.append(server);
        }
        return text.append("}\n").toString();
    }

    private static String server(int number, String lines) {
        return "real_server 10.1.0." + number + " 80 {\n" + lines
                + "\nTCP_CHECK {\nconnect_timeout 20\nretry " + (RETRIED.contains(number) ? RETRIES : 0)
                + "\ndelay_before_retry " + DELAY_BEFORE_RETRY + "\n}\n}\n";
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

    /** What becomes of a server, and the line of keepalived's log that it is through with then. */
    private record Step(int server, boolean fails, String until, Order order) {
        Step inAnyOrder() {
            return new Step(server, fails, until, Order.NONE);
        }

        /** Nothing, or that the two were not at the same time there. */
        Stream<String> apart(Times times) {
            double theirs = times.theirsNanos() / 1e9;
            double ours = times.oursNanos() / 1e9;
            String text = String.format("%s: keepalived after %.1f s, holdfast after %.1f s", this, theirs, ours);
            System.out.println(text);
            return Math.abs(theirs - ours) < APART_SECONDS
                    ? Stream.empty()
                    : Stream.of(text + " (expected less than " + APART_SECONDS + " s apart)");
        }

        @Override
        public String toString() {
            return server + (fails ? " fails" : " is back");
        }
    }

    private static Step fails(int server, String until) {
        return new Step(server, true, until, Order.ALL);
    }

    private static Step recovers(int server, String until) {
        return new Step(server, false, until, Order.ALL);
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

    /** Servers that accept and say nothing, where one may be. */
    private static ServerSocket servers(Side side) {
        try {
            ServerSocket listener = side.namespace().inside(() -> new ServerSocket(80));
            Thread thread = new Thread(() -> accept(listener), "servers of " + side.kind());
            thread.setDaemon(true);
            thread.start();
            return listener;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void accept(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                listener.accept().close();
            } catch (IOException e) {
                // A connection that is gone already, or the end.
            }
        }
    }

    /** So that each step has a check before it. */
    private static boolean allAreChecked(List<String> lines) {
        String all = String.join("\n", lines);
        return all.contains("Removing service [10.1.0.22]")
                && STEPS.stream()
                        .map(Step::server)
                        // Another address of 101, and told as that.
                        .filter(server -> server != 102)
                        .allMatch(server -> all.contains("connection to [10.1.0." + server + "]:"));
    }

    @Test
    void tablesAndLogsAreTheSame() throws Exception {
        List<ServerSocket> listeners = new ArrayList<>();
        try (SideBySide both = new SideBySide("virtual-servers")) {
            both.both(side -> listeners.add(servers(side)));
            // One is down from the start.
            both.both(side -> side.refuses(22, true));
            both.start(configuration());
            both.compare("start", VirtualServersKernelTest::allAreChecked, Order.NONE);
            List<String> apart = new ArrayList<>();
            for (Step step : STEPS) {
                both.both(side -> side.refuses(step.server(), step.fails()));
                Times times = both.compare(step.toString(), step.until(), step.order());
                // Counted from the last check that still went the other way.
                step.apart(both.since(step.server(), step.fails(), times)).forEach(apart::add);
            }
            both.assertSame();
            assertThat(String.join("\n", apart)).isEmpty();
        } finally {
            for (ServerSocket listener : listeners) {
                listener.close();
            }
        }
    }
}
