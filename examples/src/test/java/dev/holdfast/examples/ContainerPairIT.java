package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;

/** Two directors in containers on one network, and a third container that watches the wire. */
@Timeout(600)
@ExtendWith(ContainerEngine.class)
@Execution(ExecutionMode.CONCURRENT)
class ContainerPairIT {

    private static final int HIGH = 200;
    private static final int LOW = 100;
    /** How late a machine with two busy cores may be. */
    private static final double LATE_SECONDS = 3;
    /** Whose intervals are so long that one that is waited for too often is later than that. */
    private static final Protocol TURNS = Protocol.V2;

    private static String instance(int priority, String vip) {
        return Protocol.V3.instance("VI_1", 51, priority, List.of(vip));
    }

    @Test
    void higherPriorityHoldsTheAddressAndTheOtherTakesOver(ContainerEngine.Images images) {
        try (ContainerSegment segment = new ContainerSegment(images)) {
            assertTurns(segment, segment::holdfast, segment::holdfast);
        }
    }

    /** Ours and keepalived's, each as the one with the higher priority. */
    @ParameterizedTest(name = "Holdfast has the higher priority: {0}")
    @ValueSource(booleans = {true, false})
    void takesTurnsWithKeepalived(boolean oursIsHigher, ContainerEngine.Images images) {
        try (ContainerSegment segment = new ContainerSegment(images)) {
            Function<String, GenericContainer<?>> ours = segment::holdfast;
            Function<String, GenericContainer<?>> theirs = segment::keepalived;
            assertTurns(segment, oursIsHigher ? ours : theirs, oursIsHigher ? theirs : ours);
        }
    }

    /** The higher one holds the address, is killed, the lower one takes over in time, and gives it back. */
    private static void assertTurns(
            ContainerSegment segment,
            Function<String, GenericContainer<?>> startHigher,
            Function<String, GenericContainer<?>> startLower) {
        String vip = segment.vip(200);
        GenericContainer<?> higher = startHigher.apply(TURNS.instance("VI_1", 51, HIGH, List.of(vip)));
        GenericContainer<?> lower = startLower.apply(TURNS.instance("VI_1", 51, LOW, List.of(vip)));
        segment.awaitLogged(lower, "\\(VI_1\\) Entering BACKUP STATE");
        segment.awaitHolder(higher, vip, segment.now());

        String first = segment.address(higher);
        String second = segment.address(lower);
        double killed = segment.now();
        segment.kill(higher);
        segment.awaitHolder(lower, vip, killed);
        double last = segment.adverts(0).stream()
                .filter(advert -> advert.source().equals(first))
                .mapToDouble(ContainerSegment.Advert::seconds)
                .max()
                .orElseThrow();
        double taken = segment.adverts(last).stream()
                .filter(advert -> advert.source().equals(second))
                .mapToDouble(ContainerSegment.Advert::seconds)
                .min()
                .orElseThrow();
        double due = (3 * TURNS.intervalNanos() + TURNS.skewNanos(LOW)) / 1e9;
        assertThat(taken - last).as("seconds without a master").isBetween(due - 0.1, due + LATE_SECONDS);

        double again = segment.now();
        segment.startAgain(higher);
        segment.awaitHolder(higher, vip, again);
        assertThat(segment.adverts(again)).noneMatch(advert -> advert.priority() != HIGH && advert.priority() != LOW);
    }

    @Test
    void mountedConfigurationIsReloadedByASignal(ContainerEngine.Images images) throws IOException {
        try (ContainerSegment segment = new ContainerSegment(images)) {
            String vip = segment.vip(200);
            String more = segment.vip(201);
            Path directory =
                    Files.createDirectories(Programs.module().resolve("target/whole-program/container-reload"));
            write(directory, instance(HIGH, vip));
            GenericContainer<?> director = segment.holdfast(directory);
            segment.awaitHolder(director, vip, 0);
            double since = segment.now();

            write(directory, instance(HIGH, vip) + Protocol.V3.instance("VI_2", 52, 900, List.of(more)));
            segment.signal(director, "HUP");
            segment.awaitLogged(director, "Reload refused, the running configuration stays in force: .*900");

            write(directory, Protocol.V3.instance("VI_1", 51, HIGH, List.of(vip, more)));
            segment.signal(director, "HUP");
            segment.awaitLogged(director, "Reload complete");
            segment.awaitHolder(director, more, segment.now());
            segment.awaitHolder(director, vip, segment.now());

            List<ContainerSegment.Advert> adverts = segment.adverts(since);
            for (int i = 1; i < adverts.size(); i++) {
                assertThat(adverts.get(i).seconds() - adverts.get(i - 1).seconds())
                        .as("seconds between two adverts")
                        .isLessThan(2 * Protocol.V3.intervalNanos() / 1e9 + LATE_SECONDS);
            }
            assertThat(director.getLogs()).containsOnlyOnce("Entering MASTER STATE");
        }
    }

    /** Into place at once: it must not read half of it. */
    private static void write(Path directory, String configuration) throws IOException {
        Files.move(
                Files.writeString(directory.resolve("next.conf"), configuration),
                directory.resolve("keepalived.conf"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
