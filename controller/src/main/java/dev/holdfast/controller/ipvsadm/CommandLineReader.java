package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.ipvsadm.OptionScanner.Scanned;
import dev.holdfast.controller.ipvsadm.UsageException.Kind;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.Timeouts;
import dev.holdfast.ipvs.TransportProtocol;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a command line of ipvsadm(8). Of several mistakes the one is reported that ipvsadm finds first, so that the
 * exit status is the same: options in their order, then words that are too many, then what does not go together.
 */
final class CommandLineReader {
    private final Names names;

    CommandLineReader(Names names) {
        this.names = names;
    }

    /** What the words ask for; without any words that is the table. */
    Instruction read(List<String> words) throws UsageException {
        return new Reading(words, new AddressReader(names)).instruction();
    }

    /** One command line while it is read. */
    private static final class Reading {
        private final boolean wordless;
        private final OptionScanner scanner;
        private final Map<IpvsadmOption, IpvsadmOption> given = new EnumMap<>(IpvsadmOption.class);
        private final ServiceDraft service;
        private final DestinationDraft destination;
        private final DaemonDraft daemon = new DaemonDraft();

        Reading(List<String> words, AddressReader addresses) {
            wordless = words.isEmpty();
            scanner = new OptionScanner(words);
            service = new ServiceDraft(addresses);
            destination = new DestinationDraft(addresses);
        }

        Instruction instruction() throws UsageException {
            IpvsadmOption command = command();
            if (command == IpvsadmOption.HELP) {
                return new Instruction.Help();
            }
            if (command == IpvsadmOption.VERSION) {
                return new Instruction.Version();
            }
            for (Scanned option = scanner.next(); option != null; option = scanner.next()) {
                take(option, command);
            }
            Timeouts timeouts = others(command);
            OptionRules.check(command, given);
            return instruction(command, timeouts);
        }

        private IpvsadmOption command() throws UsageException {
            Scanned first;
            boolean json = false;
            try {
                first = scanner.next();
                if (first != null && first.option() == IpvsadmOption.JSON) {
                    json = true;
                    given.put(IpvsadmOption.JSON, IpvsadmOption.JSON);
                    first = scanner.next();
                }
            } catch (UsageException e) {
                throw new UsageException(Kind.NO_COMMAND, e.text());
            }
            if (wordless || (first == null && json && scanner.others().isEmpty())) {
                return IpvsadmOption.LIST;
            }
            if (first == null || !first.option().isCommand()) {
                String found = first != null
                        ? first.option().toString()
                        : scanner.others().isEmpty() ? "--" : scanner.others().get(0);
                throw new UsageException(
                        Kind.NO_COMMAND,
                        found + " is no command (expected -A, -E, -D, -C, -R, -S, -a, -e, -d, -L, -Z, --set,"
                                + " --start-daemon or --stop-daemon first)");
            }
            if (first.option() == IpvsadmOption.START_DAEMON || first.option() == IpvsadmOption.STOP_DAEMON) {
                daemon.role(first.requiredValue());
            }
            return first.option();
        }

        private void take(Scanned scanned, IpvsadmOption command) throws UsageException {
            IpvsadmOption option = scanned.option();
            if (option.isCommand()) {
                throw UsageException.value("command " + option + " after " + command + " (expected one command)");
            }
            // Sorting is the default, and -6 belongs to the mark before it: neither is looked at again.
            if (option != IpvsadmOption.SORT && option != IpvsadmOption.IPV6) {
                IpvsadmOption before = given.put(option.kind(), option);
                if (before != null) {
                    throw UsageException.value(
                            before == option
                                    ? "option " + option + " twice (expected once)"
                                    : "options " + before + " and " + option + " together (expected one)");
                }
            }
            if (!takeService(scanned) && !takeServer(scanned)) {
                takeDaemon(scanned);
            }
        }

