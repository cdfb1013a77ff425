package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.Tables.address;
import static dev.holdfast.ipvs.Tables.direct;
import static dev.holdfast.ipvs.Tables.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.CommandOutcome;
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
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.ipvs.SyncDaemon.Role;
import dev.holdfast.ipvs.Timeouts;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The words for every error number that {@code ip_vs_ctl.c} and {@code ip_vs_sync.c} return to these commands, and for those of
 * the sockets a sync daemon opens.
 */
class RefusalsTest {
    private static final Service WEB = Service.of(tcp("10.0.0.1", 80), "wrr");
    private static final Service SIP = Service.of(tcp("10.0.0.1", 5060), "rr").withPersistenceEngine("sip");
    private static final Destination A = direct("192.168.1.5", 80, 1);
    private static final Destination OTHER_FAMILY = direct("2001:db8::5", 80, 1);

    private static IpvsCommand command(String name) {
        return switch (name) {
            case "add service" -> new AddService(WEB);
            case "add sip service" -> new AddService(SIP);
            case "change service" -> new ChangeService(WEB);
            case "remove service" -> new RemoveService(WEB.key());
            case "add server" -> new AddDestination(WEB.key(), A);
            case "add IPv6 server" -> new AddDestination(WEB.key(), OTHER_FAMILY);
            case "change server" -> new ChangeDestination(WEB.key(), A);
            case "remove server" -> new RemoveDestination(WEB.key(), A.key());
            case "flush" -> new Flush();
            case "zero" -> new Zero(WEB.key());
            case "zero all" -> new Zero(null);
            case "timeouts" -> new SetTimeouts(new Timeouts(1, 2, 3));
            case "start" -> new StartSyncDaemon(SyncDaemon.of(Role.MASTER, "eth9", 7));
            case "start at port" ->
                new StartSyncDaemon(new SyncDaemon(Role.BACKUP, "eth9", 7, 0, address("224.0.0.9"), 9000, 0));
            case "stop" -> new StopSyncDaemon(Role.MASTER);
            default -> throw new IllegalArgumentException("command " + name + " (expected one of this method's)");
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            add service     | EPERM        | the capability CAP_NET_ADMIN is missing
            add service     | EACCES       | the capability CAP_NET_ADMIN is missing
            add service     | EEXIST       | the virtual server exists already
            add service     | ENOENT       | no such scheduler: wrr
            add sip service | ENOENT       | no such scheduler or persistence engine: rr, sip
            add service     | EINVAL       | the kernel does not accept these settings with scheduler wrr
            add service     | ENOMEM       | the kernel is out of memory
            add service     | EAFNOSUPPORT | this kernel's IPVS has no such address family
            add service     | ENOPROTOOPT  | the module ip_vs is being unloaded
            change service  | EPERM        | the capability CAP_NET_ADMIN is missing
            change service  | ESRCH        | no such virtual server
            change service  | ENOENT       | no such scheduler: wrr
            change service  | EINVAL       | the kernel does not accept these settings with scheduler wrr
            change service  | ENOMEM       | the kernel is out of memory
            remove service  | EPERM        | the capability CAP_NET_ADMIN is missing
            remove service  | ESRCH        | no such virtual server
            remove service  | EAFNOSUPPORT | this kernel's IPVS has no such address family
            add server      | EPERM        | the capability CAP_NET_ADMIN is missing
            add server      | ESRCH        | no such virtual server
            add server      | EEXIST       | the real server exists already
            add server      | ERANGE       | weight 1 or thresholds 0 and 0 out of range
            add server      | EINVAL       | address 192.168.1.5 is no host's, or does not go with forwarding method DIRECT
            add IPv6 server | EINVAL       | a real server of the other address family goes by tunnel only, and not while a sync daemon runs
            add server      | ENOMEM       | the kernel is out of memory
            add server      | EAFNOSUPPORT | this kernel's IPVS has no such address family
            change server   | EPERM        | the capability CAP_NET_ADMIN is missing
            change server   | ESRCH        | no such virtual server
            change server   | ENOENT       | no such real server
            change server   | ERANGE       | weight 1 or thresholds 0 and 0 out of range
            change server   | EINVAL       | address 192.168.1.5 is no host's, or does not go with forwarding method DIRECT
            remove server   | EPERM        | the capability CAP_NET_ADMIN is missing
            remove server   | ESRCH        | no such virtual server
            remove server   | ENOENT       | no such real server
            flush           | EPERM        | the capability CAP_NET_ADMIN is missing
            zero            | EPERM        | the capability CAP_NET_ADMIN is missing
            zero            | ESRCH        | no such virtual server
            zero all        | EPERM        | the capability CAP_NET_ADMIN is missing
            timeouts        | EPERM        | the capability CAP_NET_ADMIN is missing
            timeouts        | EINVAL       | the kernel accepts no timeout of that length
            start           | EPERM        | the capability CAP_NET_ADMIN is missing
            start           | EEXIST       | a master sync daemon runs already
            start           | ENODEV       | no such interface: eth9
            start           | EINVAL       | no sync daemon runs while a virtual server has a real server of the other address family
            start           | ENETUNREACH  | interface eth9 is down or has no route to the multicast group
            start           | ENETDOWN     | interface eth9 is down or has no route to the multicast group
            start           | EADDRNOTAVAIL | interface eth9 is down or has no route to the multicast group
            start           | EADDRINUSE   | UDP port 8848 is in use
            start at port   | EADDRINUSE   | UDP port 9000 is in use
            start           | ENOMEM       | the kernel is out of memory
            start           | EAFNOSUPPORT | this kernel's IPVS has no such address family
            start           | ENOPROTOOPT  | the module ip_vs is being unloaded
            stop            | EPERM        | the capability CAP_NET_ADMIN is missing
            stop            | ESRCH        | no master sync daemon runs
            """)
    void an_errno_is_worded_for_its_command(String name, String errnoName, String meaning) throws LinuxException {
        IpvsCommand command = command(name);
        assertThat(refusal(command, errno(errnoName))).hasToString(command + ": " + errnoName + " (" + meaning + ")");
    }

    /** What no kernel says yet is given in the words of the C library. */
    @ParameterizedTest
    @CsvSource({
        "add service",
        "change service",
        "remove service",
        "add server",
        "change server",
        "remove server",
        "flush",
        "zero",
        "timeouts",
        "start",
        "stop"
    })
    void another_errno_keeps_its_own_words(String name) throws LinuxException {
        IpvsCommand command = command(name);
        assertThat(refusal(command, Errno.EIO)).hasToString(command + ": EIO (Input/output error)");
    }

    private static int errno(String name) {
        for (int errno = 1; errno < 134; errno++) {
            if (Errno.name(errno).equals(name)) {
                return errno;
            }
        }
        throw new IllegalArgumentException("errno " + name + " (expected a name of errno.h)");
    }

    private static CommandOutcome refusal(IpvsCommand command, int errno) throws LinuxException {
        FakeKernel kernel = FakeKernel.withFamily("IPVS", 30, 1, request -> Answer.error(errno));
        try (IpvsClient client = IpvsClient.over(kernel)) {
            return client.apply(List.of(command)).get(0);
        }
    }
}
