package dev.holdfast.controller.track;

import dev.holdfast.controller.config.vrrp.TrackProcess;
import dev.holdfast.controller.config.vrrp.TrackProcess.ParameterMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Processes to be tracked, as the configuration makes them. */
final class Processes {
    private Processes() {}

    /** By its name. */
    static TrackProcess named(String name) {
        return of(name, null, false, 1, null, 0, 0, name);
    }

    /** By its command line. */
    static TrackProcess command(@Nullable ParameterMatch match, String... words) {
        return of(String.join(" ", words), match, true, 1, null, 0, 0, words);
    }

    static TrackProcess of(
            String name,
            @Nullable ParameterMatch match,
            boolean full,
            int quorum,
            @Nullable Integer most,
            long forkDelay,
            long terminateDelay,
            String... words) {
        return new TrackProcess(name, List.of(words), match, full, 0, false, quorum, most, forkDelay, terminateDelay);
    }
}
