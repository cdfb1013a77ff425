package dev.holdfast.ipvs;

import dev.holdfast.ipvs.IpvsCommand.AddDestination;
import dev.holdfast.ipvs.IpvsCommand.AddService;
import dev.holdfast.ipvs.IpvsCommand.ChangeDestination;
import dev.holdfast.ipvs.IpvsCommand.ChangeService;
import dev.holdfast.ipvs.IpvsCommand.RemoveDestination;
import dev.holdfast.ipvs.IpvsCommand.RemoveService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The commands that make one table of another, as few as possible: what is equal is left alone, and what differs is
 * changed in place, so that established connections live on. Pure.
 */
public final class IpvsDiff {
    private IpvsDiff() {}

    /**
     * The commands that turn {@code actual} into {@code desired}, in the order they must be applied: services of the desired
     * table in its order, each with (1) the service itself added or changed, (2) new destinations, (3) changed ones, (4)
     * those no longer wanted, so that a service whose servers are all exchanged is at no moment without one; then the
     * services no longer wanted, whose destinations the kernel removes with them.
     *
     * @param desired the table wanted
     * @param actual the table there is, restricted to what the caller owns: its services that are not desired get removed
     */
    public static List<IpvsCommand> commands(IpvsTable desired, IpvsTable actual) {
        List<IpvsCommand> commands = new ArrayList<>();
        desired.entries().forEach((key, wanted) -> {
            IpvsTable.Entry present = actual.entries().get(key);
            if (present == null) {
                commands.add(new AddService(wanted.service()));
                wanted.destinations().values().forEach(added -> commands.add(new AddDestination(key, added)));
            } else {
                if (!wanted.service().equals(present.service())) {
                    commands.add(new ChangeService(wanted.service()));
                }
                destinationCommands(key, wanted.destinations(), present.destinations(), commands);
            }
        });
        for (ServiceKey key : actual.entries().keySet()) {
            if (!desired.entries().containsKey(key)) {
                commands.add(new RemoveService(key));
            }
        }
        return List.copyOf(commands);
    }

    private static void destinationCommands(
            ServiceKey service,
            Map<DestinationKey, Destination> wanted,
            Map<DestinationKey, Destination> present,
            List<IpvsCommand> commands) {
        List<IpvsCommand> changes = new ArrayList<>();
        wanted.forEach((key, destination) -> {
            Destination before = present.get(key);
            if (before == null) {
                commands.add(new AddDestination(service, destination));
            } else if (!before.equals(destination)) {
                changes.add(new ChangeDestination(service, destination));
            }
        });
        commands.addAll(changes);
        for (DestinationKey key : present.keySet()) {
            if (!wanted.containsKey(key)) {
                commands.add(new RemoveDestination(service, key));
            }
        }
    }
}
