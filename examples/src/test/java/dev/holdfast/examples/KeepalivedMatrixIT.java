package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static dev.holdfast.examples.Director.Kind.KEEPALIVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.Decoded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every way an advert travels and is authenticated, Holdfast and keepalived as each other's peer, and two of Holdfast: each way is an
 * instance of its own, all of them between one pair of hosts, so that each way of losing a master is played once for all. What was
 * on the wire meanwhile is then given to tshark, and read with our own codec.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class KeepalivedMatrixIT {
    private static final Pattern ENTERING = Pattern.compile("\\(I(\\d+)\\) Entering (\\w+) STATE");

    /** What an instance says of itself and of others when nothing is wrong. Whoever rejects an advert says so. */
    private static final Pattern USUAL = Pattern.compile(String.join(
            "|",
            "[Ee]ntering (BACKUP|MASTER|FAULT) (STATE|state)",
            "Receive advertisement timeout",
            "received lower priority \\(\\d+\\) advert from \\S+ - discarding",
            "Received advert from \\S+ with lower priority",
            "Master received advert from \\S+ with higher priority",
            "(Backup|Master) received priority 0 (advertisement|message)",
            "Sending/queueing (gratuitous ARPs|Unsolicited Neighbour Adverts)",
            "sent 0 priority",
            "(setting|removing) VIPs",
            "stopped$",
            "interface eth0 is down",
            "tracked script check is down",
            "version 3 does not support authentication",
            "Cannot use AH authentication with IPv6"));

    /**
     * What keepalived says of a master that counts on from where it does itself: because a cable was pulled, or both sent at once while
     * one took over. Holdfast knows what it sent from what it heard, and has no reason to say it.
     */
    private static final Pattern COUNTED_APART =
            Pattern.compile("IPSEC-AH : sequence number \\d+ already processed. Packet dropped");

    /** One or two of each of the two instances that have such a header. */
    private static final int MOST_COUNTED_APART = 4;

    /** The higher of two directors, and the lower. */
    private enum Pair {
        OVER_KEEPALIVED(HOLDFAST, KEEPALIVED),
        UNDER_KEEPALIVED(KEEPALIVED, HOLDFAST),
        TOGETHER(HOLDFAST, HOLDFAST);

        private final Director.Kind higher;
        private final Director.Kind lower;

        Pair(Director.Kind higher, Director.Kind lower) {
            this.higher = higher;
            this.lower = lower;
        }

        List<Way> ways() {
            return this == TOGETHER
                    ? Way.ALL
                    : Way.ALL.stream().filter(Way::isForKeepalived).toList();
        }

        @Override
        public String toString() {
            return higher.text() + " over " + lower.text();
        }
    }

    @BeforeAll
    static void requirePrograms() {
        Programs.require();
        RealKernel.requireProgram("keepalived");
        RealKernel.requireProgram("tshark");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Pair.class)
    void everyWayTakesOver(Pair pair) {
        try (Stage stage = new Stage("matrix " + pair)) {
            Match match = new Match(stage, pair);
            match.play();
            match.examineLogs();
            match.examineAdverts();
            match.print();
        }
    }

    /** A pair of directors at play. */
    private static final class Match {
        private final Stage stage;
        private final Pair pair;
        private final List<Way> ways;
        private final Path failure;
        private final List<Director> played = new ArrayList<>();
        private final Map<String, Map<Way, Long>> took = new TreeMap<>();
        private Director master;
        private final Director backup;

        Match(Stage stage, Pair pair) {
            this.stage = stage;
            this.pair = pair;
            ways = pair.ways();
            failure = stage.directory().resolve("failure");
            remove(failure);
            stage.a().addIpv6(1);
            stage.b().addIpv6(2);
            master = startMaster();
            awaitRole(master, "MASTER");
            backup = stage.start(pair.lower, stage.b(), configuration(100, 2));
            played.add(backup);
            awaitRole(backup, "BACKUP");
        }

        void play() {
            master.crash();
            takenOver("crash");
            master = startMaster();
            awaitGivenBack();

            assertThat(master.stop()).isZero();
            takenOver("goodbye");
            assertHeld(stage.b());
            master = startMaster();
            awaitGivenBack();

            create(failure);
            takenOver("script");
            awaitRole(master, "FAULT");
            remove(failure);
            awaitGivenBack();

            stage.unplug(stage.a(), true);
            takenOver("cable");
            awaitRole(master, "FAULT");
            assertHeld(stage.b());
            stage.unplug(stage.a(), false);
            awaitGivenBack();

            assertThat(master.stop()).isZero();
            assertThat(backup.stop()).isZero();
        }

        private Director startMaster() {
            Director director = stage.start(pair.higher, stage.a(), configuration(200, 1));
            played.add(director);
            return director;
        }

        private void awaitGivenBack() {
            awaitRole(master, "MASTER");
            awaitRole(backup, "BACKUP");
            assertHeld(stage.a());
        }

        /** Waits until the backup is master in every way, and notes how long each took. */
        private void takenOver(String loss) {
            long start = System.nanoTime();
            Map<Way, Long> nanos = new HashMap<>();
            stage.await("every instance of " + backup + " is MASTER after " + loss, () -> {
                Map<Integer, String> roles = roles(backup);
                for (Way way : ways) {
                    if ("MASTER".equals(roles.get(way.vrid()))) {
                        nanos.putIfAbsent(way, System.nanoTime() - start);
                    }
                }
                return nanos.size() == ways.size();
            });
            took.put(loss, nanos);
        }

        private void awaitRole(Director director, String role) {
            stage.await("every instance of " + director + " is " + role, () -> {
                Map<Integer, String> roles = roles(director);
                return ways.stream().allMatch(way -> role.equals(roles.get(way.vrid())));
            });
        }

        private void assertHeld(Host holder) {
            Set<String> all = new HashSet<>();
            ways.forEach(way -> all.add(way.vip()));
            stage.await("the addresses are on " + holder + " only", () -> {
                Set<String> ofA = held(stage.a());
                Set<String> ofB = held(stage.b());
                ofA.retainAll(all);
                ofB.retainAll(all);
                return holder.equals(stage.a())
                        ? ofA.size() == all.size() && ofB.isEmpty()
                        : ofB.size() == all.size() && ofA.isEmpty();
            });
        }

        private String configuration(int priority, int us) {
            StringBuilder text = new StringBuilder();
            if (us == 1) {
                text.append("""
                        global_defs {
                            script_user root
                        }
                        vrrp_script check {
                            script "/usr/bin/test ! -e %s"
                            interval 1
                        }
                        """.formatted(failure));
            }
            for (Way way : ways) {
                text.append(way.instance(priority, us, us == 1 ? "track_script {\ncheck\n}" : ""));
            }
            return text.toString();
        }

        /** Neither of them may have rejected, or wondered at, anything of the other's. */
        void examineLogs() {
            for (Director director : played) {
                List<String> complaints = director.log()
                        .lines()
                        .filter(line -> line.matches(".*\\(I\\d+\\).*"))
                        .filter(line -> !USUAL.matcher(line).find())
                        .toList();
                List<String> ofAh =
                        complaints.stream().filter(COUNTED_APART.asPredicate()).toList();
                assertThat(complaints)
                        .as("complaints of %s", director)
                        .hasSizeLessThanOrEqualTo(director.kind() == KEEPALIVED ? MOST_COUNTED_APART : 0)
                        .isEqualTo(ofAh);
            }
        }

        /** What each sent is dissected without complaint, and is, but for the priority, what the other sent. */
        void examineAdverts() {
            Set<Integer> vrids = new HashSet<>();
            ways.forEach(way -> vrids.add(way.vrid()));
            List<Frame> adverts = stage.recorder().frames().stream()
                    .filter(frame -> vrids.contains(frame.vrid()))
                    .toList();
            Map<Way, Map<String, Set<String>>> contents = new HashMap<>();
            Map<Way, Map<String, Set<Advert>>> records = new HashMap<>();
            for (Dissection advert : Dissection.of(stage.directory().resolve("adverts.pcap"), adverts)) {
                Way way = Way.ALL.get(advert.frame().vrid() - 1);
                String mac = advert.frame().source();
                if (way.hasRfc()) {
                    assertThat(advert.complaints()).as("%s from %s", way, mac).isEmpty();
                    assertThat(advert.checksumRight())
                            .as("%s from %s", way, mac)
                            .isTrue();
                }
                contents.computeIfAbsent(way, any -> new HashMap<>())
                        .computeIfAbsent(mac, any -> new HashSet<>())
                        .add(advert.content());
                Decoded decoded = way.open(advert.frame(), mac.equals(stage.a().mac()) ? 1 : 2);
                if (!(decoded instanceof Decoded.Accepted accepted)) {
                    throw new AssertionError(way + " from " + mac + ": " + decoded);
                }
                Advert record = accepted.advert().advert();
                assertThat(record.priority()).isEqualTo(advert.priority());
                records.computeIfAbsent(way, any -> new HashMap<>())
                        .computeIfAbsent(mac, any -> new HashSet<>())
                        .add(withoutPriority(record));
            }
            for (Way way : ways) {
                // One content from each of two hosts, and the same.
                assertThat(contents.get(way)).as(way.text()).hasSize(2);
                assertThat(Set.copyOf(contents.get(way).values()))
                        .as(way.text())
                        .hasSize(1)
                        .allSatisfy(one -> assertThat(one).hasSize(1));
                assertThat(Set.copyOf(records.get(way).values()))
                        .as(way.text())
                        .hasSize(1)
                        .allSatisfy(one -> assertThat(one).hasSize(1));
            }
        }

        void print() {
            StringBuilder text = new StringBuilder("Seconds until the lower has taken over, " + pair + ":\n");
            text.append(String.format(Locale.ROOT, "%-26s", ""));
            took.keySet().forEach(loss -> text.append(String.format(Locale.ROOT, "%9s", loss)));
            for (Way way : ways) {
                text.append(String.format(Locale.ROOT, "%n%-26s", way.text()));
                took.values().forEach(nanos -> text.append(String.format(Locale.ROOT, "%9.2f", nanos.get(way) / 1e9)));
            }
            System.out.println(text);
        }
    }

    private static Advert withoutPriority(Advert advert) {
        return new Advert(
                advert.version(),
                advert.vrid(),
                0,
                advert.advertIntervalCentis(),
                advert.addresses(),
                advert.authentication());
    }

    private static Map<Integer, String> roles(Director director) {
        Map<Integer, String> roles = new HashMap<>();
        Matcher entering = ENTERING.matcher(director.log());
        while (entering.find()) {
            roles.put(Integer.parseInt(entering.group(1)), entering.group(2));
        }
        return roles;
    }

    private static Set<String> held(Host host) {
        Set<String> held = new HashSet<>();
        Matcher address = Pattern.compile(" inet6? ([^/ ]+)/").matcher(host.ip("-o", "address", "show", "dev", "eth0"));
        while (address.find()) {
            held.add(address.group(1));
        }
        return held;
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
