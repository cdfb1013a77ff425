package dev.holdfast.ipvs.netlink;

import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.IpvsCommand;
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
import dev.holdfast.ipvs.Service;
import dev.holdfast.linuxnet.Errno;

/**
 * What an errno says about a command in IPVS's terms. The kernel uses the same few numbers for different things: ESRCH for a
 * service that is not there, ENOENT for a destination that is not there or a scheduler it does not have, EEXIST for either.
 */
final class ErrorMeaning implements IpvsCommand.Cases<String> {
    private final int errno;

    private ErrorMeaning(int errno) {
        this.errno = errno;
    }

    static String of(IpvsCommand command, int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES -> "the capability CAP_NET_ADMIN is missing";
            case Errno.ESRCH -> "no such virtual server";
            case Errno.ENOMEM -> "the kernel is out of memory";
            case Errno.EAFNOSUPPORT -> "this kernel's IPVS has no such address family";
            default -> command.match(new ErrorMeaning(errno));
        };
    }

    @Override
    public String addService(AddService command) {
        return errno == Errno.EEXIST ? "the virtual server exists already" : ofSettings(command.service());
    }

    @Override
    public String changeService(ChangeService command) {
        return ofSettings(command.service());
    }

    @Override
    public String removeService(RemoveService command) {
        return otherwise();
    }

    @Override
    public String addDestination(AddDestination command) {
        return errno == Errno.EEXIST ? "the real server exists already" : ofSettings(command.destination());
    }

    @Override
    public String changeDestination(ChangeDestination command) {
        return errno == Errno.ENOENT ? "no such real server" : ofSettings(command.destination());
    }

    @Override
    public String removeDestination(RemoveDestination command) {
        return errno == Errno.ENOENT ? "no such real server" : otherwise();
    }

    @Override
    public String flush(Flush command) {
        return otherwise();
    }

    @Override
    public String zero(Zero command) {
        return otherwise();
    }

    @Override
    public String setTimeouts(SetTimeouts command) {
        return errno == Errno.EINVAL ? "the kernel accepts no timeout of that length" : otherwise();
    }

    @Override
    public String startSyncDaemon(StartSyncDaemon command) {
        return otherwise();
    }

    @Override
    public String stopSyncDaemon(StopSyncDaemon command) {
        return otherwise();
    }

    private String ofSettings(Service service) {
        return switch (errno) {
            case Errno.ENOENT ->
                service.persistenceEngine() == null
                        ? "no such scheduler: " + service.scheduler()
                        : "no such scheduler or persistence engine: " + service.scheduler() + ", "
                                + service.persistenceEngine();
            case Errno.EINVAL -> "the kernel does not accept these settings with scheduler " + service.scheduler();
            default -> otherwise();
        };
    }

    private String ofSettings(Destination destination) {
        return switch (errno) {
            case Errno.ERANGE ->
                "weight " + destination.weight() + " or thresholds " + destination.upperThreshold() + " and "
                        + destination.lowerThreshold() + " out of range";
            case Errno.EINVAL ->
                "address " + destination.address().getHostAddress()
                        + " is no host's, or does not go with forwarding method " + destination.method();
            default -> otherwise();
        };
    }

    private String otherwise() {
        return Errno.text(errno);
    }
}
