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
import dev.holdfast.ipvs.IpvsCommand.Zero;
import dev.holdfast.ipvs.IpvsDiff;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.ServiceKey.AddressService;
import dev.holdfast.ipvs.ServiceKey.FirewallMarkService;
import dev.holdfast.ipvs.Timeouts;
import dev.holdfast.ipvs.TransportProtocol;
import dev.holdfast.ipvs.Tunnel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client and a real ipvsadm beside each other on a real kernel. {@link KernelIpvsIT} gives it one. */
@Tag("ipvs-kernel")
class IpvsKernelTest {
    private static final Service WEB = Service.of(tcp("10.0.0.1", 80), "rr");
    private static final Destination A = direct("192.168.1.5", 80, 1);
    private static final Destination B = direct("192.168.1.6", 80, 1);

    private IpvsClient client;

    @BeforeEach
    void open_on_an_empty_table() throws IOException {
        KernelTables.assertOwnNamespace();
        Ipvsadm.run("-C");
        client = IpvsClient.open();
        assertThat(client.table()).isEqualTo(IpvsTable.empty());
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void info_and_timeouts_are_what_ipvsadm_says() throws IOException {
        assertThat(Ipvsadm.run("-L -n").get(0))
                .isEqualTo("IP Virtual Server version " + client.info().versionText() + " (size="
                        + client.info().connectionTableSize() + ")");
        Ipvsadm.run("--set 901 121 301");
        assertThat(client.timeouts()).isEqualTo(new Timeouts(901, 121, 301));

        applied(new SetTimeouts(new Timeouts(900, 0, 300)));

        assertThat(Ipvsadm.run("-L -n --timeout")).containsExactly("Timeout (tcp tcpfin udp): 900 121 300");
    }

    @Test
    void what_we_write_ipvsadm_reads_and_what_it_writes_we_read() throws IOException {
        for (Service service : services()) {
            IpvsTable table = IpvsTable.builder()
                    .add(service, destinations(service.key()))
                    .build();
            applied(IpvsDiff.commands(table, IpvsTable.empty()));
            assertThat(Ipvsadm.save()).as("written by us").isEqualTo(SaveFormat.lines(table));
            assertThat(client.table()).as("written and read by us").isEqualTo(table);

            Ipvsadm.run("-C");
            Ipvsadm.restore(String.join("\n", SaveFormat.lines(table)) + "\n");
            assertThat(client.table()).as("written by ipvsadm").isEqualTo(table);
            assertThat(IpvsDiff.commands(table, client.table())).isEmpty();
            Ipvsadm.run("-C");
        }
    }

    private static List<Service> services() {
        return List.of(
                WEB,
                Service.of(udp("10.0.0.1", 53), "wlc").withFlags(Set.of(ServiceFlag.ONE_PACKET)),
                Service.of(tcp("10.0.0.2", 0), "wrr")
                        .withPersistence(300, Service.netmaskOfPrefix(AddressFamily.IPV4, 24)),
                Service.of(tcp("10.0.0.2", 443), "wrr").withPersistence(60),
                Service.of(tcp("10.0.0.3", 443), "sh")
                        .withFlags(Set.of(ServiceFlag.SCHEDULER_1, ServiceFlag.SCHEDULER_2)),
                Service.of(udp("10.0.0.5", 5060), "rr").withPersistence(60).withPersistenceEngine("sip"),
                Service.of(new AddressService(TransportProtocol.SCTP, address("10.0.0.4"), 5060), "sed"),
                Service.of(tcp("2001:db8::1", 80), "rr").withPersistence(60, 64),
                Service.of(new FirewallMarkService(7, AddressFamily.IPV4), "lc"),
                Service.of(new FirewallMarkService(Integer.MAX_VALUE, AddressFamily.IPV6), "lc"));
    }

    /** Of every kind; ipvsadm gives a server its service's port unless it is masqueraded. */
    private static List<Destination> destinations(ServiceKey service) {
        String net = service.family() == AddressFamily.IPV4 ? "192.168.1." : "2001:db8:1::";
        int port = service.match(AddressService::port, mark -> 0);
        return List.of(
                direct(net + 5, port, 1),
                masquerade(net + 6, 8080, 65535),
                Destination.of(address(net + 7), port, ForwardingMethod.TUNNEL, 0),
                tunnelled(net + 8, port, new Tunnel(Tunnel.Type.GUE, 6080, Set.of(Tunnel.Flag.CHECKSUM))),
                tunnelled(net + 9, port, new Tunnel(Tunnel.Type.GUE, 65535, Set.of(Tunnel.Flag.REMOTE_CHECKSUM))),
                tunnelled(net + 10, port, new Tunnel(Tunnel.Type.GRE, 0, Set.of())));
    }

    private static Destination tunnelled(String host, int port, Tunnel tunnel) {
        return new Destination(address(host), port, ForwardingMethod.TUNNEL, 2, 0, 0, tunnel);
    }

    @Test
    void an_ipv6_server_behind_an_ipv4_address_goes_through_a_tunnel() throws IOException {
        IpvsTable table = IpvsTable.builder()
                .add(WEB, tunnelled("2001:db8:1::5", 80, Tunnel.IPIP))
                .build();

        applied(IpvsDiff.commands(table, IpvsTable.empty()));

        assertThat(Ipvsadm.save()).isEqualTo(SaveFormat.lines(table));
        assertThat(client.table()).isEqualTo(table);
    }

    @Test
    void thresholds_are_those_ipvsadm_shows() throws IOException {
        Destination limited = new Destination(A.address(), 80, ForwardingMethod.DIRECT, 1, 100_000, 50, null);

        applied(new AddService(WEB), new AddDestination(WEB.key(), limited));

        assertThat(Ipvsadm.run("-L -n --thresholds"))
                .anySatisfy(line -> assertThat(line).matches(" +-> 192.168.1.5:80 +100000 +50 +0 +0"));
        assertThat(client.table().destinations(WEB.key())).containsExactly(limited);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "mh", "sed", "nq", "fo", "ovf"})
    void every_scheduler_goes_by_its_name(String scheduler) throws IOException {
        applied(new AddService(WEB.withScheduler(scheduler)));

        assertThat(Ipvsadm.save()).containsExactly("-A -t 10.0.0.1:80 -s " + scheduler);
        assertThat(client.table().services()).containsExactly(WEB.withScheduler(scheduler));
    }

