package dev.holdfast.controller.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a virtual server stands.
 *
 * @param name what log lines call it
 * @param quorumUp whether the working real servers reach the quorum
 * @param quorum the configured quorum
 * @param weight the weight of the working real servers
 * @param sorryServer its sorry server's name, or null
 * @param resting whether its checks rest because its address is not here ({@code ha_suspend})
 * @param realServers in the configuration's order
 */
public record VirtualServerStatus(
        String name,
        boolean quorumUp,
        long quorum,
        long weight,
        @Nullable String sorryServer,
        boolean resting,
        List<RealServerStatus> realServers) {
    /** Copies the list. */
    public VirtualServerStatus {
        realServers = List.copyOf(realServers);
    }

    /** Whether the sorry server is what clients get. */
    public boolean sorryServes() {
        return sorryServer != null && !quorumUp;
    }

    /**
     * How a real server stands.
     *
     * @param name what log lines call it
     * @param up whether all its checks pass
     * @param weight its weight with what checks add, 0 or more
     * @param failing the checks that do not pass, in the configuration's order
     */
    public record RealServerStatus(String name, boolean up, int weight, List<FailingCheck> failing) {
        /** Copies the list. */
        public RealServerStatus {
            failing = List.copyOf(failing);
        }
    }

    /**
     * A check that does not pass.
     *
     * @param keyword its keyword
     * @param why what was seen when it failed; null where that is not known, for one that has not been made yet
     */
    public record FailingCheck(String keyword, @Nullable String why) {
        /** On one line, for people. */
        @Override
        public String toString() {
            return why == null ? keyword : keyword + " (" + why + ")";
        }
    }
}
