package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.Tables.address;
import static dev.holdfast.ipvs.Tables.direct;
import static dev.holdfast.ipvs.Tables.masquerade;
import static dev.holdfast.ipvs.Tables.tcp;
import static dev.holdfast.ipvs.Tables.udp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
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
import dev.holdfast.ipvs.IpvsInfo;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey.AddressService;
import dev.holdfast.ipvs.ServiceKey.FirewallMarkService;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.Statistics;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.ipvs.SyncDaemon.Role;
import dev.holdfast.ipvs.TableModel;
import dev.holdfast.ipvs.Timeouts;
import dev.holdfast.ipvs.TransportProtocol;
import dev.holdfast.ipvs.Tunnel;
import dev.holdfast.ipvs.netlink.GoldenCapture.Exchange;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.netlink.GenericNetlink;
import dev.holdfast.linuxnet.netlink.MessageBuilder;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.Request;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Our messages beside those of a real ipvsadm and a real kernel, in both directions. */
@EnabledIf(value = "sameByteOrder", disabledReason = "the capture is of a little-endian machine")
class GoldenMessagesTest {
    private static final Service WEB = Service.of(tcp("10.0.0.1", 80), "rr");
    private static final Service DNS = Service.of(udp("10.0.0.1", 53), "wlc").withFlags(Set.of(ServiceFlag.ONE_PACKET));
    private static final Service WEB6 = Service.of(tcp("2001:db8::1", 80), "rr").withPersistence(60, 64);
    private static final Service MARKED = Service.of(new FirewallMarkService(7, AddressFamily.IPV4), "lc");
    private static final Service MARKED6 = Service.of(new FirewallMarkService(8, AddressFamily.IPV6), "lc");
    private static final AddressService NONE = tcp("10.9.9.9", 80);

    private GoldenCapture capture;
    private CommandEncoder encoder;

    static boolean sameByteOrder() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    @BeforeEach
    void read() throws NetlinkException {
        capture = GoldenCapture.read();
        encoder = new CommandEncoder(new GenericNetlink.Family(
                "IPVS", capture.exchanges().get(0).request().type(), 1));
    }

    /** The commands of {@code commands.txt} that change something, line by line. */
    private static List<IpvsCommand> commands() {
        List<IpvsCommand> commands = new ArrayList<>(beforeTheDumps());
        commands.addAll(List.of(
                new ChangeService(WEB.withScheduler("wlc").withPersistence(120)),
                new ChangeService(WEB.withScheduler("wlc")),
                new ChangeDestination(WEB.key(), direct("192.168.1.5", 80, 7)),
                new ChangeDestination(WEB.key(), direct("192.168.1.6", 80, 3)),
                new RemoveDestination(WEB.key(), direct("192.168.1.7", 80, 1).key()),
                new AddService(WEB),
                new AddDestination(NONE, direct("192.168.1.5", 80, 1)),
                new AddDestination(WEB.key(), direct("192.168.1.5", 80, 1)),
                new ChangeDestination(WEB.key(), direct("192.168.1.99", 80, 1)),
                new RemoveDestination(WEB.key(), direct("192.168.1.99", 80, 1).key()),
                new AddService(Service.of(tcp("10.0.0.1", 81), "nosuch")),
                new ChangeService(Service.of(NONE, "rr")),
                new RemoveService(NONE),
                new Zero(WEB.key()),
                new Zero(null),
                new SetTimeouts(new Timeouts(800, 100, 200)),
                new RemoveService(WEB.key()),
                new Flush(),
                new StartSyncDaemon(SyncDaemon.of(Role.MASTER, "sync0", 7)),
                new StartSyncDaemon(new SyncDaemon(Role.BACKUP, "sync0", 8, 1400, address("ff02::81"), 9000, 3)),
                new StartSyncDaemon(SyncDaemon.of(Role.MASTER, "sync0", 0)),
                new StartSyncDaemon(SyncDaemon.of(Role.MASTER, "nosuch", 0)),
                new StopSyncDaemon(Role.MASTER),
                new StopSyncDaemon(Role.BACKUP),
                new StopSyncDaemon(Role.BACKUP),
                new StartSyncDaemon(new SyncDaemon(Role.BACKUP, "sync0", 0, 0, address("224.0.0.99"), 0, 255))));
        return commands;
    }

