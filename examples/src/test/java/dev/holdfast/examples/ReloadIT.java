package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** SIGHUP: only what differs is touched, and what cannot be run is refused. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class ReloadIT {

    private static final int HIGH = 200;
    private static final int LOW = 100;
    private static final String UNTOUCHED = "192.0.2.101";
    private static final String MOVED = "192.0.2.102";
    private static final String GROWN = "192.0.2.103";
    private static final String GREW = "192.0.2.113";
    private static final String DROPPED = "192.0.2.104";
    private static final String NEW = "192.0.2.105";
    private static final String REFUSED = "Reload refused, the running configuration stays in force: ";
    /** How late a machine with two busy cores may be. */
    private static final long LATE_NANOS = 2_000_000_000L;

    private static String instance(String name, int vrid, int priority, String... addresses) {
        return Protocol.V3.instance(name, vrid, priority, List.of(addresses));
    }

    @Test
    void onlyWhatDiffersIsTouched() {
        try (Stage stage = new Stage("reload")) {
            String untouched = instance("VI_UNTOUCHED", 61, HIGH, UNTOUCHED);
            Director director = stage.start(
                    HOLDFAST,
                    stage.a(),
                    untouched
                            + instance("VI_MOVED", 62, HIGH, MOVED)
                            + instance("VI_GROWN", 63, HIGH, GROWN)
                            + instance("VI_DROPPED", 64, HIGH, DROPPED));
            for (String address : List.of(UNTOUCHED, MOVED, GROWN, DROPPED)) {
                stage.awaitOnlyHolder(stage.a(), address);
            }
            Director other = stage.start(
                    HOLDFAST,
                    stage.b(),
                    instance("VI_UNTOUCHED", 61, LOW, UNTOUCHED) + instance("VI_MOVED", 62, LOW, MOVED));
            stage.awaitLogged(other, "\\(VI_MOVED\\) Entering BACKUP STATE");
            stage.awaitAdverts(stage.a(), System.nanoTime(), 10);
            long since = System.nanoTime();

            director.reload(untouched
                    + instance("VI_MOVED", 62, LOW / 2, MOVED)
                    + instance("VI_GROWN", 63, HIGH, GROWN, GREW)
                    + instance("VI_NEW", 65, HIGH, NEW));

            stage.awaitLogged(director, "Reload complete");
            stage.awaitOnlyHolder(stage.b(), MOVED);
            stage.awaitOnlyHolder(stage.a(), GREW);
            stage.awaitNoHolder(DROPPED);
            stage.awaitOnlyHolder(stage.a(), NEW);
            stage.await(
                    "a goodbye of VRID 64",
                    () -> !stage.recorder()
                            .adverts(advert -> advert.vrid() == 64 && advert.priority() == 0)
                            .isEmpty());
            stage.await(
                    "adverts of VRID 63 with both addresses",
                    () -> !stage.recorder()
                            .adverts(advert ->
                                    advert.vrid() == 63 && advert.addresses().equals(List.of(GROWN, GREW)))
                            .isEmpty());
            awaitAnnounced(stage, GREW, since);
            awaitAnnounced(stage, NEW, since);
            long settled = System.nanoTime();
            stage.await(
                    "more adverts of VRID 61",
                    () -> advertsOf(stage, 61, settled).size() >= 5);

            assertUndisturbed(stage, 61, UNTOUCHED, director);
            assertUndisturbed(stage, 63, GROWN, director);
            assertThat(stage.holders(UNTOUCHED)).containsExactly(stage.a());
            assertThat(other.logged("\\(VI_UNTOUCHED\\) Entering MASTER STATE")).isFalse();
        }
    }

    @Test
    void unchangedConfigurationChangesNothing() {
        try (Stage stage = new Stage("reload unchanged")) {
            String configuration = instance("VI_1", 61, HIGH, UNTOUCHED);
            Director director = stage.start(HOLDFAST, stage.a(), configuration);
            stage.awaitLogged(director, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), UNTOUCHED);
            for (int i = 1; i <= 5; i++) {
                director.reload(configuration);
                stage.awaitLogged(director, "(?:Reload complete(?s:.*)){" + i + "}");
            }
            stage.awaitAdverts(stage.a(), System.nanoTime(), 5);

            assertUndisturbed(stage, 61, UNTOUCHED, director);
            assertThat(director.log()).containsOnlyOnce("Entering MASTER STATE");
            assertThat(director.log()).containsOnlyOnce("Entering BACKUP STATE");
            assertThat(director.stop()).isZero();
        }
    }

    @Test
    void addressThatMovesToALaterInstanceStaysWhereItIs() {
        try (Stage stage = new Stage("reload address moved")) {
            Director director = stage.start(
                    HOLDFAST,
                    stage.a(),
                    instance("VI_1", 61, HIGH, UNTOUCHED, MOVED) + instance("VI_2", 62, HIGH, GROWN));
            stage.awaitOnlyHolder(stage.a(), MOVED);
            stage.awaitOnlyHolder(stage.a(), GROWN);
            stage.awaitAdverts(stage.a(), System.nanoTime(), 3);
            int changes = stage.recorder().changes().size();

            director.reload(instance("VI_1", 61, HIGH, UNTOUCHED) + instance("VI_2", 62, HIGH, GROWN, MOVED));

            stage.awaitLogged(director, "Reload complete");
            stage.await(
                    "adverts of VRID 62 with the address",
                    () -> stage.recorder()
                                    .adverts(advert -> advert.vrid() == 62
                                            && advert.addresses().equals(List.of(GROWN, MOVED)))
                                    .size()
                            >= 3);
            assertThat(stage.recorder()
                            .changes()
                            .subList(changes, stage.recorder().changes().size()))
                    .isEmpty();
            assertThat(stage.holders(MOVED)).containsExactly(stage.a());
            assertThat(director.stop()).isZero();
            stage.awaitNoHolder(MOVED);
        }
    }

    @Test
    void instanceThatOnlyGetsAnotherNameIsNotDisturbed() {
        try (Stage stage = new Stage("reload renamed")) {
            Director director = stage.start(HOLDFAST, stage.a(), instance("VI_1", 61, HIGH, UNTOUCHED));
            stage.awaitLogged(director, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), UNTOUCHED);

            director.reload(instance("VI_RENAMED", 61, HIGH, UNTOUCHED));

            stage.awaitLogged(director, "Reload complete");
            stage.awaitAdverts(stage.a(), System.nanoTime(), 5);
            assertUndisturbed(stage, 61, UNTOUCHED, director);
            assertThat(director.logged("\\(VI_RENAMED\\) Entering")).isFalse();
            assertThat(director.stop()).isZero();
            assertThat(director.log()).contains("(VI_RENAMED) sent 0 priority");
            stage.awaitNoHolder(UNTOUCHED);
        }
    }

    @Test
    void aPairThatChangesItsVersionKeepsItsMaster() {
        try (Stage stage = new Stage("reload version")) {
            Director a = stage.start(HOLDFAST, stage.a(), Protocol.V2.instance("VI_1", 61, HIGH, List.of(UNTOUCHED)));
            Director b = stage.start(HOLDFAST, stage.b(), Protocol.V2.instance("VI_1", 61, LOW, List.of(UNTOUCHED)));
            stage.awaitOnlyHolder(stage.a(), UNTOUCHED);
            stage.awaitLogged(b, "\\(VI_1\\) Entering BACKUP STATE");
            long since = System.nanoTime();

            a.reload(instance("VI_1", 61, HIGH, UNTOUCHED));
            b.reload(instance("VI_1", 61, LOW, UNTOUCHED));

            stage.awaitLogged(a, "Reload complete");
            stage.awaitLogged(b, "Reload complete");
            stage.await(
                    "adverts of version 3",
                    () -> advertsOf(stage, 61, since).stream()
                                    .filter(advert -> advert.version() == 3)
                                    .count()
                            >= 10);
            assertThat(advertsOf(stage, 61, since))
                    .allMatch(advert -> advert.source().equals(stage.a().address()) && advert.priority() == HIGH);
            assertThat(stage.recorder().changes())
                    .filteredOn(change -> change.nanos() - since >= 0)
                    .noneMatch(change -> change.address().startsWith(UNTOUCHED + "/"));
            assertThat(a.stop()).isZero();
            stage.awaitOnlyHolder(stage.b(), UNTOUCHED);
        }
    }

    @Test
    void errorThatWouldStopWhatRunsIsRefused() {
        try (Stage stage = new Stage("reload of errors")) {
            String servers = """
                    virtual_server 192.0.2.101 80 {
                        lb_algo rr
                        lb_kind DR
                        protocol TCP
                        real_server 192.0.2.11 80 {
                        }
                        real_server 192.0.2.12 80 {
                        }
                    }
                    """;
            String configuration = instance("VI_1", 61, HIGH, UNTOUCHED) + servers;
            Director director = stage.start(HOLDFAST, stage.a(), configuration);
            stage.awaitLogged(director, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), UNTOUCHED);

            director.reload(configuration.replace("virtual_router_id 61", "virtual_router_id 6100"));
            stage.awaitLogged(director, REFUSED + ".*virtual_router_id 6100");
            director.reload(configuration.replace("192.0.2.12 80", "192.0.2.12 800000"));
            stage.awaitLogged(director, REFUSED + ".*800000");
            director.reload(servers + "include /no/instances.conf\n");
            stage.awaitLogged(director, REFUSED + ".*/no/instances.conf");
            director.reload(configuration + instance("VI_2", 6200, HIGH, NEW));
            stage.awaitLogged(director, REFUSED + ".*virtual_router_id 6200");
            assertThat(director.logged("Reload complete")).isFalse();
            stage.awaitAdverts(stage.a(), System.nanoTime(), 5);
            assertUndisturbed(stage, 61, UNTOUCHED, director);
            assertThat(director.stop()).isZero();
        }
    }

    @Test
    void whatHasNoEndIsRefusedAndTheNextReloadWorks() throws Exception {
        try (Stage stage = new Stage("reload without end")) {
            String configuration = instance("VI_1", 61, HIGH, UNTOUCHED);
            Director director = stage.start(HOLDFAST, stage.a(), configuration);
            stage.awaitLogged(director, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), UNTOUCHED);

            Path pipe = stage.emptyDirectory("next").resolve("pipe");
            stage.a().namespace().run("mkfifo", pipe.toString());
            director.reload(pipe);
            stage.awaitLogged(director, REFUSED + ".* it is a pipe, socket or device");
            director.reload(
                    Files.createSymbolicLink(stage.emptyDirectory("next").resolve("endless"), Path.of("/dev/zero")));
            stage.awaitLogged(director, "(?:" + REFUSED + ".* it is a pipe, socket or device(?s:.*)){2}");
            Path large = stage.emptyDirectory("next").resolve("large");
            Files.writeString(large, configuration + "# a comment\n".repeat(2_000_000));
            director.reload(large);
            stage.awaitLogged(director, REFUSED + ".* more than \\d+ bytes in all");
            assertThat(director.log().lines().filter(line -> line.contains("ERROR")))
                    .hasSize(3);

            director.reload(configuration + "include /dev/zero\n");
            stage.awaitLogged(director, REFUSED + ".*include of /dev/zero: it is a pipe, socket or device");
            director.reload(configuration + instance("VI_2", 62, HIGH, NEW));
            stage.awaitLogged(director, "Reload complete");
            stage.awaitOnlyHolder(stage.a(), NEW);
            stage.awaitAdverts(stage.a(), System.nanoTime(), 5);
            assertUndisturbed(stage, 61, UNTOUCHED, director);
            assertThat(director.stop()).isZero();
        }
    }

    @Test
    void whatCannotBeRunIsRefused() {
        try (Stage stage = new Stage("reload refused")) {
            String configuration = instance("VI_1", 61, HIGH, UNTOUCHED);
            Director director = stage.start(HOLDFAST, stage.a(), configuration);
            stage.awaitLogged(director, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), UNTOUCHED);

            director.reload(configuration.replace("eth0", "eth7"));
            stage.awaitLogged(director, REFUSED + ".*eth7");
            // Half of a file that is still being written.
            String half = configuration.replaceFirst("(?s)}\\s*}\\s*$", "");
            assertThat(half).isNotEqualTo(configuration);
            director.reload(half);
            stage.awaitLogged(director, REFUSED + ".*ends within the block");
            director.reload("");
            stage.awaitLogged(director, "(?:" + REFUSED + "(?s:.*)){3}");
            director.reload(configuration + "\0\1\2");
            stage.awaitLogged(director, "(?:" + REFUSED + "(?s:.*)){4}");

            stage.awaitAdverts(stage.a(), System.nanoTime(), 5);
            assertUndisturbed(stage, 61, UNTOUCHED, director);
            assertThat(director.logged("Reload complete")).isFalse();
            director.reload(configuration);
            stage.awaitLogged(director, "Reload complete");
            assertUndisturbed(stage, 61, UNTOUCHED, director);
            assertThat(director.stop()).isZero();
        }
    }

    /** Adverts never paused, and the address never left. */
    private static void assertUndisturbed(Stage stage, int vrid, String address, Director director) {
        List<SeenAdvert> adverts = stage.recorder()
                .adverts(advert -> advert.vrid() == vrid
                        && advert.source().equals(director.host().address()));
        assertThat(adverts).hasSizeGreaterThanOrEqualTo(5);
        for (int i = 1; i < adverts.size(); i++) {
            assertThat(adverts.get(i).nanos() - adverts.get(i - 1).nanos())
                    .as("nanoseconds between two adverts of VRID %d", vrid)
                    .isLessThan(2 * Protocol.V3.intervalNanos() + LATE_NANOS);
            assertThat(adverts.get(i).priority()).isEqualTo(HIGH);
        }
        assertThat(stage.recorder().changes())
                .noneMatch(change -> !change.added()
                        && change.host().equals(director.host())
                        && change.address().startsWith(address + "/"));
    }

    private static List<SeenAdvert> advertsOf(Stage stage, int vrid, long sinceNanos) {
        return stage.recorder().adverts(advert -> advert.vrid() == vrid && advert.nanos() - sinceNanos >= 0);
    }

    private static void awaitAnnounced(Stage stage, String address, long since) {
        String mac = stage.a().mac();
        stage.await(
                "gratuitous ARP for " + address,
                () -> stage.recorder().gratuitousArps(mac, address, since).size() >= 5);
    }
}
