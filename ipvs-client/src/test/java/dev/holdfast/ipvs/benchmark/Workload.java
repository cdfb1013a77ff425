package dev.holdfast.ipvs.benchmark;

import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.IpvsCommand.ChangeDestination;
import dev.holdfast.ipvs.IpvsCommand.RemoveDestination;
import dev.holdfast.ipvs.IpvsCommand.RemoveService;
import dev.holdfast.ipvs.IpvsDiff;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.Tables;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done to the table, as commands of ours and as lines of ipvsadm.
 *
 * @param table the full table
 * @param changed the same with one server's weight another
 */
record Workload(IpvsTable table, IpvsTable changed) {
    private static final int HOSTS_PER_NET = 250;

    /** Services with as many servers each, every server in one service only. */
    static Workload of(int services, int servers) {
        return new Workload(table(services, servers, 1), table(services, servers, 2));
    }

    private static IpvsTable table(int services, int servers, int firstWeight) {
        IpvsTable.Builder table = IpvsTable.builder();
        for (int i = 0; i < services; i++) {
            List<Destination> destinations = new ArrayList<>();
            for (int j = 0; j < servers; j++) {
                int host = i * servers + j;
                destinations.add(Destination.of(
                        Tables.address("10.90." + host / HOSTS_PER_NET + "." + (1 + host % HOSTS_PER_NET)),
                        80,
                        ForwardingMethod.DIRECT,
                        host == 0 ? firstWeight : 1));
            }
            String address = "10.91." + i / HOSTS_PER_NET + "." + (1 + i % HOSTS_PER_NET);
            table.add(Service.of(Tables.tcp(address, 80), "wlc"), destinations);
        }
        return table.build();
    }

    List<IpvsCommand> fill() {
        return IpvsDiff.commands(table, IpvsTable.empty());
    }

    List<IpvsCommand> change() {
        return IpvsDiff.commands(changed, table);
    }

    /** Every server, and then its service. */
    List<IpvsCommand> removeEntries() {
        List<IpvsCommand> commands = new ArrayList<>();
        table.entries().forEach((key, entry) -> {
            entry.destinations().keySet().forEach(server -> commands.add(new RemoveDestination(key, server)));
            commands.add(new RemoveService(key));
        });
        return commands;
    }

    List<IpvsCommand> removeServices() {
        return IpvsDiff.commands(IpvsTable.empty(), table);
    }

    /** What {@code ipvsadm -R} reads to fill the table, as {@code ipvsadm -S -n} writes it. */
    List<String> fillLines() {
        List<String> lines = new ArrayList<>();
        table.entries().forEach((key, entry) -> {
            lines.add("-A " + option(key) + " -s " + entry.service().scheduler());
            entry.destinations()
                    .values()
                    .forEach(server ->
                            lines.add("-a " + option(key) + " -r " + server.key() + " -g -w " + server.weight()));
        });
        return lines;
    }

    /** What {@code ipvsadm -R} reads to remove every server, and then its service. */
    List<String> removeEntriesLines() {
        List<String> lines = new ArrayList<>();
        table.entries().forEach((key, entry) -> {
            entry.destinations().keySet().forEach(server -> lines.add("-d " + option(key) + " -r " + server));
            lines.add("-D " + option(key));
        });
        return lines;
    }

    /** The arguments of ipvsadm that make the one change. */
    String changeLine() {
        ChangeDestination change = (ChangeDestination) change().get(0);
        Destination server = change.destination();
        return "-e " + option(change.service()) + " -r " + server.key() + " -g -w " + server.weight();
    }

    private static String option(ServiceKey key) {
        return "-t " + key.toString().substring("tcp ".length());
    }
}
