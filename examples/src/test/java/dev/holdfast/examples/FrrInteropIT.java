package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** VRRPv3 of Holdfast and of FRR as each other's peer, over IPv4 and IPv6: each is master, crashes, comes back, and says goodbye. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class FrrInteropIT {
    private static final String IPV4 = "192.0.2.100";
    private static final List<String> IPV6 = List.of("fe80::33", "2001:db8:1::33");
    private static final List<String> INSTANCES = List.of("VI_4", "VI_6");

    /** What either says of an advert that it does not take. */
    private static final Pattern THEIR_COMPLAINT = Pattern.compile("Datagram (invalid|has)|this is a bug");

    private static final Pattern OUR_COMPLAINT =
            Pattern.compile("(?i)invalid|expect|too (short|long)|WARN .*\\(VI|ERROR");

    @BeforeAll
    static void requirePrograms() {
        Programs.require();
        RealKernel.require(Frr.isInstalled(), "no /usr/lib/frr/vrrpd (Debian package frr)");
    }

    @ParameterizedTest(name = "{0} has the higher priority")
    @ValueSource(strings = {"holdfast", "frr"})
    void takesTurns(String higher) {
        boolean weAreHigher = higher.equals("holdfast");
        int theirPriority = weAreHigher ? 100 : 200;
        try (Stage stage = new Stage("interop frr, " + higher + " higher");
                Frr frr = Frr.on(stage, stage.b(), theirPriority, IPV4, IPV6)) {
            stage.a().addIpv6(1);
            Match match = new Match(stage);
            Side theirs = new Match.Theirs(frr);
            Side ours = match.new Ours(300 - theirPriority);
            match.play(weAreHigher ? ours : theirs, weAreHigher ? theirs : ours);
            match.print(higher);
        }
    }

    /** One of the two through the whole match. */
    private interface Side {
        void start();

        void crash();

        void stop();

        boolean isMaster();

        boolean isBackup();

        void assertNoComplaint();
    }

    private static final class Match {
        private final Stage stage;
        private final Map<String, Double> seconds = new TreeMap<>();

        Match(Stage stage) {
            this.stage = stage;
        }

        void play(Side higher, Side lower) {
            higher.start();
            stage.await(higher + " is master", higher::isMaster);
            lower.start();
            stage.await(lower + " is backup", lower::isBackup);

            higher.crash();
            seconds.put("crash", awaitMaster(lower));
            lower.assertNoComplaint();
            higher.start();
            stage.await(higher + " is master again", higher::isMaster);
            stage.await(lower + " is backup again", lower::isBackup);

            higher.stop();
            seconds.put("goodbye", awaitMaster(lower));
            higher.assertNoComplaint();
            lower.assertNoComplaint();

            higher.start();
            stage.await(higher + " is master a third time", higher::isMaster);
            stage.await(lower + " is backup a third time", lower::isBackup);
            lower.stop();
            higher.stop();
            lower.assertNoComplaint();
            higher.assertNoComplaint();
        }

        private double awaitMaster(Side side) {
            long start = System.nanoTime();
            stage.await(side + " has taken over", side::isMaster);
            return (System.nanoTime() - start) / 1e9;
        }

        void print(String higher) {
            System.out.printf(
                    Locale.ROOT, "FRR and Holdfast, v3, IPv4 and IPv6, %s higher: taken over after%n", higher);
            seconds.forEach((loss, after) -> System.out.printf(Locale.ROOT, "%10s %6.2f s%n", loss, after));
        }

        private final class Ours implements Side {
            private final List<Director> started = new ArrayList<>();
            private final int priority;

            Ours(int priority) {
                this.priority = priority;
            }

            private Director last() {
                return started.get(started.size() - 1);
            }

            @Override
            public void start() {
                started.add(stage.start(
                        HOLDFAST,
                        stage.a(),
                        Protocol.V3.instance(INSTANCES.get(0), Frr.VRID, priority, List.of(IPV4 + "/24"))
                                + Protocol.V3.instance(
                                        INSTANCES.get(1),
                                        Frr.VRID,
                                        priority,
                                        IPV6.stream()
                                                .map(address -> address + "/64")
                                                .toList())));
            }

            @Override
            public void crash() {
                last().crash();
            }

            @Override
            public void stop() {
                assertThat(last().stop()).isZero();
            }

            private boolean isIn(String state) {
                String log = last().log();
                return INSTANCES.stream()
                        .allMatch(instance -> log.lines()
                                .filter(line -> line.contains("(" + instance + ") Entering "))
                                .reduce("", (before, line) -> line)
                                .contains(" " + state + " STATE"));
            }

            @Override
            public boolean isMaster() {
                return isIn("MASTER");
            }

            @Override
            public boolean isBackup() {
                return isIn("BACKUP");
            }

            @Override
            public void assertNoComplaint() {
                for (Director director : started) {
                    assertThat(director.log().lines().filter(OUR_COMPLAINT.asPredicate()))
                            .as("complaints of %s", director)
                            .isEmpty();
                }
            }

            @Override
            public String toString() {
                return "holdfast";
            }
        }

        private static final class Theirs implements Side {
            private final Frr frr;

            Theirs(Frr frr) {
                this.frr = frr;
            }

            @Override
            public void start() {
                frr.start();
            }

            @Override
            public void crash() {
                frr.crash();
            }

            @Override
            public void stop() {
                frr.stop();
            }

            @Override
            public boolean isMaster() {
                return frr.isBoth("Master");
            }

            @Override
            public boolean isBackup() {
                return frr.isBoth("Backup");
            }

            @Override
            public void assertNoComplaint() {
                assertThat(frr.log().lines().filter(THEIR_COMPLAINT.asPredicate()))
                        .as("complaints of %s", frr)
                        .isEmpty();
            }

            @Override
            public String toString() {
                return "frr";
            }
        }
    }
}
