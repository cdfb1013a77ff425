package dev.holdfast.controller.track;

import static dev.holdfast.controller.config.vrrp.TrackProcess.ParameterMatch.EXACT;
import static dev.holdfast.controller.config.vrrp.TrackProcess.ParameterMatch.INITIAL;
import static dev.holdfast.controller.config.vrrp.TrackProcess.ParameterMatch.PARTIAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.vrrp.TrackProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What keepalived 2.2.7 counted and what not, with the same processes. */
class ProcessMatchTest {
    private static final List<String> SLEEP = List.of("sleep", "3456");
    private static final List<String> SPACED = List.of("/opt/x y/slp", "3457", "3458");

    @Test
    void byName() {
        assertThat(sleep(Processes.named("sleep"))).isTrue();
        assertThat(sleep(Processes.named("/bin/sleep"))).isFalse();
        assertThat(spaced(Processes.named("/opt/x y/slp"))).isFalse();
        assertThat(ProcessMatch.matches(Processes.named("averyverylongco"), "averyverylongco", List.of()))
                .isTrue();
        assertThat(ProcessMatch.matches(Processes.named("averyverylongcommname"), "averyverylongco", List.of()))
                .as("the kernel cuts names")
                .isFalse();
    }

    @Test
    void byTheWholeCommand() {
        assertThat(sleep(Processes.command(null, "sleep"))).isTrue();
        assertThat(sleep(Processes.command(null, "sleep", "3456"))).isTrue();
        assertThat(spaced(Processes.command(null, "/opt/x y/slp"))).isTrue();
        assertThat(spaced(Processes.command(null, "/opt/x y/slp", "3457"))).isFalse();
        assertThat(spaced(Processes.command(null, "/opt/x y/slp", "3457", "3458")))
                .isTrue();
        assertThat(spaced(Processes.command(null, "/opt/x y/slp", "3457 3458"))).isFalse();
        assertThat(ProcessMatch.matches(Processes.command(null, "kthreadd"), "kthreadd", List.of()))
                .isFalse();
    }

    @Test
    void byTheFirstParameters() {
        assertThat(sleep(Processes.command(PARTIAL, "sleep"))).isTrue();
        assertThat(sleep(Processes.command(PARTIAL, "sleep", "345"))).isFalse();
        assertThat(spaced(Processes.command(PARTIAL, "/opt/x y/slp"))).isTrue();
        assertThat(spaced(Processes.command(PARTIAL, "/opt/x y/slp", "3457"))).isTrue();
        assertThat(spaced(Processes.command(PARTIAL, "/opt/x y/slp", "3457", "3458", "3459")))
                .isFalse();
    }

    @Test
    void byTheBeginningOfParameters() {
        assertThat(sleep(Processes.command(INITIAL, "sleep", "345"))).isTrue();
        assertThat(spaced(Processes.command(INITIAL, "/opt/x y/slp", "345"))).isTrue();
        assertThat(spaced(Processes.command(INITIAL, "/opt/x y/slp", "3457", "345")))
                .isTrue();
        assertThat(spaced(Processes.command(INITIAL, "/opt/x y/slp", "3457", "3458", "3")))
                .isFalse();
    }

    @Test
    void byHavingNoParameters() {
        assertThat(sleep(Processes.command(EXACT, "sleep"))).isFalse();
        assertThat(ProcessMatch.matches(Processes.command(EXACT, "sleep"), "sleep", List.of("sleep")))
                .isTrue();
    }

    private static boolean sleep(TrackProcess tracked) {
        return ProcessMatch.matches(tracked, "sleep", SLEEP);
    }

    private static boolean spaced(TrackProcess tracked) {
        return ProcessMatch.matches(tracked, "sleep", SPACED);
    }
}
