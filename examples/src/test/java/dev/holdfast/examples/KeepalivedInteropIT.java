package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static dev.holdfast.examples.Director.Kind.KEEPALIVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holdfast and keepalived as each other's peer: every kind of VRRP, every role, every way of losing a master. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class KeepalivedInteropIT {

    private static final String VIP = "192.0.2.100";
    private static final int HIGH = 200;
    private static final int LOW = 100;
    private static final int GARP_REPEAT = 5;
    /** How late a machine with two busy cores may be. */
    private static final long LATE_NANOS = 2_000_000_000L;

    private final List<String> matrix = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    void requirePrograms() {
        Programs.require();
        RealKernel.requireProgram("keepalived");
        RealKernel.requireProgram("tshark");
    }

    @AfterAll
    void printMatrix() {
        synchronized (matrix) {
            if (matrix.isEmpty()) {
                return;
            }
            Collections.sort(matrix);
            System.out.println("Holdfast and keepalived:\n" + String.join("\n", matrix));
        }
    }

    static Stream<Arguments> everyKind() {
        List<Arguments> all = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            for (Director.Kind master : Director.Kind.values()) {
                for (boolean nopreempt : new boolean[] {false, true}) {
                    all.add(Arguments.of(protocol, master, nopreempt));
                }
            }
        }
        return all.stream();
    }

    /** A host's director through the whole scenario: it ends and is started again. */
    private static final class Side {
        private final Stage stage;
        private final Director.Kind kind;
        private final Host host;
        private final String configuration;
        private Director director;

        Side(Stage stage, Director.Kind kind, Host host, String configuration) {
            this.stage = stage;
            this.kind = kind;
            this.host = host;
            this.configuration = configuration;
            start();
        }

        void start() {
            director = stage.start(kind, host, configuration);
        }
    }

    @ParameterizedTest(name = "{0}, {1} has the higher priority, nopreempt {2}")
    @MethodSource("everyKind")
    void takesTurns(Protocol protocol, Director.Kind higherKind, boolean nopreempt) throws Exception {
        Director.Kind lowerKind = higherKind == HOLDFAST ? KEEPALIVED : HOLDFAST;
        String scenario = protocol + ", " + higherKind.text() + " higher, " + (nopreempt ? "nopreempt" : "preempt");
        try (Stage stage = new Stage("interop " + scenario)) {
            String extra = nopreempt ? "nopreempt" : "";
            List<String> vips = List.of(VIP + "/24");
            Side higher = new Side(stage, higherKind, stage.a(), protocol.instance("VI_1", 51, HIGH, vips, extra));
            stage.awaitLogged(higher.director, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), VIP);
            Side lower = new Side(stage, lowerKind, stage.b(), protocol.instance("VI_1", 51, LOW, vips, extra));
            stage.awaitLogged(lower.director, "\\(VI_1\\) Entering BACKUP STATE");
            assertAnnounced(stage, higher);

            long crashNanos = crashAndTakeOver(stage, protocol, higher, lower);

            higher.start();
            Side master;
            Side backup;
            if (nopreempt) {
                stage.awaitLogged(higher.director, "\\(VI_1\\) Entering BACKUP STATE");
                stage.awaitOnlyHolder(stage.b(), VIP);
                // Longer than it would wait before it took over from a silent master.
                stage.awaitAdverts(stage.b(), System.nanoTime(), 5);
                assertThat(stage.recorder().advertsFrom(stage.a().address(), higher.director.startedNanos()))
                        .isEmpty();
                assertThat(higher.director.logged("Entering MASTER STATE")).isFalse();
                master = lower;
                backup = higher;
            } else {
                stage.awaitLogged(higher.director, "\\(VI_1\\) Entering MASTER STATE");
                stage.awaitLogged(
                        lower.director, "\\(VI_1\\) Master received advert from 192.0.2.1 with higher priority");
                master = higher;
                backup = lower;
            }
            stage.awaitOnlyHolder(master.host, VIP);

            long politeNanos = stopAndTakeOver(stage, protocol, master, backup);
            if (protocol.version() == 2) {
                // After a goodbye the skew alone is waited for; after a crash three seconds more.
                assertThat(politeNanos).isLessThan(crashNanos);
            }
            if (protocol != Protocol.V2 && !nopreempt) {
                assertDissected(stage, higherKind == HOLDFAST ? stage.a() : stage.b());
            }

            stopLast(stage, backup);
            matrix.add(String.format(
                    Locale.ROOT,
                    "%-50s taken over %5.3f s after the last advert of a crash, %5.3f s after a goodbye",
                    scenario,
                    crashNanos / 1e9,
                    politeNanos / 1e9));
        }
    }

    /** The new master tells everybody at once, and once more after garp_master_delay. */
    private static void assertAnnounced(Stage stage, Side master) {
        String mac = master.host.mac();
        long since = master.director.startedNanos();
        stage.await(
                "10 gratuitous ARPs of " + master.host,
                () -> stage.recorder().gratuitousArps(mac, VIP, since).size() >= 2 * GARP_REPEAT);
        if (master.kind == HOLDFAST) {
            List<Long> sent = stage.recorder().gratuitousArps(mac, VIP, since);
            assertThat(sent).hasSize(2 * GARP_REPEAT);
            long pauseNanos = sent.get(GARP_REPEAT) - sent.get(GARP_REPEAT - 1);
            for (int i = 1; i < sent.size(); i++) {
                assertThat(sent.get(i) - sent.get(i - 1))
                        .as("pause before gratuitous ARP %d", i)
                        .isLessThanOrEqualTo(pauseNanos);
            }
        }
    }

    /** Returns how long after the old master's last advert the new one's first came. */
    private static long crashAndTakeOver(Stage stage, Protocol protocol, Side master, Side backup) {
        master.director.crash();
        long since = System.nanoTime();
        stage.awaitLogged(backup.director, "\\(VI_1\\) Entering MASTER STATE");
        stage.awaitAdverts(backup.host, since, 1);
        assertThat(backup.host.holds(VIP)).isTrue();
        // What it left behind is there still; with nobody to answer for it, it has to be found at the next start.
        assertThat(master.host.holds(VIP)).isTrue();
        assertTold(stage, backup, since);

        List<SeenAdvert> before = stage.recorder().advertsFrom(master.host.address(), master.director.startedNanos());
        long tookNanos = stage.recorder()
                        .advertsFrom(backup.host.address(), since)
                        .get(0)
                        .nanos()
                - before.get(before.size() - 1).nanos();
        assertThat(tookNanos)
                .as("nanoseconds from the last advert to the takeover")
                .isBetween(
                        2 * protocol.intervalNanos(),
                        3 * protocol.intervalNanos() + protocol.skewNanos(LOW) + LATE_NANOS);
        return tookNanos;
    }

    /** Returns how long after the goodbye the new master's first advert came. */
    private static long stopAndTakeOver(Stage stage, Protocol protocol, Side master, Side backup) {
        long since = System.nanoTime();
        assertThat(master.director.stop())
                .as("exit status of %s", master.director)
                .isZero();
        stage.await("the goodbye of " + master.host, () -> goodbye(stage, master.host, since) != 0);
        stage.awaitAdverts(backup.host, since, 1);
        stage.awaitOnlyHolder(backup.host, VIP);
        assertTold(stage, backup, since);

        long tookNanos = stage.recorder()
                        .advertsFrom(backup.host.address(), since)
                        .get(0)
                        .nanos()
                - goodbye(stage, master.host, since);
        int priority = backup.host.equals(stage.a()) ? HIGH : LOW;
        assertThat(tookNanos)
                .as("nanoseconds from the goodbye to the takeover")
                .isBetween(0L, protocol.skewNanos(priority) + LATE_NANOS);
        return tookNanos;
    }

    private static void stopLast(Stage stage, Side last) {
        long since = System.nanoTime();
        assertThat(last.director.stop()).as("exit status of %s", last.director).isZero();
        stage.await("the goodbye of " + last.host, () -> goodbye(stage, last.host, since) != 0);
        assertThat(stage.holders(VIP)).isEmpty();
    }

    private static void assertTold(Stage stage, Side master, long since) {
        String mac = master.host.mac();
        stage.await(
                GARP_REPEAT + " gratuitous ARPs of " + master.host,
                () -> stage.recorder().gratuitousArps(mac, VIP, since).size() >= GARP_REPEAT);
    }

    /** When the host's advert of priority 0 was seen, or 0. */
    private static long goodbye(Stage stage, Host host, long since) {
        return stage.recorder().advertsFrom(host.address(), since).stream()
                .filter(advert -> advert.priority() == 0)
                .mapToLong(SeenAdvert::nanos)
                .findFirst()
                .orElse(0);
    }

    /** A third program's opinion of what Holdfast sent. */
    private static void assertDissected(Stage stage, Host holdfast) throws Exception {
        String mac = holdfast.mac();
        var file = stage.directory().resolve("holdfast.pcap");
        List<Frame> sent = stage.recorder().frames().stream()
                .filter(frame -> frame.source().equals(mac) && !frame.isIpv6())
                .toList();
        Recorder.writeCapture(file, sent);
        int adverts =
                (int) sent.stream().filter(frame -> frame.advert().isPresent()).count();
        Programs.Outcome outcome = Programs.run(new ProcessBuilder("tshark", "-r", file.toString(), "-V")
                .directory(stage.directory().toFile()));

        assertThat(outcome.status()).isZero();
        assertThat(outcome.output().lines().filter(line -> line.startsWith("Virtual Router Redundancy Protocol")))
                .hasSizeGreaterThanOrEqualTo(3)
                .hasSize(adverts);
        assertThat(outcome.output()).doesNotContain("Malformed", "Expert Info (Error", "Expert Info (Warning");
        // Within an advert nothing else is called a checksum.
        assertThat(Pattern.compile(
                                "\nVirtual Router Redundancy Protocol\n(?: .*\n)*?    Checksum: 0x[0-9a-f]{4} \\[correct]")
                        .matcher(outcome.output())
                        .results())
                .hasSize(adverts);
    }

    @Test
    void differentPasswordsRefuseEachOther() {
        try (Stage stage = new Stage("interop different passwords")) {
            String ours = Protocol.V2_PASSWORD.instance("VI_1", 51, HIGH, List.of(VIP + "/24"));
            Director holdfast = stage.start(HOLDFAST, stage.a(), ours);
            Director keepalived = stage.start(KEEPALIVED, stage.b(), ours.replace("secret7", "secret8"));

            stage.awaitLogged(holdfast, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitLogged(keepalived, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitLogged(holdfast, "\\(VI_1\\) received an invalid passwd!");
            stage.awaitLogged(keepalived, "\\(VI_1\\) received an invalid passwd!");
            assertThat(stage.holders(VIP)).containsExactly(stage.a(), stage.b());
            matrix.add("v2 auth PASS with two passwords                    both masters, both say why");
        }
    }

    @Test
    void aPasswordAndNoneRefuseEachOther() {
        try (Stage stage = new Stage("interop password and none")) {
            List<String> vips = List.of(VIP + "/24");
            Director holdfast = stage.start(HOLDFAST, stage.a(), Protocol.V2_PASSWORD.instance("VI_1", 51, LOW, vips));
            Director keepalived = stage.start(KEEPALIVED, stage.b(), Protocol.V2.instance("VI_1", 51, HIGH, vips));

            stage.awaitLogged(holdfast, "\\(VI_1\\) received a 0 auth, expecting 1!");
            stage.awaitLogged(keepalived, "\\(VI_1\\) received a 1 auth, expecting 0!");
            stage.await("both are masters", () -> stage.holders(VIP).equals(List.of(stage.a(), stage.b())));
            matrix.add("v2 auth PASS and none                              both masters, both say why");
        }
    }

    static Stream<Arguments> bothAddresses() {
        return Stream.of(Protocol.V2, Protocol.V3)
                .flatMap(protocol -> Stream.of(HOLDFAST, KEEPALIVED).map(kind -> Arguments.of(protocol, kind)));
    }

    @ParameterizedTest(name = "{0}, {1} has the higher address")
    @MethodSource("bothAddresses")
    void equalPriorityIsWonByTheHigherAddress(Protocol protocol, Director.Kind winner) {
        String scenario = protocol + ", same priority, " + winner.text() + " higher address";
        try (Stage stage = new Stage("interop " + scenario)) {
            String configuration = protocol.instance("VI_1", 51, LOW, List.of(VIP + "/24"));
            stage.separate(true);
            Director loser = stage.start(winner == HOLDFAST ? KEEPALIVED : HOLDFAST, stage.a(), configuration);
            Director other = stage.start(winner, stage.b(), configuration);
            stage.awaitLogged(loser, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitLogged(other, "\\(VI_1\\) Entering MASTER STATE");
            stage.await(
                    "both are masters while they cannot hear each other",
                    () -> stage.holders(VIP).equals(List.of(stage.a(), stage.b())));

            long healed = System.nanoTime();
            stage.separate(false);

            stage.awaitOnlyHolder(stage.b(), VIP);
            // It stays so.
            stage.awaitAdverts(stage.b(), System.nanoTime(), 5);
            assertThat(stage.holders(VIP)).containsExactly(stage.b());
            assertThat(other.logged("Entering MASTER STATE(?s:.*)Entering BACKUP STATE"))
                    .isFalse();
            // The winner tells those who learned the loser's hardware address, if it heard the loser at all: whoever
            // advertises
            // first is the only one that is heard.
            if (other.logged("Received advert from 192.0.2.1 with lower priority")) {
                String mac = stage.b().mac();
                stage.await(
                        "a gratuitous ARP after the split",
                        () -> !stage.recorder().gratuitousArps(mac, VIP, healed).isEmpty());
            }
            matrix.add(String.format("%-50s it stays master when both were", scenario));
        }
    }

    @Test
    void addressesAreSetAsKeepalivedSetsThem() {
        try (Stage stage = new Stage("interop addresses")) {
            stage.separate(true);
            for (Host host : List.of(stage.a(), stage.b())) {
                host.ip("link", "add", "eth1", "type", "veth", "peer", "name", "peer1");
                host.ip("link", "set", "peer1", "up");
                host.ip("link", "set", "eth1", "up");
            }
            String configuration = Protocol.V3.instance(
                    "VI_1",
                    51,
                    LOW,
                    List.of(
                            "192.0.2.100",
                            "192.0.2.101/24",
                            "192.0.2.102/32 label eth0:vip",
                            "192.0.2.103/28 brd 192.0.2.111",
                            "192.0.2.162/27 scope link",
                            "198.51.100.5/24 brd + dev eth1",
                            "198.51.100.6/25 dev eth1 scope site label eth1:6",
                            "203.0.113.1/32 scope host"),
                    "virtual_ipaddress_excluded {\n 203.0.113.9/32\n 203.0.113.65/26 dev eth1\n }");
            Director holdfast = stage.start(HOLDFAST, stage.a(), configuration);
            Director keepalived = stage.start(KEEPALIVED, stage.b(), configuration);
            stage.await(
                    "all addresses are set",
                    () -> stage.a().holds("203.0.113.65") && stage.b().holds("203.0.113.65"));
            stage.await(
                    "the addresses are the same: " + stage.a().addresses()
                            + stage.b().addresses(),
                    () -> virtual(stage.a()).equals(virtual(stage.b())));
            assertThat(virtual(stage.a())).hasSize(10);
            assertThat(holdfast.stop()).isZero();
            assertThat(virtual(stage.a())).isEmpty();
            assertThat(keepalived.stop()).isZero();
            assertThat(virtual(stage.b())).isEmpty();
            matrix.add("masks, devices, labels, scopes, broadcasts         as keepalived sets them");
        }
    }

    private static List<String> virtual(Host host) {
        return host.addresses().stream()
                .filter(line -> !line.contains(" " + host.address() + "/"))
                .sorted()
                .toList();
    }
}
