package dev.holdfast.controller.status;

import dev.holdfast.controller.loop.Durations;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a running director stands.
 *
 * @param program the program's name and version
 * @param processId its process's number
 * @param runningNanos for how long it has been running, 0 or more
 * @param configuration the file it runs
 * @param routers what VRRP says; null when it did not answer
 * @param virtualServers in the configuration's order; null when nobody answered for them
 * @param troubles what is wrong with the process itself, a line each; none when it is well
 * @param notes what somebody should know of, though the process is well
 */
public record DirectorStatus(
        String program,
        long processId,
        long runningNanos,
        Path configuration,
        @Nullable RouterStatus routers,
        @Nullable List<VirtualServerStatus> virtualServers,
        List<String> troubles,
        List<String> notes) {
    /** Copies the lists. */
    public DirectorStatus {
        virtualServers = virtualServers == null ? null : List.copyOf(virtualServers);
        troubles = List.copyOf(troubles);
        notes = List.copyOf(notes);
    }

    /**
     * What VRRP says.
     *
     * @param instances in the configuration's order
     * @param groups the sync groups, in the configuration's order
     * @param lateness how late its timers fired, since the start
     */
    public record RouterStatus(List<InstanceStatus> instances, List<GroupStatus> groups, Durations lateness) {
        /** Copies the lists. */
        public RouterStatus {
            instances = List.copyOf(instances);
            groups = List.copyOf(groups);
        }
    }

    /** Whether nothing is wrong with the process itself, however its instances and servers stand. */
    public boolean isWell() {
        return troubles.isEmpty();
    }
}
