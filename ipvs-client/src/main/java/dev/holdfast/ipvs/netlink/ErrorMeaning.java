package dev.holdfast.ipvs.netlink;

import dev.holdfast.ipvs.AddressFamily;
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
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.linuxnet.Errno;

/**
 * What an errno says about a command in IPVS's terms, after {@code ip_vs_ctl.c} and {@code ip_vs_sync.c} of the kernel. It uses
 * the same few numbers for different things: ESRCH for a service or a sync daemon that is not there, ENOENT for a destination
 * that is not there or a scheduler it does not have, EEXIST for any of them.
 */
final class ErrorMeaning implements IpvsCommand.Cases<String> {
    /** Of {@code asm-generic/errno.h}; the kernel gives it while the module is on its way out. */
    private static final int ENOPROTOOPT = 92;

    private final int errno;

    private ErrorMeaning(int errno) {
        this.errno = errno;
    }

    static String of(IpvsCommand command, int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES -> "the capability CAP_NET_ADMIN is missing";
            case Errno.ENOMEM -> "the kernel is out of memory";
            case Errno.EAFNOSUPPORT -> "this kernel's IPVS has no such address family";
            case ENOPROTOOPT -> "the module ip_vs is being unloaded";
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
        return ofService();
    }

    @Override
    public String addDestination(AddDestination command) {
        return errno == Errno.EEXIST
                ? "the real server exists already"
                : ofSettings(command.service(), command.destination());
    }

    @Override
    public String changeDestination(ChangeDestination command) {
        return errno == Errno.ENOENT ? "no such real server" : ofSettings(command.service(), command.destination());
    }

    @Override
    public String removeDestination(RemoveDestination command) {
        return errno == Errno.ENOENT ? "no such real server" : ofService();
    }

    @Override
    public String flush(Flush command) {
        return Errno.text(errno);
    }

    @Override
    public String zero(Zero command) {
        return ofService();
    }

    @Override
    public String setTimeouts(SetTimeouts command) {
        return errno == Errno.EINVAL ? "the kernel accepts no timeout of that length" : Errno.text(errno);
    }

    @Override
    public String startSyncDaemon(StartSyncDaemon command) {
        SyncDaemon daemon = command.daemon();
        return switch (errno) {
            case Errno.EEXIST -> "a " + daemon.role() + " sync daemon runs already";
            case Errno.ENODEV -> "no such interface: " + daemon.interfaceName();
            case Errno.ENETUNREACH, Errno.ENETDOWN, Errno.EADDRNOTAVAIL ->
                "interface " + daemon.interfaceName() + " is down or has no route to the multicast group";
            case Errno.EADDRINUSE ->
                "UDP port " + (daemon.port() == 0 ? SyncDaemon.DEFAULT_PORT : daemon.port()) + " is in use";
            case Errno.EINVAL ->
                "no sync daemon runs while a virtual server has a real server of the other address family";
            default -> Errno.text(errno);
        };
    }

    @Override
    public String stopSyncDaemon(StopSyncDaemon command) {
        return errno == Errno.ESRCH ? "no " + command.role() + " sync daemon runs" : Errno.text(errno);
    }

    private String ofSettings(Service service) {
        return switch (errno) {
            case Errno.ENOENT ->
                service.persistenceEngine() == null
                        ? "no such scheduler: " + service.scheduler()
                        : "no such scheduler or persistence engine: " + service.scheduler() + ", "
                                + service.persistenceEngine();
            case Errno.EINVAL -> "the kernel does not accept these settings with scheduler " + service.scheduler();
            default -> ofService();
        };
    }

    private String ofSettings(ServiceKey service, Destination destination) {
        return switch (errno) {
            case Errno.ERANGE ->
                "weight " + destination.weight() + " or thresholds " + destination.upperThreshold() + " and "
                        + destination.lowerThreshold() + " out of range";
            case Errno.EINVAL ->
                service.family() == AddressFamily.of(destination.address())
                        ? "address " + destination.address().getHostAddress()
                                + " is no host's, or does not go with forwarding method " + destination.method()
                        : "a real server of the other address family goes by tunnel only, and not while a sync daemon runs";
            default -> ofService();
        };
    }

    private String ofService() {
        return errno == Errno.ESRCH ? "no such virtual server" : Errno.text(errno);
    }
}
