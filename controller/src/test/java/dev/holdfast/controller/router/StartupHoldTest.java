package dev.holdfast.controller.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.GlobalDefs;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.controller.loop.TimerQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long instances wait on a machine that has been up for 100.25 seconds. */
class StartupHoldTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 7 * SECOND;

    private final RecordedEvents events = new RecordedEvents();
    private final EventBus bus = events.bus();
    private final TimerQueue timers = new TimerQueue();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        bus.close();
    }

    private StartupHold hold(String uptime) throws IOException {
        Path file = Files.writeString(directory.resolve("uptime"), uptime);
        return new StartupHold(timers.timer(() -> {}), bus, file, () -> NOW);
    }

    private static GlobalDefs globals(String lines) {
        return Objects.requireNonNull(
                        Sources.read("global_defs {\n" + lines + "\n}\n").configuration())
                .globals();
    }

    @ParameterizedTest
    @CsvSource({
        "vrrp_delay_after_boot 130, 29.75",
        "vrrp_startup_delay 5, 5",
        "'vrrp_startup_delay 5\nvrrp_delay_after_boot 102', 5",
        "'vrrp_startup_delay 1\nvrrp_delay_after_boot 102', 1.75"
    })
    void theLongerWaitCounts(String lines, double seconds) throws Exception {
        StartupHold hold = hold("100.25 180.00\n");

        hold.use(globals(lines));

        assertThat(hold.isHolding()).isTrue();
        assertThat(timers.nextDeadlineNanos() - NOW).isEqualTo((long) (seconds * SECOND));
        events.awaitLine("Delaying startup for ");
    }

    @ParameterizedTest
    @CsvSource({"router_id x", "vrrp_delay_after_boot 100"})
    void nobodyWaitsForWhatIsPast(String lines) throws IOException {
        StartupHold hold = hold("100.25 180.00\n");

        hold.use(globals(lines));

        assertThat(hold.isHolding()).isFalse();
    }

    @Test
    void onlyTheFirstConfigurationCounts() throws IOException {
        StartupHold hold = hold("1.00 1.00\n");
        hold.use(globals("router_id x"));

        hold.use(globals("vrrp_delay_after_boot 130"));

        assertThat(hold.isHolding()).isFalse();
    }

    @Test
    void whatCannotBeReadHoldsNobodyBackAndIsSaid() throws Exception {
        StartupHold hold = hold("long\n");

        hold.use(globals("vrrp_delay_after_boot 130"));

        assertThat(hold.isHolding()).isFalse();
        events.awaitLine("vrrp_delay_after_boot: " + directory.resolve("uptime") + " cannot be read");
    }
}