    @Test
    void changes_are_made_in_place() throws IOException {
        IpvsTable before = IpvsTable.builder().add(WEB, A, B).build();
        applied(IpvsDiff.commands(before, IpvsTable.empty()));
        List<IpvsTable> afters = List.of(
                IpvsTable.builder().add(WEB, A.withWeight(7), B).build(),
                IpvsTable.builder().add(WEB, A.withWeight(0), B).build(),
                IpvsTable.builder().add(WEB, A, B).build(),
                IpvsTable.builder().add(WEB.withScheduler("wlc"), A, B).build(),
                IpvsTable.builder()
                        .add(WEB.withScheduler("wlc").withPersistence(120), A, B)
                        .build(),
                IpvsTable.builder().add(WEB, A, B).build(),
                IpvsTable.builder()
                        .add(WEB, masquerade("192.168.1.5", 80, 1), B)
                        .build(),
                IpvsTable.builder()
                        .add(WEB, tunnelled("192.168.1.5", 80, new Tunnel(Tunnel.Type.GRE, 0, Set.of())), B)
                        .build(),
                IpvsTable.builder().add(WEB, A, B).build());
        for (IpvsTable after : afters) {
            List<IpvsCommand> commands = IpvsDiff.commands(after, client.table());

            assertThat(commands).singleElement().isInstanceOfAny(ChangeService.class, ChangeDestination.class);
            applied(commands);

            assertThat(Ipvsadm.save()).isEqualTo(SaveFormat.lines(after));
            assertThat(client.table()).isEqualTo(after);
        }
    }

    @Test
    void destinations_and_services_are_removed() {
        applied(new AddService(WEB), new AddDestination(WEB.key(), A), new AddDestination(WEB.key(), B));

        applied(new RemoveDestination(WEB.key(), A.key()));
        assertThat(Ipvsadm.save())
                .containsExactly("-A -t 10.0.0.1:80 -s rr", "-a -t 10.0.0.1:80 -r 192.168.1.6:80 -g -w 1");

        applied(new RemoveService(WEB.key()));
        assertThat(Ipvsadm.save()).isEmpty();
    }

