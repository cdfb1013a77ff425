package dev.holdfast.ipvs;

import java.util.Objects;

/**
 * A destination with its counters.
 *
 * @param destination the destination
 * @param activeConnections established connections, as an unsigned 32-bit number
 * @param inactiveConnections connections in other states
 * @param persistentConnections persistence templates
 * @param statistics its counters
 */
public record DestinationStatus(
        Destination destination,
        long activeConnections,
        long inactiveConnections,
        long persistentConnections,
        Statistics statistics) {
    public DestinationStatus {
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(statistics, "statistics");
    }
}
