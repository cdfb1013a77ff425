package dev.holdfast.controller.config.global;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keywords outside all blocks, and the blocks about interfaces.
 *
 * @param networkNamespace {@code net_namespace}: where everything runs, or null for where it is started
 * @param ipvsNetworkNamespace {@code net_namespace_ipvs}: where IPVS is, the empty string for the default one, or null for
 *     where everything runs
 * @param namespaceWithIpsets {@code namespace_with_ipsets}
 * @param instance {@code instance}: the name of this copy among several, or null
 * @param pidDirectory {@code use_pid_dir}: PID files are in a directory of their own
 * @param linkbeatPolling {@code linkbeat_use_polling}: the state of every interface is asked for, not listened to
 * @param childWaitSeconds {@code child_wait_time}: how long the end may take, 0..4294967295
 * @param linkbeatInterfaces {@code linkbeat_interfaces}: interfaces whose state is asked for
 * @param interfaceDelays {@code interface_up_down_delays}: how long an interface must have changed to count as changed
 */
public record HostSettings(
        @Nullable String networkNamespace,
        @Nullable String ipvsNetworkNamespace,
        boolean namespaceWithIpsets,
        @Nullable String instance,
        boolean pidDirectory,
        boolean linkbeatPolling,
        long childWaitSeconds,
        List<LinkbeatInterface> linkbeatInterfaces,
        List<InterfaceDelay> interfaceDelays) {
    /** {@code child_wait_time} unless given, in seconds. */
    public static final long DEFAULT_CHILD_WAIT_SECONDS = 5;

    /** Checks the range and copies the lists. */
    public HostSettings {
        Checked.range("child_wait_time (seconds)", childWaitSeconds, 0, 0xffff_ffffL);
        linkbeatInterfaces = List.copyOf(linkbeatInterfaces);
        interfaceDelays = List.copyOf(interfaceDelays);
    }

    /**
     * A line of linkbeat_interfaces.
     *
     * @param name the interface
     * @param by how its state is asked for; null for the first of them that it supports
     */
    public record LinkbeatInterface(String name, @Nullable Linkbeat by) {}

    /** Ways to ask an interface for its state. */
    public enum Linkbeat {
        /** Registers of the transceiver. */
        MII,
        /** The ethtool request. */
        ETHTOOL,
        /** The interface's flags. */
        IOCTL
    }

    /**
     * A line of interface_up_down_delays.
     *
     * @param name the interface
     * @param downNanos how long it must be down, 0..255 s in nanoseconds
     * @param upNanos how long it must be up, likewise
     */
    public record InterfaceDelay(String name, long downNanos, long upNanos) {
        /** The longest delay in nanoseconds: 255 s. */
        public static final long MOST_NANOS = 255_000_000_000L;

        /** Checks the ranges. */
        public InterfaceDelay {
            Checked.range("delay of " + name + " (ns)", downNanos, 0, MOST_NANOS);
            Checked.range("delay of " + name + " (ns)", upNanos, 0, MOST_NANOS);
        }
    }
}
