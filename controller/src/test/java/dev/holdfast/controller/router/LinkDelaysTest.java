package dev.holdfast.controller.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.global.HostSettings.InterfaceDelay;
import dev.holdfast.vrrp.state.Deadline;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkDelaysTest {
    private static final long NOW = 1_000;
    private final LinkDelays delays = new LinkDelays();

    @BeforeEach
    void use() {
        delays.use(List.of(new InterfaceDelay("eth0", 10, 20)));
    }

    @Test
    void theFirstTimeAnInterfaceCountsAsWhatItIs() {
        assertThat(delays.counts("eth0", false, NOW)).isFalse();
        assertThat(delays.next()).isEqualTo(Deadline.NONE);
    }

    @Test
    void itCountsAsDownWhenItHasBeenDownForAWhile() {
        delays.counts("eth0", true, NOW);
        assertThat(delays.counts("eth0", false, NOW)).isTrue();
        assertThat(delays.next()).isEqualTo(Deadline.in(10, NOW));
        assertThat(delays.counts("eth0", false, NOW + 9)).isTrue();
        assertThat(delays.counts("eth0", false, NOW + 10)).isFalse();
        assertThat(delays.next()).isEqualTo(Deadline.NONE);
    }

    @Test
    void itCountsAsUpAfterTheOtherDelay() {
        delays.counts("eth0", false, NOW);
        assertThat(delays.counts("eth0", true, NOW)).isFalse();
        assertThat(delays.counts("eth0", true, NOW + 19)).isFalse();
        assertThat(delays.counts("eth0", true, NOW + 20)).isTrue();
    }

    @Test
    void oneThatComesBackInTimeWasNeverAway() {
        delays.counts("eth0", true, NOW);
        delays.counts("eth0", false, NOW);
        assertThat(delays.counts("eth0", true, NOW + 5)).isTrue();
        assertThat(delays.next()).isEqualTo(Deadline.NONE);
        assertThat(delays.counts("eth0", false, NOW + 12)).isTrue();
        assertThat(delays.next()).isEqualTo(Deadline.in(10, NOW + 12));
    }

    @Test
    void othersHaveNoDelay() {
        assertThat(delays.counts("eth1", true, NOW)).isTrue();
        assertThat(delays.counts("eth1", false, NOW)).isFalse();
        delays.counts("eth0", true, NOW);
        delays.use(List.of());
        assertThat(delays.counts("eth0", false, NOW)).isFalse();
    }
}