    @Test
    void one_service_is_read_alone() throws IOException {
        applied(
                new AddService(WEB),
                new AddDestination(WEB.key(), A),
                new AddService(services().get(1)));
        for (Service service : client.table().services()) {
            assertThat(client.status(service.key()).orElseThrow())
                    .isEqualTo(client.status().stream()
                            .filter(status -> status.service().equals(service))
                            .findFirst()
                            .orElseThrow());
        }
        assertThat(client.status(tcp("10.9.9.9", 80))).isEmpty();
        Ipvsadm.run("-A -f 4294967294 -6 -s mh -b mh-port,mh-fallback");
        Service marked = client.status(new FirewallMarkService(-2, AddressFamily.IPV6))
                .orElseThrow()
                .service();
        assertThat(marked.flags()).containsExactly(ServiceFlag.SCHEDULER_1, ServiceFlag.SCHEDULER_2);
    }

    @Test
    void a_desired_table_is_planned_and_applied_and_others_are_left_alone() throws IOException {
        IpvsTable others = IpvsTable.builder()
                .add(Service.of(tcp("10.0.0.9", 80), "lc"), B)
                .build();
        Service old = Service.of(tcp("10.0.0.2", 80), "rr");
        applied(IpvsDiff.commands(others, IpvsTable.empty()));
        applied(new AddService(old), new AddService(WEB.withScheduler("wlc")), new AddDestination(WEB.key(), A));
        List<String> before = Ipvsadm.save();
        IpvsTable desired = IpvsTable.builder().add(WEB, A.withWeight(3), B).build();

        List<IpvsCommand> plan = client.plan(desired, old.key()::equals);

        assertThat(plan)
                .containsExactly(
                        new ChangeService(WEB),
                        new AddDestination(WEB.key(), B),
                        new ChangeDestination(WEB.key(), A.withWeight(3)),
                        new RemoveService(old.key()));
        assertThat(Ipvsadm.save()).as("a plan changes nothing").isEqualTo(before);

        assertThat(client.apply(desired, old.key()::equals))
                .extracting(CommandOutcome::command)
                .isEqualTo(plan);
        assertThat(Ipvsadm.save())
                .isEqualTo(SaveFormat.lines(IpvsTable.builder()
                        .add(WEB, A.withWeight(3), B)
                        .add(Service.of(tcp("10.0.0.9", 80), "lc"), B)
                        .build()));
        assertThat(client.apply(desired, old.key()::equals)).isEmpty();
    }

    @Test
    void a_local_and_a_bypassed_server_are_kept_as_they_are() throws IOException {
        Destination local = Destination.of(address("127.0.0.1"), 80, ForwardingMethod.LOCAL, 1);
        Destination bypassed = Destination.of(address("192.168.1.9"), 80, ForwardingMethod.BYPASS, 1);

        applied(new AddService(WEB), new AddDestination(WEB.key(), local), new AddDestination(WEB.key(), bypassed));

        assertThat(client.table().destinations(WEB.key())).containsExactlyInAnyOrder(local, bypassed);
        assertThat(Ipvsadm.run("-L -n"))
                .anySatisfy(line -> assertThat(line).matches(" +-> 127.0.0.1:80 +Local +1 +0 +0"))
                // ipvsadm has no word for the other.
                .anySatisfy(line -> assertThat(line).matches(" +-> 192.168.1.9:80 +\\(null\\) +1 +0 +0"));
    }

    @Test
    void flush_removes_everything() {
        applied(
                new AddService(WEB),
                new AddDestination(WEB.key(), A),
                new AddService(services().get(1)));

        applied(new Flush());

        assertThat(Ipvsadm.save()).isEmpty();
    }

