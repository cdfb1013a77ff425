package dev.holdfast.ipvs.netlink;

import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.IpvsDiff;
import dev.holdfast.ipvs.IpvsError;
import dev.holdfast.ipvs.IpvsInfo;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.ipvs.Timeouts;
import dev.holdfast.ipvs.netlink.ReplyDecoder.DecodedService;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.GenericNetlink;
import dev.holdfast.linuxnet.netlink.Netlink;
import dev.holdfast.linuxnet.netlink.NetlinkChannel;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkException.Problem;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.NetlinkSocket;
import dev.holdfast.linuxnet.netlink.NoSuchFamilyException;
import dev.holdfast.linuxnet.netlink.Reply;
import dev.holdfast.linuxnet.netlink.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The kernel's IPVS table of one network namespace: the one the channel was opened in. Needs CAP_NET_ADMIN, also for
 * reading. Calls wait for the kernel; one thread at a time.
 */
public final class IpvsClient implements AutoCloseable {
    private final NetlinkChannel channel;
    private final CommandEncoder encoder;

    private IpvsClient(NetlinkChannel channel, GenericNetlink.Family family) {
        this.channel = channel;
        this.encoder = new CommandEncoder(family);
    }

    /**
     * Opens a client in the calling thread's network namespace.
     *
     * @throws IpvsUnavailableException when the kernel has no IPVS
     * @throws LinuxException when the kernel cannot be asked
     */
    public static IpvsClient open() throws LinuxException {
        NetlinkChannel channel = NetlinkSocket.open(Netlink.PROTOCOL_GENERIC);
        try {
            return over(channel);
        } catch (LinuxException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * A client over a generic-netlink channel, which it closes when it is closed itself (but not when this method throws).
     *
     * @throws IpvsUnavailableException when the kernel has no IPVS
     * @throws LinuxException when the kernel cannot be asked
     */
    public static IpvsClient over(NetlinkChannel channel) throws LinuxException {
        try {
            return new IpvsClient(channel, GenericNetlink.resolveFamily(channel, IpvsProtocol.FAMILY));
        } catch (NoSuchFamilyException e) {
            throw new IpvsUnavailableException(e);
        }
    }

    /** The version of the kernel's IPVS and the size of its connection table. */
    public IpvsInfo info() throws LinuxException {
        return ReplyDecoder.info(theAnswer(encoder.getInfo()));
    }

    /** How long idle connections are kept. */
    public Timeouts timeouts() throws LinuxException {
        return ReplyDecoder.timeouts(theAnswer(encoder.getTimeouts()));
    }

    /** The synchronization daemons that run, at most one of each role, the master first. */
    public List<SyncDaemon> syncDaemons() throws LinuxException {
        List<SyncDaemon> daemons = new ArrayList<>();
        for (NetlinkMessage message : channel.dump(encoder.dumpSyncDaemons())) {
            daemons.add(ReplyDecoder.syncDaemon(message));
        }
        return List.copyOf(daemons);
    }

    /**
     * Every service with its destinations, as the diff wants them. The kernel gives them by one dump of the services and one
     * for the destinations of each, so a service that goes away in between is seen without destinations.
     */
    public IpvsTable table() throws LinuxException {
        return table(service -> true);
    }

    /** The services whose key {@code wanted} accepts, read as {@link #table()} is; the destinations of others are not asked for. */
    public IpvsTable table(Predicate<? super ServiceKey> wanted) throws LinuxException {
        Map<ServiceKey, IpvsTable.Entry> entries = new LinkedHashMap<>();
        for (ServiceStatus status : status(wanted)) {
            // A table that changes while it is dumped may give an entry twice: the last one is the newest.
            Map<DestinationKey, Destination> destinations = new LinkedHashMap<>();
            for (DestinationStatus destination : status.destinations()) {
                destinations.put(destination.destination().key(), destination.destination());
            }
            entries.put(status.service().key(), new IpvsTable.Entry(status.service(), destinations));
        }
        return new IpvsTable(entries);
    }

    /** Every service with its destinations and all counters, in the kernel's order; read as {@link #table()} is. */
    public List<ServiceStatus> status() throws LinuxException {
        return status(service -> true);
    }

    /**
     * One service with its destinations and all counters.
     *
     * @return empty when there is no such service
     */
    public Optional<ServiceStatus> status(ServiceKey service) throws LinuxException {
        List<NetlinkMessage> answers;
        try {
            answers = channel.request(encoder.getService(service));
        } catch (NetlinkException e) {
            if (e.problem() == Problem.REFUSED && e.errno() == Errno.ESRCH) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(withDestinations(ReplyDecoder.service(only(answers, "get virtual server " + service))));
    }

    private List<ServiceStatus> status(Predicate<? super ServiceKey> wanted) throws LinuxException {
        List<ServiceStatus> status = new ArrayList<>();
        for (NetlinkMessage message : channel.dump(encoder.dumpServices())) {
            DecodedService decoded = ReplyDecoder.service(message);
            if (wanted.test(decoded.service().key())) {
                status.add(withDestinations(decoded));
            }
        }
        return List.copyOf(status);
    }

    private ServiceStatus withDestinations(DecodedService decoded) throws LinuxException {
        ServiceKey key = decoded.service().key();
        List<DestinationStatus> destinations = new ArrayList<>();
        for (NetlinkMessage destination : channel.dump(encoder.dumpDestinations(key))) {
            destinations.add(ReplyDecoder.destination(destination, key.family()));
        }
        return new ServiceStatus(decoded.service(), decoded.statistics(), destinations);
    }

    /**
     * The commands that would make the kernel's table the desired one; nothing is changed. What is equal in both gets no
     * command, and what differs is changed in place ({@link IpvsDiff}).
     *
     * @param desired the table wanted
     * @param owned which of the kernel's services may be removed when they are not desired; those that are neither owned nor
     *     desired are not read
     */
    public List<IpvsCommand> plan(IpvsTable desired, Predicate<? super ServiceKey> owned) throws LinuxException {
        return IpvsDiff.commands(desired, table(key -> desired.entries().containsKey(key) || owned.test(key)));
    }

    /**
     * Makes the kernel's table the desired one: {@link #plan} and then {@link #apply(List)}. If somebody else changes the table
     * in between, the commands that no longer fit are refused and say so.
     *
     * @return one outcome for each command that was needed; empty when the table was right already
     */
    public List<CommandOutcome> apply(IpvsTable desired, Predicate<? super ServiceKey> owned) throws LinuxException {
        return apply(plan(desired, owned));
    }

    /**
     * Carries out commands in order, many to a system call. A command that the kernel refuses does not hold up the others.
     *
     * @return one outcome for each command, in the same order; never throws for what the kernel says
     */
    public List<CommandOutcome> apply(List<IpvsCommand> commands) {
        List<Request> requests = new ArrayList<>(commands.size());
        for (IpvsCommand command : commands) {
            requests.add(encoder.encode(command));
        }
        List<Reply> replies = channel.batch(requests);
        List<CommandOutcome> outcomes = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            outcomes.add(outcome(commands.get(i), replies.get(i)));
        }
        return List.copyOf(outcomes);
    }

    @Override
    public void close() {
        channel.close();
    }

    private static CommandOutcome outcome(IpvsCommand command, Reply reply) {
        NetlinkException error = reply.error();
        if (error == null) {
            return new CommandOutcome(command, null);
        }
        // Only an errno the kernel gave for this very command has a meaning in IPVS's terms.
        String meaning = error.problem() == Problem.REFUSED
                ? ErrorMeaning.of(command, error.errno())
                : Errno.text(error.errno());
        return new CommandOutcome(
                command, new IpvsError(error.errno(), error.errnoName(), meaning, error.kernelText()));
    }

    private NetlinkMessage theAnswer(Request request) throws LinuxException {
        return only(channel.request(request), request.operation());
    }

    private static NetlinkMessage only(List<NetlinkMessage> answers, String operation) throws NetlinkException {
        if (answers.size() != 1) {
            throw ReplyDecoder.malformed(answers.size() + " answers to \"" + operation + "\" (expected 1)");
        }
        return answers.get(0);
    }
}
