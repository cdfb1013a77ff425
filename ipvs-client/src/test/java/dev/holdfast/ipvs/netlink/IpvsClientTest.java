package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.Tables.direct;
import static dev.holdfast.ipvs.Tables.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.holdfast.ipvs.IpvsCommand.Zero;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.Timeouts;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1  | add real server 192.168.1.5:80 to tcp 10.0.0.1:80: EPERM (the capability CAP_NET_ADMIN is missing)
            3  | add real server 192.168.1.5:80 to tcp 10.0.0.1:80: ESRCH (no such virtual server)
            12 | add real server 192.168.1.5:80 to tcp 10.0.0.1:80: ENOMEM (the kernel is out of memory)
            17 | add real server 192.168.1.5:80 to tcp 10.0.0.1:80: EEXIST (the real server exists already)
            22 | add real server 192.168.1.5:80 to tcp 10.0.0.1:80: EINVAL (address 192.168.1.5 is no host's, or does not go with forwarding method DIRECT)
            34 | add real server 192.168.1.5:80 to tcp 10.0.0.1:80: ERANGE (weight 1 or thresholds 0 and 0 out of range)
            97 | add real server 192.168.1.5:80 to tcp 10.0.0.1:80: EAFNOSUPPORT (this kernel's IPVS has no such address family)
            16 | add real server 192.168.1.5:80 to tcp 10.0.0.1:80: EBUSY (Device or resource busy)
            """)
    void an_errno_is_worded_for_adding_a_real_server(int errno, String message) throws LinuxException {
        assertThat(refusal(new AddDestination(WEB.key(), A), Answer.error(errno)))
                .isEqualTo(message);
    }

    @Test
    void an_errno_is_worded_for_the_command_it_belongs_to() throws LinuxException {
        assertThat(refusal(new AddService(WEB), Answer.error(Errno.EEXIST)))
                .isEqualTo("add virtual server tcp 10.0.0.1:80: EEXIST (the virtual server exists already)");
        assertThat(refusal(new AddService(WEB), Answer.error(Errno.ENOENT)))
                .isEqualTo("add virtual server tcp 10.0.0.1:80: ENOENT (no such scheduler: rr)");
        assertThat(refusal(new AddService(WEB), Answer.error(Errno.EINVAL)))
                .isEqualTo("add virtual server tcp 10.0.0.1:80: EINVAL"
                        + " (the kernel does not accept these settings with scheduler rr)");
        assertThat(refusal(new ChangeService(WEB.withPersistenceEngine("sip")), Answer.error(Errno.ENOENT)))
                .isEqualTo("change virtual server tcp 10.0.0.1:80: ENOENT"
                        + " (no such scheduler or persistence engine: rr, sip)");
        assertThat(refusal(new RemoveService(WEB.key()), Answer.error(Errno.ESRCH)))
                .isEqualTo("remove virtual server tcp 10.0.0.1:80: ESRCH (no such virtual server)");
        assertThat(refusal(new ChangeDestination(WEB.key(), A), Answer.error(Errno.ENOENT)))
                .isEqualTo("change real server 192.168.1.5:80 of tcp 10.0.0.1:80: ENOENT (no such real server)");
        assertThat(refusal(new RemoveDestination(WEB.key(), A.key()), Answer.error(Errno.ENOENT)))
                .isEqualTo("remove real server 192.168.1.5:80 from tcp 10.0.0.1:80: ENOENT (no such real server)");
        assertThat(refusal(new Flush(), Answer.error(Errno.EPERM)))
                .isEqualTo("flush the table: EPERM (the capability CAP_NET_ADMIN is missing)");
        assertThat(refusal(new Zero(null), Answer.error(Errno.EPERM)))
                .isEqualTo("zero the counters: EPERM (the capability CAP_NET_ADMIN is missing)");
        assertThat(refusal(new Zero(WEB.key()), Answer.error(Errno.ESRCH)))
                .isEqualTo("zero the counters of tcp 10.0.0.1:80: ESRCH (no such virtual server)");
        assertThat(refusal(new SetTimeouts(new Timeouts(1, 2, 3)), Answer.error(Errno.EINVAL)))
                .isEqualTo("set timeouts 1 2 3: EINVAL (the kernel accepts no timeout of that length)");
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