        private boolean takeService(Scanned scanned) throws UsageException {
            switch (scanned.option()) {
                case TCP_SERVICE -> service.address(TransportProtocol.TCP, scanned.requiredValue());
                case UDP_SERVICE -> service.address(TransportProtocol.UDP, scanned.requiredValue());
                case SCTP_SERVICE -> service.address(TransportProtocol.SCTP, scanned.requiredValue());
                case FWMARK_SERVICE -> service.firewallMark(scanned.requiredValue());
                case IPV6 -> service.ipv6();
                case SCHEDULER -> service.scheduler(scanned.requiredValue());
                case SCHED_FLAGS -> service.schedulerFlags(scanned.requiredValue());
                case PERSISTENT -> service.persistent(scanned.value());
                case NETMASK -> service.netmask(scanned.requiredValue());
                case OPS -> service.onePacket();
                case PE -> service.engine(scanned.requiredValue());
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean takeServer(Scanned scanned) throws UsageException {
            switch (scanned.option()) {
                case REAL_SERVER -> destination.address(scanned.requiredValue(), service);
                case GATEWAYING -> destination.method(ForwardingMethod.DIRECT);
                case IPIP -> destination.method(ForwardingMethod.TUNNEL);
                case MASQUERADING -> destination.method(ForwardingMethod.MASQUERADE);
                case WEIGHT -> destination.weight(scanned.requiredValue());
                case U_THRESHOLD -> destination.upperThreshold(scanned.requiredValue());
                case L_THRESHOLD -> destination.lowerThreshold(scanned.requiredValue());
                case TUN_TYPE -> destination.tunnelType(scanned.requiredValue());
                case TUN_PORT -> destination.tunnelPort(scanned.requiredValue());
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void takeDaemon(Scanned scanned) throws UsageException {
            switch (scanned.option()) {
                case MCAST_INTERFACE -> daemon.interfaceName(scanned.requiredValue());
                case SYNCID -> daemon.syncId(scanned.requiredValue());
                case SYNC_MAXLEN -> daemon.maxLength(scanned.requiredValue());
                case MCAST_GROUP -> daemon.group(scanned.requiredValue());
                case MCAST_PORT -> daemon.port(scanned.requiredValue());
                case MCAST_TTL -> daemon.ttl(scanned.requiredValue());
                default -> {} // Options without a value only need to have been given.
            }
        }

        /** Reads the words that are no options: the three timeouts of {@code --set}, and otherwise none. */
        private Timeouts others(IpvsadmOption command) throws UsageException {
            List<String> words = scanner.others();
            int expected = command == IpvsadmOption.SET ? 3 : 0;
            if (words.size() < expected) {
                throw UsageException.value("--set with " + words.size() + " timeouts (expected 3: tcp tcpfin udp)");
            }
            Timeouts timeouts = expected == 0
                    ? new Timeouts(0, 0, 0)
                    : new Timeouts(timeout("tcp", words, 0), timeout("tcpfin", words, 1), timeout("udp", words, 2));
            if (words.size() > expected) {
                throw UsageException.value("\"" + words.get(expected) + "\" is one word too many (expected options"
                        + (expected == 0 ? "" : " and three timeouts") + " only)");
            }
            return timeouts;
        }

        private static int timeout(String of, List<String> words, int index) throws UsageException {
            return Numbers.requireInt(of + " timeout (seconds)", words.get(index), 0, Service.MAX_PERSISTENCE_SECONDS);
        }

        private Instruction instruction(IpvsadmOption command, Timeouts timeouts) throws UsageException {
            return switch (command) {
                case ADD_SERVICE -> new Instruction.Change(new IpvsCommand.AddService(service.service()));
                case EDIT_SERVICE -> new Instruction.Change(new IpvsCommand.ChangeService(service.service()));
                case DELETE_SERVICE -> new Instruction.Change(new IpvsCommand.RemoveService(service.key()));
                case ADD_SERVER ->
                    new Instruction.Change(
                            new IpvsCommand.AddDestination(service.key(), destination.destination(service, given)));
                case EDIT_SERVER ->
                    new Instruction.Change(
                            new IpvsCommand.ChangeDestination(service.key(), destination.destination(service, given)));
                case DELETE_SERVER ->
                    new Instruction.Change(new IpvsCommand.RemoveDestination(service.key(), destination.key()));
                case CLEAR -> new Instruction.Change(new IpvsCommand.Flush());
                case ZERO ->
                    new Instruction.Change(
                            new IpvsCommand.Zero(given.containsKey(IpvsadmOption.TCP_SERVICE) ? service.key() : null));
                case SET -> new Instruction.Change(new IpvsCommand.SetTimeouts(timeouts));
                case START_DAEMON -> new Instruction.Change(new IpvsCommand.StartSyncDaemon(daemon.daemon()));
                case STOP_DAEMON -> new Instruction.Change(new IpvsCommand.StopSyncDaemon(daemon.givenRole()));
                case SAVE -> new Instruction.Save(given.containsKey(IpvsadmOption.NUMERIC));
                case RESTORE -> new Instruction.Restore(given.containsKey(IpvsadmOption.REPLACE));
                case LIST -> listing();
                default -> throw new IllegalStateException(command + " is no command");
            };
        }

        private Instruction listing() {
            ListFormat format = ListFormat.of(given.keySet());
            if (given.containsKey(IpvsadmOption.CONNECTION)) {
                return new Instruction.ListConnections(format);
            }
            if (given.containsKey(IpvsadmOption.TIMEOUT)) {
                return new Instruction.ListTimeouts(format);
            }
            if (given.containsKey(IpvsadmOption.DAEMON)) {
                return new Instruction.ListDaemons(format);
            }
            ServiceKey only = given.containsKey(IpvsadmOption.TCP_SERVICE) ? service.key() : null;
            return new Instruction.ListTable(only, format);
        }
    }
}
