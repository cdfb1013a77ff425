package dev.holdfast.ipvs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable table of services and their destinations, wanted or dumped. Iteration keeps the order of building;
 * equality does not look at order.
 *
 * @param entries each service under its key
 */
public record IpvsTable(Map<ServiceKey, Entry> entries) {

    private static final IpvsTable EMPTY = new IpvsTable(Map.of());

    public IpvsTable {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        entries.forEach((key, entry) -> {
            if (!key.equals(entry.service().key())) {
                throw new IllegalArgumentException(
                        "service " + entry.service().key() + " under the key " + key + " (expected its own key)");
            }
        });
    }

    /**
     * One service with its destinations.
     *
     * @param service the service
     * @param destinations each destination under its key
     */
    public record Entry(Service service, Map<DestinationKey, Destination> destinations) {
        public Entry {
            Objects.requireNonNull(service, "service");
            destinations = Collections.unmodifiableMap(new LinkedHashMap<>(destinations));
            destinations.forEach((key, destination) -> {
                if (!key.equals(destination.key())) {
                    throw new IllegalArgumentException(
                            "real server " + destination.key() + " under the key " + key + " (expected its own key)");
                }
            });
        }
    }

    /** The table without services. */
    public static IpvsTable empty() {
        return EMPTY;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The service with that key, or null. */
    public @Nullable Service service(ServiceKey key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.service();
    }

    /** The destinations of the service with that key in the table's order; empty when there is no such service. */
    public List<Destination> destinations(ServiceKey key) {
        Entry entry = entries.get(key);
        return entry == null ? List.of() : List.copyOf(entry.destinations().values());
    }

    /** The destination of that service, or null. */
    public @Nullable Destination destination(ServiceKey service, DestinationKey destination) {
        Entry entry = entries.get(service);
        return entry == null ? null : entry.destinations().get(destination);
    }

    /** All services in the table's order. */
    public List<Service> services() {
        List<Service> services = new ArrayList<>(entries.size());
        entries.values().forEach(entry -> services.add(entry.service()));
        return Collections.unmodifiableList(services);
    }

    /** Only the services whose key {@code owned} accepts; others' services are none of the caller's business. */
    public IpvsTable restrictedTo(Predicate<? super ServiceKey> owned) {
        Map<ServiceKey, Entry> kept = new LinkedHashMap<>(entries);
        kept.keySet().removeIf(key -> !owned.test(key));
        return new IpvsTable(kept);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Collects a table; a service or destination given twice is refused. */
    public static final class Builder {
        private final Map<ServiceKey, Entry> entries = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a service with its destinations. */
        public Builder add(Service service, Destination... destinations) {
            return add(service, List.of(destinations));
        }

        /** Adds a service with its destinations. */
        public Builder add(Service service, Collection<Destination> destinations) {
            Map<DestinationKey, Destination> byKey = new LinkedHashMap<>();
            for (Destination destination : destinations) {
                if (byKey.put(destination.key(), destination) != null) {
                    throw new IllegalArgumentException(
                            "real server " + destination.key() + " twice in " + service.key() + " (expected once)");
                }
            }
            if (entries.put(service.key(), new Entry(service, byKey)) != null) {
                throw new IllegalArgumentException("service " + service.key() + " twice (expected once)");
            }
            return this;
        }

        public IpvsTable build() {
            return new IpvsTable(entries);
        }
    }
}
