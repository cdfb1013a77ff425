package dev.holdfast.ipvs;

import java.util.List;
import java.util.Objects;

/**
 * A service with its counters and those of its destinations, as the kernel had them at the moment of the dump.
 *
 * @param service the service
 * @param statistics its counters
 * @param destinations its destinations in the kernel's order
 */
public record ServiceStatus(Service service, Statistics statistics, List<DestinationStatus> destinations) {
    public ServiceStatus {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(statistics, "statistics");
        destinations = List.copyOf(destinations);
    }
}
