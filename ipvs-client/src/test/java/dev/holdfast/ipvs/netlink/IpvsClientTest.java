package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.Tables.direct;
import static dev.holdfast.ipvs.Tables.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.IpvsCommand.AddDestination;
import dev.holdfast.ipvs.IpvsCommand.AddService;
import dev.holdfast.ipvs.IpvsCommand.ChangeDestination;
import dev.holdfast.ipvs.IpvsCommand.RemoveService;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.netlink.GenericNetlink;
import dev.holdfast.linuxnet.netlink.MessageBuilder;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IpvsClientTest {
    private static final GenericNetlink.Family FAMILY = new GenericNetlink.Family("IPVS", 30, 1);
    private static final Service WEB = Service.of(tcp("10.0.0.1", 80), "rr");
    private static final Destination A = direct("192.168.1.5", 80, 1);
    private static final Destination B = direct("192.168.1.6", 80, 1);

    private static FakeKernel kernel(Function<NetlinkMessage, Answer> ipvs) {
        return FakeKernel.withFamily(FAMILY.name(), FAMILY.id(), FAMILY.version(), ipvs);
    }

    @Test
    void a_kernel_without_ipvs_is_a_typed_error() {
        FakeKernel kernel = FakeKernel.withFamily("nl80211", 30, 1, request -> Answer.ok());

        assertThatThrownBy(() -> IpvsClient.over(kernel))
                .isInstanceOf(IpvsUnavailableException.class)
                .hasMessageContaining("this kernel has no generic netlink family IPVS (try: modprobe ip_vs)");
        assertThat(kernel.closed()).isFalse();
    }

    @Test
    void closing_the_client_closes_its_channel() throws LinuxException {
        FakeKernel kernel = kernel(request -> Answer.ok());

        IpvsClient.over(kernel).close();

        assertThat(kernel.closed()).isTrue();
    }

    @Test
    void commands_share_send_calls_and_every_refusal_finds_its_command() throws LinuxException {
        List<IpvsCommand> commands = new ArrayList<>(List.of(new AddService(WEB)));
        for (int host = 1; host <= 250; host++) {
            commands.add(new AddDestination(WEB.key(), direct("192.168.1." + host, 80, 1)));
        }
        int[] commandsSeen = {0};
        FakeKernel kernel = kernel(request -> {
            int number = commandsSeen[0]++;
            return number == 100
                    ? Answer.error(Errno.EEXIST)
                    : number == 101 ? Answer.error(Errno.ENOMEM) : Answer.ok();
        });

        List<CommandOutcome> outcomes = IpvsClient.over(kernel).apply(commands);

        assertThat(outcomes).extracting(CommandOutcome::command).isEqualTo(commands);
        assertThat(outcomes.stream().filter(outcome -> !outcome.applied()).map(CommandOutcome::toString))
                .containsExactly(
                        "add real server 192.168.1.100:80 to tcp 10.0.0.1:80: EEXIST (the real server exists already)",
                        "add real server 192.168.1.101:80 to tcp 10.0.0.1:80: ENOMEM (the kernel is out of memory)");
        // One call found the family; 251 commands of below 200 bytes fit into a few datagrams of 64 KiB.
        assertThat(kernel.messagesPerDatagram()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void no_commands_are_no_calls() throws LinuxException {
        FakeKernel kernel = kernel(request -> Answer.ok());
        IpvsClient client = IpvsClient.over(kernel);
        int before = kernel.messagesPerDatagram().size();

        assertThat(client.apply(List.of())).isEmpty();
        assertThat(kernel.messagesPerDatagram()).hasSize(before);
    }

    @Test
    void the_kernels_own_words_follow() throws LinuxException {
        assertThat(refusal(new AddService(WEB), Answer.error(Errno.EINVAL, "NLA_F_NESTED is missing")))
                .isEqualTo("add virtual server tcp 10.0.0.1:80: EINVAL"
                        + " (the kernel does not accept these settings with scheduler rr): NLA_F_NESTED is missing");
    }

    @Test
    void an_answer_that_does_not_come_is_an_error_of_its_command() throws LinuxException {
        assertThat(refusal(new AddService(WEB), Answer.silence()))
                .startsWith("add virtual server tcp 10.0.0.1:80: ETIMEDOUT (Connection timed out)");
    }

    /** Such an errno is not about the table: no words of IPVS for it. */
    @Test
    void a_failed_send_is_not_taken_for_a_refusal() throws LinuxException {
        FakeKernel kernel = kernel(request -> Answer.ok());
        IpvsClient client = IpvsClient.over(kernel);
        kernel.failNextSend(Errno.ESRCH);

        assertThat(client.apply(List.of(new AddService(WEB))).get(0))
                .asString()
                .startsWith("add virtual server tcp 10.0.0.1:80: ESRCH (No such process)");
    }

    private static String refusal(IpvsCommand command, Answer answer) throws LinuxException {
        IpvsClient client = IpvsClient.over(kernel(request -> answer));
        return client.apply(List.of(command)).get(0).toString();
    }

    @Test
    void an_empty_table_is_an_answer() throws LinuxException {
        assertThat(IpvsClient.over(kernel(request -> Answer.ok())).table()).isEqualTo(IpvsTable.empty());
    }

    @Test
    void an_entry_that_a_changing_table_gives_twice_is_taken_as_it_was_last() throws LinuxException {
        CommandEncoder encoder = new CommandEncoder(FAMILY);
        FakeKernel kernel = kernel(request -> switch (FakeKernel.command(request)) {
            case IpvsProtocol.CMD_GET_SERVICE ->
                Answer.messages(
                        encoder.encode(new AddService(WEB)), encoder.encode(new AddService(WEB.withScheduler("wlc"))));
            default ->
                Answer.messages(
                        encoder.encode(new AddDestination(WEB.key(), A)),
                        encoder.encode(new AddDestination(WEB.key(), B)),
                        encoder.encode(new AddDestination(WEB.key(), A.withWeight(5))));
        });

        assertThat(IpvsClient.over(kernel).table())
                .isEqualTo(IpvsTable.builder()
                        .add(WEB.withScheduler("wlc"), A.withWeight(5), B)
                        .build());
    }

    @Test
    void one_service_is_asked_for_alone() throws LinuxException {
        CommandEncoder encoder = new CommandEncoder(FAMILY);
        List<Integer> asked = new ArrayList<>();
        FakeKernel kernel = kernel(request -> {
            asked.add(FakeKernel.command(request));
            return FakeKernel.command(request) == IpvsProtocol.CMD_GET_SERVICE
                    ? Answer.messages(encoder.encode(new AddService(WEB)))
                    : Answer.messages(encoder.encode(new AddDestination(WEB.key(), A)));
        });

        ServiceStatus status = IpvsClient.over(kernel).status(WEB.key()).orElseThrow();

        assertThat(status.service()).isEqualTo(WEB);
        assertThat(status.destinations())
                .extracting(DestinationStatus::destination)
                .containsExactly(A);
        assertThat(asked).containsExactly(IpvsProtocol.CMD_GET_SERVICE, IpvsProtocol.CMD_GET_DEST);
    }

    @Test
    void a_service_that_is_not_there_is_no_error_but_a_missing_capability_is_one() throws LinuxException {
        assertThat(IpvsClient.over(kernel(request -> Answer.error(Errno.ESRCH))).status(WEB.key()))
                .isEmpty();
        assertThatThrownBy(() -> IpvsClient.over(kernel(request -> Answer.error(Errno.EPERM)))
                        .status(WEB.key()))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("get virtual server tcp 10.0.0.1:80: EPERM (Operation not permitted)");
    }

    @Test
    void a_plan_changes_nothing_and_reads_only_what_it_is_about() throws LinuxException {
        Service others = Service.of(tcp("10.0.0.9", 80), "rr");
        Service old = Service.of(tcp("10.0.0.2", 80), "rr");
        List<NetlinkMessage> asked = new ArrayList<>();
        FakeKernel kernel = kernelWith(asked, WEB, others, old);

        List<IpvsCommand> plan = IpvsClient.over(kernel)
                .plan(IpvsTable.builder().add(WEB, A.withWeight(5), B).build(), old.key()::equals);

        assertThat(plan)
                .containsExactly(
                        new AddDestination(WEB.key(), B),
                        new ChangeDestination(WEB.key(), A.withWeight(5)),
                        new RemoveService(old.key()));
        assertThat(asked)
                .extracting(FakeKernel::command)
                .containsExactly(IpvsProtocol.CMD_GET_SERVICE, IpvsProtocol.CMD_GET_DEST, IpvsProtocol.CMD_GET_DEST);
    }

    @Test
    void a_desired_table_is_applied_and_refusals_are_given() throws LinuxException {
        List<NetlinkMessage> asked = new ArrayList<>();
        FakeKernel kernel = kernelWith(asked, WEB);

        List<CommandOutcome> outcomes =
                IpvsClient.over(kernel).apply(IpvsTable.builder().add(WEB, A, B).build(), service -> true);

        assertThat(outcomes)
                .extracting(CommandOutcome::toString)
                .containsExactly(
                        "add real server 192.168.1.6:80 to tcp 10.0.0.1:80: EEXIST (the real server exists already)");
    }

    /** Services with one destination each; every change is refused as done already. */
    private static FakeKernel kernelWith(List<NetlinkMessage> asked, Service... services) {
        CommandEncoder encoder = new CommandEncoder(FAMILY);
        return kernel(request -> {
            asked.add(request);
            return switch (FakeKernel.command(request)) {
                case IpvsProtocol.CMD_GET_SERVICE ->
                    Answer.messages(Stream.of(services)
                            .map(service -> encoder.encode(new AddService(service)))
                            .toList());
                case IpvsProtocol.CMD_GET_DEST -> Answer.messages(encoder.encode(new AddDestination(WEB.key(), A)));
                default -> Answer.error(Errno.EEXIST);
            };
        });
    }

    @Test
    void no_sync_daemon_is_an_answer_and_a_bad_one_says_what_is_missing() throws LinuxException {
        assertThat(IpvsClient.over(kernel(request -> Answer.ok())).syncDaemons())
                .isEmpty();
        assertThatThrownBy(() -> daemonsOf(nest -> {})).hasMessageContaining("no multicast interface");
        assertThatThrownBy(() -> daemonsOf(nest -> nest.string(IpvsProtocol.DAEMON_MCAST_IFN, "eth0")))
                .hasMessageContaining("no sync daemon state");
        assertThatThrownBy(() -> daemonsOf(nest ->
                        nest.string(IpvsProtocol.DAEMON_MCAST_IFN, "eth0").u32(IpvsProtocol.DAEMON_STATE, 3)))
                .hasMessageContaining("sync daemon state 3 (expected 1 or 2)");
        assertThatThrownBy(() -> daemonsOf(nest -> nest.string(IpvsProtocol.DAEMON_MCAST_IFN, "eth0")
                        .u32(IpvsProtocol.DAEMON_STATE, 1)
                        .u32(IpvsProtocol.DAEMON_SYNC_ID, 256)))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("sync id 256 (expected 0..255)");
    }

    private static List<SyncDaemon> daemonsOf(Consumer<MessageBuilder> content) throws LinuxException {
        MessageBuilder answer =
                FAMILY.message(IpvsProtocol.CMD_NEW_DAEMON, 0).nested(IpvsProtocol.ATTR_DAEMON, content);
        return IpvsClient.over(kernel(request -> Answer.messages(answer.build())))
                .syncDaemons();
    }

    /** Before Linux 4.3 a daemon's answer ended with its sync id. */
    @Test
    void an_older_kernels_sync_daemon_is_read() throws LinuxException {
        assertThat(daemonsOf(nest -> nest.u32(IpvsProtocol.DAEMON_STATE, 2)
                        .string(IpvsProtocol.DAEMON_MCAST_IFN, "eth0")
                        .u32(IpvsProtocol.DAEMON_SYNC_ID, 9)))
                .containsExactly(SyncDaemon.of(SyncDaemon.Role.BACKUP, "eth0", 9));
    }

    @Test
    void a_missing_capability_says_so_when_reading() {
        assertThatThrownBy(() -> IpvsClient.over(kernel(request -> Answer.error(Errno.EPERM)))
                        .table())
                .isInstanceOf(NetlinkException.class)
                .hasMessage("list virtual servers: EPERM (Operation not permitted)");
    }

    @Test
    void an_answer_without_what_it_must_have_says_what_is_missing() {
        MessageBuilder bare = FAMILY.message(IpvsProtocol.CMD_NEW_SERVICE, 0);
        assertThatThrownBy(() -> tableOf(bare)).hasMessageContaining("an answer without a service attribute");
        assertThatThrownBy(() -> tableOf(service(nest -> {}))).hasMessageContaining("no address family");
        assertThatThrownBy(() -> tableOf(service(nest -> nest.u16(IpvsProtocol.SVC_AF, 3))))
                .hasMessageContaining("address family 3 (expected 2 or 10)");
        assertThatThrownBy(() -> tableOf(service(nest -> nest.u16(IpvsProtocol.SVC_AF, 2))))
                .hasMessageContaining("no scheduler");
        assertThatThrownBy(() -> tableOf(
                        service(nest -> nest.u16(IpvsProtocol.SVC_AF, 2).string(IpvsProtocol.SVC_SCHED_NAME, "rr"))))
                .hasMessageContaining("no protocol");
        assertThatThrownBy(() -> tableOf(service(nest -> nest.u16(IpvsProtocol.SVC_AF, 2)
                        .string(IpvsProtocol.SVC_SCHED_NAME, "rr")
                        .u16(IpvsProtocol.SVC_PROTOCOL, 50))))
                .hasMessageContaining("protocol 50 (expected 6, 17 or 132)");
        assertThatThrownBy(() -> tableOf(FAMILY.message(IpvsProtocol.CMD_NEW_DEST, 0)))
                .hasMessageContaining("command 5 (expected 1)");
    }

    private static MessageBuilder service(Consumer<MessageBuilder> content) {
        return FAMILY.message(IpvsProtocol.CMD_NEW_SERVICE, 0).nested(IpvsProtocol.ATTR_SERVICE, content);
    }

    private static IpvsTable tableOf(MessageBuilder answer) throws LinuxException {
        return IpvsClient.over(kernel(request -> Answer.messages(answer.build())))
                .table();
    }
}