    private static List<IpvsCommand> beforeTheDumps() {
        return List.of(
                new AddService(WEB),
                new AddService(DNS),
                new AddService(Service.of(tcp("10.0.0.2", 0), "wrr")
                        .withPersistence(300, Service.netmaskOfPrefix(AddressFamily.IPV4, 24))),
                new AddService(Service.of(tcp("10.0.0.3", 443), "sh")
                        .withFlags(Set.of(ServiceFlag.SCHEDULER_1, ServiceFlag.SCHEDULER_2))),
                new AddService(WEB6),
                new AddService(MARKED),
                new AddService(MARKED6),
                new AddService(
                        Service.of(new AddressService(TransportProtocol.SCTP, address("10.0.0.4"), 5060), "sed")),
                new AddService(Service.of(udp("10.0.0.5", 5060), "rr")
                        .withPersistence(60)
                        .withPersistenceEngine("sip")),
                new AddDestination(WEB.key(), direct("192.168.1.5", 80, 1)),
                new AddDestination(WEB.key(), masquerade("192.168.1.6", 80, 3)),
                new AddDestination(WEB.key(), Destination.of(address("192.168.1.7"), 80, ForwardingMethod.TUNNEL, 0)),
                new AddDestination(
                        WEB.key(),
                        new Destination(address("192.168.1.8"), 80, ForwardingMethod.DIRECT, 1, 100, 50, null)),
                new AddDestination(
                        WEB.key(),
                        tunnelled("192.168.1.9", new Tunnel(Tunnel.Type.GUE, 6080, Set.of(Tunnel.Flag.CHECKSUM)))),
                new AddDestination(
                        WEB.key(),
                        tunnelled("192.168.1.10", new Tunnel(Tunnel.Type.GRE, 0, Set.of(Tunnel.Flag.CHECKSUM)))),
                new AddDestination(DNS.key(), masquerade("192.168.1.5", 5353, 2)),
                new AddDestination(WEB6.key(), direct("2001:db8::5", 80, 1)),
                new AddDestination(MARKED.key(), direct("192.168.1.5", 0, 1)),
                new AddDestination(MARKED6.key(), direct("2001:db8::5", 0, 1)));
    }

    private static Destination tunnelled(String host, Tunnel tunnel) {
        return new Destination(address(host), 80, ForwardingMethod.TUNNEL, 1, 0, 0, tunnel);
    }

    /** To name a service, remove a server or stop a daemon ipvsadm sends settings along that the kernel does not read. */
    @Test
    void our_requests_are_ipvsadms() throws NetlinkException {
        List<IpvsCommand> commands = commands();
        List<Exchange> changes = capture.changes();
        List<String> lines = GoldenCapture.commandLines().stream()
                .filter(line -> !line.contains(" -L "))
                .toList();
        assertThat(commands).hasSameSizeAs(changes).hasSameSizeAs(lines);
        for (int i = 0; i < commands.size(); i++) {
            Request ours = encoder.encode(commands.get(i));
            NetlinkMessage theirs = changes.get(i).request();
            String line = lines.get(i);
            assertThat(ours.type()).as(line).isEqualTo(theirs.type());
            assertThat(header(GoldenCapture.message(ours))).as(line).isEqualTo(header(theirs));
            Map<Integer, byte[]> ourAttributes = attributes(GoldenCapture.message(ours));
            Map<Integer, byte[]> theirAttributes = attributes(theirs);
            assertThat(ourAttributes.keySet()).as(line).containsExactlyElementsOf(theirAttributes.keySet());
            boolean settings = line.contains("ipvsadm -A") || line.contains("ipvsadm -E");
            boolean destinationSettings = line.contains("ipvsadm -a") || line.contains("ipvsadm -e");
            theirAttributes.forEach((type, value) -> {
                boolean whole = switch (type) {
                    case IpvsProtocol.ATTR_SERVICE -> settings;
                    case IpvsProtocol.ATTR_DEST -> destinationSettings;
                    case IpvsProtocol.ATTR_DAEMON -> line.contains("--start-daemon");
                    default -> true;
                };
                if (whole) {
                    assertThat(ourAttributes.get(type))
                            .as("%s, attribute %d", line, type)
                            .isEqualTo(value);
                } else {
                    assertThat(value).as("%s, attribute %d", line, type).startsWith(ourAttributes.get(type));
                }
            });
        }
    }

    @Test
    void our_queries_are_ipvsadms() {
        for (Exchange exchange : capture.exchanges()) {
            Request ours = switch (exchange.command()) {
                case IpvsProtocol.CMD_GET_INFO -> encoder.getInfo();
                case IpvsProtocol.CMD_GET_CONFIG -> encoder.getTimeouts();
                case IpvsProtocol.CMD_GET_SERVICE -> encoder.dumpServices();
                case IpvsProtocol.CMD_GET_DAEMON -> encoder.dumpSyncDaemons();
                default -> null;
            };
            if (ours != null) {
                assertThat(GoldenCapture.bytes(ours.payload()))
                        .isEqualTo(GoldenCapture.bytes(exchange.request().payload()));
            }
        }
    }