    @Test
    void any_table_becomes_any_other() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 8; round++) {
            IpvsTable desired = RandomTables.table(random);

            applied(IpvsDiff.commands(desired, client.table()));

            assertThat(client.table()).as("-Dseed=%d round %d", seed, round).isEqualTo(desired);
            assertThat(Ipvsadm.save()).as("-Dseed=%d round %d", seed, round).isEqualTo(SaveFormat.lines(desired));
        }
    }

    @Test
    void two_bad_commands_in_the_middle_of_a_batch_hold_up_none_of_the_others() throws IOException {
        List<IpvsCommand> commands = new ArrayList<>(List.of(new AddService(WEB)));
        for (int host = 1; host <= 200; host++) {
            commands.add(new AddDestination(WEB.key(), direct("192.168.1." + host, 80, host)));
            if (host == 100) {
                commands.add(new AddDestination(tcp("10.9.9.9", 80), A));
                commands.add(new RemoveDestination(
                        WEB.key(), direct("192.168.9.9", 80, 1).key()));
            }
        }

        List<CommandOutcome> outcomes = client.apply(commands);

        assertThat(outcomes).extracting(CommandOutcome::command).isEqualTo(commands);
        assertThat(outcomes.stream().filter(outcome -> !outcome.applied()).map(CommandOutcome::toString))
                .containsExactly(
                        "add real server 192.168.1.5:80 to tcp 10.9.9.9:80: ESRCH (no such virtual server)",
                        "remove real server 192.168.9.9:80 from tcp 10.0.0.1:80: ENOENT (no such real server)");
        assertThat(client.table().destinations(WEB.key())).hasSize(200);
        assertThat(Ipvsadm.save()).hasSize(201);
    }

    @Test
    void thousands_of_destinations_take_one_call() throws IOException {
        IpvsTable table = IpvsTable.builder().add(WEB, thousands()).build();

        applied(IpvsDiff.commands(table, IpvsTable.empty()));

        assertThat(client.table()).isEqualTo(table);
    }

    private static List<Destination> thousands() {
        List<Destination> destinations = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            destinations.add(masquerade("10.90." + i / 250 + "." + (1 + i % 250), 80, 1));
        }
        return destinations;
    }

    @Test
    void a_refusal_says_what_the_kernel_means() {
        applied(new AddService(WEB), new AddDestination(WEB.key(), A));
        AddressService missing = tcp("10.9.9.9", 80);

        assertThat(client.apply(List.of(
                        new AddService(WEB),
                        new ChangeService(Service.of(missing, "rr")),
                        new RemoveService(missing),
                        new Zero(missing),
                        new AddService(Service.of(tcp("10.0.0.1", 81), "nosuch")),
                        new ChangeService(WEB.withPersistence(60).withPersistenceEngine("nosuch")),
                        new AddDestination(WEB.key(), A),
                        new ChangeDestination(WEB.key(), B),
                        new AddDestination(WEB.key(), direct("224.0.0.5", 80, 1)),
                        new AddDestination(WEB.key(), direct("2001:db8::5", 80, 1)))))
                .extracting(CommandOutcome::toString)
                .containsExactly(
                        "add virtual server tcp 10.0.0.1:80: EEXIST (the virtual server exists already)",
                        "change virtual server tcp 10.9.9.9:80: ESRCH (no such virtual server)",
                        "remove virtual server tcp 10.9.9.9:80: ESRCH (no such virtual server)",
                        "zero the counters of tcp 10.9.9.9:80: ESRCH (no such virtual server)",
                        "add virtual server tcp 10.0.0.1:81: ENOENT (no such scheduler: nosuch)",
                        "change virtual server tcp 10.0.0.1:80: ENOENT"
                                + " (no such scheduler or persistence engine: rr, nosuch)",
                        "add real server 192.168.1.5:80 to tcp 10.0.0.1:80: EEXIST (the real server exists already)",
                        "change real server 192.168.1.6:80 of tcp 10.0.0.1:80: ENOENT (no such real server)",
                        "add real server 224.0.0.5:80 to tcp 10.0.0.1:80: EINVAL (address 224.0.0.5 is no host's, or"
                                + " does not go with forwarding method DIRECT)",
                        "add real server [2001:db8::5]:80 to tcp 10.0.0.1:80: EINVAL (a real server of the other"
                                + " address family goes by tunnel only, and not while a sync daemon runs)");
    }

    private void applied(IpvsCommand... commands) {
        applied(List.of(commands));
    }

    private void applied(List<IpvsCommand> commands) {
        assertThat(client.apply(commands))
                .hasSameSizeAs(commands)
                .allSatisfy(outcome ->
                        assertThat(outcome.applied()).as(outcome.toString()).isTrue());
    }
}
