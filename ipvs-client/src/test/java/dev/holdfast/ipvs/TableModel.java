package dev.holdfast.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.IpvsCommand.AddDestination;
import dev.holdfast.ipvs.IpvsCommand.AddService;
import dev.holdfast.ipvs.IpvsCommand.ChangeDestination;
import dev.holdfast.ipvs.IpvsCommand.ChangeService;
import dev.holdfast.ipvs.IpvsCommand.Flush;
import dev.holdfast.ipvs.IpvsCommand.RemoveDestination;
import dev.holdfast.ipvs.IpvsCommand.RemoveService;
import dev.holdfast.ipvs.IpvsCommand.SetTimeouts;
import dev.holdfast.ipvs.IpvsCommand.StartSyncDaemon;
import dev.holdfast.ipvs.IpvsCommand.StopSyncDaemon;
import dev.holdfast.ipvs.IpvsCommand.Zero;
import java.util.LinkedHashMap;
import java.util.Map;

/** The kernel's table as a model that refuses what the kernel refuses: an addition of what exists, a change of what does not. */
public final class TableModel implements IpvsCommand.Cases<Boolean> {
    private final Map<ServiceKey, Service> services = new LinkedHashMap<>();
    private final Map<ServiceKey, Map<DestinationKey, Destination>> destinations = new LinkedHashMap<>();

    public TableModel(IpvsTable table) {
        table.entries().forEach((key, entry) -> {
            services.put(key, entry.service());
            destinations.put(key, new LinkedHashMap<>(entry.destinations()));
        });
    }

    public void apply(IpvsCommand command) {
        assertThat(command.match(this)).as("%s accepted", command).isTrue();
    }

    public IpvsTable table() {
        IpvsTable.Builder table = IpvsTable.builder();
        services.forEach(
                (key, service) -> table.add(service, destinationsOf(key).values()));
        return table.build();
    }

    private Map<DestinationKey, Destination> destinationsOf(ServiceKey key) {
        return destinations.getOrDefault(key, Map.of());
    }

    @Override
    public Boolean addService(AddService command) {
        destinations.put(command.service().key(), new LinkedHashMap<>());
        return services.putIfAbsent(command.service().key(), command.service()) == null;
    }

    @Override
    public Boolean changeService(ChangeService command) {
        return services.replace(command.service().key(), command.service()) != null;
    }

    @Override
    public Boolean removeService(RemoveService command) {
        destinations.remove(command.service());
        return services.remove(command.service()) != null;
    }

    @Override
    public Boolean addDestination(AddDestination command) {
        Destination added = command.destination();
        return services.containsKey(command.service())
                && destinationsOf(command.service()).putIfAbsent(added.key(), added) == null;
    }

    @Override
    public Boolean changeDestination(ChangeDestination command) {
        Destination changed = command.destination();
        return destinationsOf(command.service()).replace(changed.key(), changed) != null;
    }

    @Override
    public Boolean removeDestination(RemoveDestination command) {
        return destinationsOf(command.service()).remove(command.destination()) != null;
    }

    @Override
    public Boolean flush(Flush command) {
        services.clear();
        destinations.clear();
        return true;
    }

    @Override
    public Boolean zero(Zero command) {
        return true;
    }

    @Override
    public Boolean setTimeouts(SetTimeouts command) {
        return true;
    }

    @Override
    public Boolean startSyncDaemon(StartSyncDaemon command) {
        return true;
    }

    @Override
    public Boolean stopSyncDaemon(StopSyncDaemon command) {
        return true;
    }
}
