package dev.holdfast.controller.balance;

import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.IpvsDiff;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.netlink.IpvsClient;
import dev.holdfast.linuxnet.LinuxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of the kernel's table that is ours, as last seen and changed. Services of others are neither looked at nor
 * touched.
 */
final class KernelTable {
    private final IpvsClient client;
    private final Map<ServiceKey, IpvsTable.Entry> known = new LinkedHashMap<>();

    /** A table of which nothing is known yet. */
    KernelTable(IpvsClient client) {
        this.client = client;
    }

    /** Reads what the kernel has of these services. */
    void read(Set<ServiceKey> services) throws LinuxException {
        IpvsTable table = client.table(services::contains);
        known.clear();
        known.putAll(table.entries());
    }

    /**
     * Makes these services equal to what is wanted, changing only what differs.
     *
     * @param wanted what the services should be
     * @param services all services this is about; those not wanted are removed
     * @return the commands that it took, each with what became of it
     */
    List<CommandOutcome> makeEqual(Map<ServiceKey, IpvsTable.Entry> wanted, Set<ServiceKey> services)
            throws LinuxException {
        Map<ServiceKey, IpvsTable.Entry> actual = new LinkedHashMap<>(known);
        actual.keySet().retainAll(services);
        List<IpvsCommand> commands = IpvsDiff.commands(new IpvsTable(wanted), new IpvsTable(actual));
        if (commands.isEmpty()) {
            return List.of();
        }
        List<CommandOutcome> outcomes = client.apply(commands);
        if (outcomes.stream().allMatch(CommandOutcome::applied)) {
            known.keySet().removeAll(services);
            known.putAll(wanted);
        } else {
            // What came of a partly refused batch is the kernel's to say.
            Set<ServiceKey> ours = new LinkedHashSet<>(known.keySet());
            ours.addAll(services);
            read(ours);
        }
        return outcomes;
    }

    /** Removes every service known here. */
    List<CommandOutcome> removeAll() throws LinuxException {
        List<IpvsCommand> commands = new ArrayList<>();
        known.keySet().forEach(key -> commands.add(new IpvsCommand.RemoveService(key)));
        known.clear();
        return commands.isEmpty() ? List.of() : client.apply(commands);
    }
}
