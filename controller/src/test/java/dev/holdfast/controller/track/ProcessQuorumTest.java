package dev.holdfast.controller.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vrrp.track.TrackStatus.Condition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProcessQuorumTest {
    @Test
    void enoughAndNotTooMany() {
        assertThat(first(2, 3, 1)).isEqualTo(Condition.DOWN);
        assertThat(first(2, 3, 2)).isEqualTo(Condition.UP);
        assertThat(first(2, 3, 3)).isEqualTo(Condition.UP);
        assertThat(first(2, 3, 4)).isEqualTo(Condition.DOWN);
        assertThat(first(2, null, 4)).isEqualTo(Condition.UP);
        assertThat(first(0, 0, 0)).isEqualTo(Condition.UP);
        assertThat(first(0, 0, 1)).isEqualTo(Condition.DOWN);
    }

    @Test
    void aChangeCountsWhenItHasLasted() {
        ProcessQuorum up = delayed().counted(1, 0);
        ProcessQuorum losing = up.counted(0, 100);
        assertThat(losing.condition()).isEqualTo(Condition.UP);
        assertThat(losing.dueNanos()).isEqualTo(100 + 50);
        assertThat(losing.counted(0, 120).dueNanos()).as("counted again").isEqualTo(100 + 50);
        assertThat(losing.at(149).condition()).isEqualTo(Condition.UP);

        ProcessQuorum lost = losing.at(150);
        assertThat(lost.condition()).isEqualTo(Condition.DOWN);
        assertThat(lost.dueNanos()).isNull();

        ProcessQuorum gaining = lost.counted(1, 200);
        assertThat(gaining.dueNanos()).isEqualTo(200 + 20);
        assertThat(gaining.at(220).condition()).isEqualTo(Condition.UP);
    }

    @Test
    void oneThatChangesBackIsForgotten() {
        ProcessQuorum restarted = delayed().counted(1, 0).counted(0, 100).counted(1, 120);

        assertThat(restarted.condition()).isEqualTo(Condition.UP);
        assertThat(restarted.dueNanos()).isNull();
        assertThat(restarted.at(1000).condition()).isEqualTo(Condition.UP);
    }

    @Test
    void withoutADelayItCountsAtOnce() {
        ProcessQuorum quorum = ProcessQuorum.unknown(Processes.named("x")).counted(1, 0);
        assertThat(quorum.counted(0, 1).condition()).isEqualTo(Condition.DOWN);
    }

    private static ProcessQuorum delayed() {
        return ProcessQuorum.unknown(Processes.of("x", null, false, 1, null, 20, 50, "x"));
    }

    private static Condition first(int quorum, @Nullable Integer most, int count) {
        return ProcessQuorum.unknown(Processes.of("x", null, false, quorum, most, 9, 9, "x"))
                .counted(count, 0)
                .condition();
    }
}