    /** The kernel's own answers, given to our client, are the table that the commands before them made. */
    @Test
    void the_kernels_answers_are_the_table_that_was_made() throws IOException {
        TableModel model = new TableModel(IpvsTable.empty());
        beforeTheDumps().forEach(model::apply);
        try (IpvsClient client = IpvsClient.over(replay())) {
            assertThat(client.table()).isEqualTo(model.table());
            assertThat(client.info()).isEqualTo(new IpvsInfo(0x010201, 4096));
            assertThat(client.info().versionText()).isEqualTo("1.2.1");
            assertThat(client.timeouts()).isEqualTo(new Timeouts(900, 120, 300));
            assertThat(client.status()).extracting(ServiceStatus::statistics).containsOnly(Statistics.NONE);
        }
    }

    @Test
    void the_kernels_refusals_are_worded() throws IOException {
        try (IpvsClient client = IpvsClient.over(replay())) {
            List<IpvsCommand> commands = commands();
            List<String> failures = client
                    .apply(commands.subList(beforeTheDumps().size(), commands.size()))
                    .stream()
                    .filter(outcome -> !outcome.applied())
                    .map(CommandOutcome::toString)
                    .toList();

            assertThat(failures)
                    .containsExactly(
                            "add virtual server tcp 10.0.0.1:80: EEXIST (the virtual server exists already)",
                            "add real server 192.168.1.5:80 to tcp 10.9.9.9:80: ESRCH (no such virtual server)",
                            "add real server 192.168.1.5:80 to tcp 10.0.0.1:80: EEXIST"
                                    + " (the real server exists already)",
                            "change real server 192.168.1.99:80 of tcp 10.0.0.1:80: ENOENT (no such real server)",
                            "remove real server 192.168.1.99:80 from tcp 10.0.0.1:80: ENOENT (no such real server)",
                            "add virtual server tcp 10.0.0.1:81: ENOENT (no such scheduler: nosuch)",
                            "change virtual server tcp 10.9.9.9:80: ESRCH (no such virtual server)",
                            "remove virtual server tcp 10.9.9.9:80: ESRCH (no such virtual server)",
                            "start master sync daemon on sync0: EEXIST (a master sync daemon runs already)",
                            "start master sync daemon on nosuch: ENODEV (no such interface: nosuch)",
                            "stop backup sync daemon: ESRCH (no backup sync daemon runs)");
        }
    }

    /** What the commands left to the kernel is in its answer. */
    @Test
    void the_kernels_answers_are_the_sync_daemons_that_were_started() throws IOException {
        try (IpvsClient client = IpvsClient.over(replay())) {
            assertThat(client.syncDaemons())
                    .containsExactly(
                            new SyncDaemon(Role.MASTER, "sync0", 7, 1472, address("224.0.0.81"), 8848, 1),
                            new SyncDaemon(Role.BACKUP, "sync0", 8, 1400, address("ff02::81"), 9000, 3));
        }
    }

    /** A kernel that says what the captured one said; to changes, in the order of those after the dumps. */
    private FakeKernel replay() {
        int[] next = {beforeTheDumps().size()};
        return FakeKernel.withFamily(
                "IPVS", capture.exchanges().get(0).request().type(), 1, request -> {
                    for (Exchange exchange : capture.exchanges()) {
                        if (exchange.request().payload().equals(request.payload())
                                && !capture.changes().contains(exchange)) {
                            return Answer.messages(exchange.answers().stream()
                                    .map(answer -> new MessageBuilder(answer.type(), 0)
                                            .bytes(GoldenCapture.bytes(answer.payload()))
                                            .build())
                                    .toList());
                        }
                    }
                    int errno = capture.changes().get(next[0]++).errno();
                    return errno == 0 ? Answer.ok() : Answer.error(errno);
                });
    }

    /** An answer whose attributes lie in an outer one is never whole without its end; the others' may end between two. */
    @Test
    void a_truncated_answer_gives_the_typed_error() {
        for (NetlinkMessage answer : answers()) {
            byte[] payload = GoldenCapture.bytes(answer.payload());
            boolean nested = switch (payload[0]) {
                case IpvsProtocol.CMD_NEW_SERVICE, IpvsProtocol.CMD_NEW_DEST, IpvsProtocol.CMD_NEW_DAEMON -> true;
                default -> false;
            };
            for (int length = 0; length < payload.length; length++) {
                Throwable failure = failure(GoldenCapture.message(answer.type(), Arrays.copyOf(payload, length)));
                if (nested || failure != null) {
                    assertThat(failure)
                            .as("%d bytes of %d", length, payload.length)
                            .isInstanceOfSatisfying(
                                    NetlinkException.class,
                                    typed -> assertThat(typed.errno()).isEqualTo(Errno.EBADMSG));
                }
            }
        }
    }

