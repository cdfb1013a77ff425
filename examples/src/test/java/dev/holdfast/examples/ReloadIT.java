package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

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
    void whatCannotBeRunIsRefused() {
        try (Stage stage = new Stage("reload refused")) {
            String configuration = instance("VI_1", 61, HIGH, UNTOUCHED);
            Director director = stage.start(HOLDFAST, stage.a(), configuration);
            stage.awaitLogged(director, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), UNTOUCHED);

            String refused = "Reload refused, the running configuration stays in force: ";
            director.reload(configuration.replace("eth0", "eth7"));
            stage.awaitLogged(director, refused + "no interface eth7 on this machine");
            // Half of a file that is still being written.
            String half = configuration.replaceFirst("(?s)}\\s*}\\s*$", "");
            assertThat(half).isNotEqualTo(configuration);
            director.reload(half);
            stage.awaitLogged(director, refused + ".* ends inside a block");
            director.reload("");
            stage.awaitLogged(director, "(?:" + refused + "(?s:.*)){3}");
            director.reload(configuration + "\0\1\2");
            stage.awaitLogged(director, "(?:" + refused + "(?s:.*)){4}");

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
