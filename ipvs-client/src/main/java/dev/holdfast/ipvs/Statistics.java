package dev.holdfast.ipvs;

/**
 * The counters of a service or destination, 64 bits each ({@code IPVS_STATS_ATTR_*} in ip_vs.h). Totals count since
 * creation or the last zero; rates are the kernel's estimates over the last seconds.
 *
 * @param connections connections scheduled
 * @param inPackets packets from clients
 * @param outPackets packets to clients (0 for direct routing and tunnels: they do not pass here)
 * @param inBytes bytes from clients
 * @param outBytes bytes to clients
 * @param connectionsPerSecond rate of new connections
 * @param inPacketsPerSecond rate of packets from clients
 * @param outPacketsPerSecond rate of packets to clients
 * @param inBytesPerSecond rate of bytes from clients
 * @param outBytesPerSecond rate of bytes to clients
 */
public record Statistics(
        long connections,
        long inPackets,
        long outPackets,
        long inBytes,
        long outBytes,
        long connectionsPerSecond,
        long inPacketsPerSecond,
        long outPacketsPerSecond,
        long inBytesPerSecond,
        long outBytesPerSecond) {

    /** All zero. */
    public static final Statistics NONE = new Statistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