    @Test
    void a_mutated_answer_gives_the_typed_error_or_a_valid_record() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<NetlinkMessage> answers = answers();
        for (int round = 0; round < 20_000; round++) {
            NetlinkMessage answer = answers.get(random.nextInt(answers.size()));
            byte[] payload = GoldenCapture.bytes(answer.payload());
            for (int i = random.nextInt(4); i >= 0; i--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            Throwable failure = failure(GoldenCapture.message(answer.type(), payload));
            if (failure != null) {
                assertThat(failure).as("-Dseed=%d round %d", seed, round).isInstanceOf(NetlinkException.class);
            }
        }
    }

    /** A table's services and destinations survive being sent: a request to add one has the form of an answer about it. */
    @Test
    void what_is_encoded_decodes_to_the_same() throws NetlinkException {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            for (IpvsTable.Entry entry : RandomTables.table(random).entries().values()) {
                Service service = entry.service();
                assertThat(ReplyDecoder.service(GoldenCapture.message(encoder.encode(new AddService(service))))
                                .service())
                        .as("-Dseed=%d round %d", seed, round)
                        .isEqualTo(service);
                for (Destination destination : entry.destinations().values()) {
                    NetlinkMessage message =
                            GoldenCapture.message(encoder.encode(new AddDestination(service.key(), destination)));
                    assertThat(ReplyDecoder.destination(message, service.key().family())
                                    .destination())
                            .as("-Dseed=%d round %d", seed, round)
                            .isEqualTo(destination);
                }
            }
        }
    }

    /** {@code ::ffff:10.0.0.1} is one of IPv6 to the kernel: taken as IPv4 it would be another service. */
    @Test
    void an_ipv6_address_with_an_ipv4_address_in_it_stays_one() throws NetlinkException {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        bytes[12] = 10;
        bytes[15] = 1;
        Service service =
                Service.of(new AddressService(TransportProtocol.TCP, AddressFamily.IPV6.address(bytes), 80), "rr");

        assertThat(ReplyDecoder.service(GoldenCapture.message(encoder.encode(new AddService(service))))
                        .service())
                .isEqualTo(service)
                .extracting(found -> found.key().family())
                .isEqualTo(AddressFamily.IPV6);
    }

    private List<NetlinkMessage> answers() {
        List<NetlinkMessage> answers = capture.exchanges().stream()
                .flatMap(exchange -> exchange.answers().stream())
                .toList();
        assertThat(answers).hasSizeGreaterThan(20);
        assertThat(answers)
                .extracting(answer -> (int) answer.payload().get(0))
                .contains(
                        IpvsProtocol.CMD_NEW_SERVICE,
                        IpvsProtocol.CMD_NEW_DEST,
                        IpvsProtocol.CMD_NEW_DAEMON,
                        IpvsProtocol.CMD_SET_INFO,
                        IpvsProtocol.CMD_SET_CONFIG);
        return answers;
    }

    private static Throwable failure(NetlinkMessage message) {
        try {
            switch (message.payload().remaining() == 0
                    ? IpvsProtocol.CMD_NEW_SERVICE
                    : Byte.toUnsignedInt(message.payload().get(0))) {
                case IpvsProtocol.CMD_NEW_DEST -> ReplyDecoder.destination(message, AddressFamily.IPV4);
                case IpvsProtocol.CMD_NEW_DAEMON -> ReplyDecoder.syncDaemon(message);
                case IpvsProtocol.CMD_SET_INFO -> ReplyDecoder.info(message);
                case IpvsProtocol.CMD_SET_CONFIG -> ReplyDecoder.timeouts(message);
                default -> ReplyDecoder.service(message);
            }
            return null;
        } catch (NetlinkException | RuntimeException e) {
            return e;
        }
    }

    private static int header(NetlinkMessage message) {
        return message.payload().getInt(0);
    }

    private static Map<Integer, byte[]> attributes(NetlinkMessage message) throws NetlinkException {
        Map<Integer, byte[]> values = new LinkedHashMap<>();
        Attributes attributes = message.attributes(GenericNetlink.HEADER_LENGTH);
        while (attributes.next()) {
            values.put(attributes.type(), attributes.bytes());
        }
        return values;
    }
}
