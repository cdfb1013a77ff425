package dev.holdfast.controller.balance;

import static dev.holdfast.controller.balance.VirtualServers.check;
import static dev.holdfast.controller.balance.VirtualServers.destination;
import static dev.holdfast.controller.balance.VirtualServers.server;
import static dev.holdfast.controller.balance.VirtualServers.service;
import static dev.holdfast.controller.balance.VirtualServers.serviceKey;
import static dev.holdfast.controller.balance.VirtualServers.settings;
import static dev.holdfast.controller.balance.VirtualServers.virtual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.RealServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.DirectorEvent.RealServerChange;
import dev.holdfast.controller.event.DirectorEvent.RealServerChanged;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.controller.status.VirtualServerStatus.RealServerStatus;
import dev.holdfast.healthcheck.check.OutsideProbes;
import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.netlink.IpvsClient;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Virtual servers over a table that is kept in memory, with real checks of sockets on the loopback address. */
@Timeout(120)
class LoadBalancerTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long TEN_MILLISECONDS = TimeUnit.MILLISECONDS.toNanos(10);

    private final IpvsKernel kernel = new IpvsKernel();
    private final RecordedEvents events = new RecordedEvents();
    private final EventBus bus = events.bus();
    private final List<DirectorEvent> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeBus() {
        bus.close();
    }

    private LoadBalancer balancer(long verifyNanos, boolean releaseTable) {
        return new LoadBalancer(bus, told::add, OutsideProbes.NONE, verifyNanos, releaseTable, kernel::client);
    }

    private static IpvsTable.Builder with(IpvsTable.Builder table, VirtualServerConfig config, Destination... present) {
        return table.add(service(config), present);
    }

    private static IpvsTable tableOf(VirtualServerConfig config, Destination... present) {
        return with(IpvsTable.builder(), config, present).build();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = listen(0)) {
            return socket.getLocalPort();
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 512, VirtualServers.address(127, 0, 0, 1));
    }

    private static boolean is(Object event, RealServerChange change) {
        return event instanceof RealServerChanged changed && changed.change() == change;
    }

    @Test
    void putsVirtualServersInAndTakesThemOutAtTheEnd() throws Exception {
        VirtualServerConfig config = virtual(120, server(121), server(122));
        try (LoadBalancer balancer = balancer(HOUR, true)) {
            balancer.apply(List.of(config), settings());
            kernel.await(tableOf(config, destination(121, 1), destination(122, 1)));
        }
        assertThat(kernel.table()).isEqualTo(IpvsTable.empty());
    }

    @Test
    void leavesTheTableAtTheEndWhenToldTo() throws Exception {
        VirtualServerConfig config = virtual(120, server(121));
        try (LoadBalancer balancer = balancer(HOUR, false)) {
            balancer.apply(List.of(config), settings());
        }
        assertThat(kernel.table()).isEqualTo(tableOf(config, destination(121, 1)));
    }

    @Test
    void leavesServicesOfOthersAlone() throws Exception {
        VirtualServerConfig theirs = virtual(130, server(131));
        try (IpvsClient other = kernel.client()) {
            assertThat(other.apply(List.of(new IpvsCommand.AddService(service(theirs)))))
                    .allMatch(CommandOutcome::applied);
        }
        VirtualServerConfig config = virtual(120, server(121));
        try (LoadBalancer balancer = balancer(TEN_MILLISECONDS, true)) {
            balancer.apply(List.of(config), settings());
            kernel.await(with(with(IpvsTable.builder(), theirs), config, destination(121, 1))
                    .build());
        }
        assertThat(kernel.table()).isEqualTo(tableOf(theirs));
    }

    @Test
    void aReloadTouchesOnlyWhatDiffers() throws Exception {
        VirtualServerConfig same = virtual(120, server(121));
        VirtualServerConfig goes = virtual(130, server(131));
        VirtualServerConfig comes = virtual(140, server(141));
        try (LoadBalancer balancer = balancer(HOUR, true)) {
            balancer.apply(List.of(same, goes), settings());
            kernel.await(with(with(IpvsTable.builder(), same, destination(121, 1)), goes, destination(131, 1))
                    .build());
            int before = kernel.changes();
            balancer.apply(List.of(same, comes), settings());
            kernel.await(with(with(IpvsTable.builder(), same, destination(121, 1)), comes, destination(141, 1))
                    .build());
            // Remove one service; add one with its destination.
            assertThat(kernel.changes() - before).isEqualTo(3);
        }
    }

    @Test
    void aServerFollowsItsCheckOutAndIn() throws Exception {
        ServerSocket socket = listen(0);
        int port = socket.getLocalPort();
        VirtualServerConfig config = virtual(120, server(121, check(port, true)), server(122));
        try (LoadBalancer balancer = balancer(HOUR, true)) {
            balancer.apply(List.of(config), settings());
            kernel.await(tableOf(config, destination(121, 1), destination(122, 1)));
            socket.close();
            kernel.await(tableOf(config, destination(122, 1)));
            events.await(event -> is(event, RealServerChange.REMOVED));
            socket = listen(port);
            kernel.await(tableOf(config, destination(121, 1), destination(122, 1)));
        } finally {
            socket.close();
        }
        bus.close();
        assertThat(told)
                .as("what scripts and pipes are told of")
                .extracting(event -> event instanceof RealServerChanged changed ? changed.change() : event)
                .contains(RealServerChange.REMOVED, RealServerChange.ADDED);
        assertThat(events.lines())
                .containsSubsequence(
                        "TCP connection to [192.168.132.121]:tcp:3306 success.",
                        "Adding service [192.168.132.121]:tcp:3306 to VS [192.168.132.120]:tcp:3306",
                        "Removing service [192.168.132.121]:tcp:3306 from VS [192.168.132.120]:tcp:3306",
                        "TCP connection to [192.168.132.121]:tcp:3306 success.",
                        "Adding service [192.168.132.121]:tcp:3306 to VS [192.168.132.120]:tcp:3306");
    }

    @Test
    void aFailedServerStaysOutWhenAReloadChangesOnlyTheTimesOfItsCheck() throws Exception {
        int port = closedPort();
        VirtualServerConfig before = virtual(120, server(121, check(port, false, TEN_MILLISECONDS)), server(122));
        VirtualServerConfig after = virtual(120, server(121, check(port, false, 2 * TEN_MILLISECONDS)), server(122));
        VirtualServerConfig further = virtual(130, server(131));
        try (LoadBalancer balancer = balancer(HOUR, true)) {
            balancer.apply(List.of(before), settings());
            kernel.await(tableOf(before, destination(122, 1)));
            balancer.apply(List.of(after, further), settings());
            kernel.await(with(with(IpvsTable.builder(), after, destination(122, 1)), further, destination(131, 1))
                    .build());
        }
    }

    @Test
    void aServerWhoseCheckAsksSomethingElseBeginsAgain() throws Exception {
        try (ServerSocket socket = listen(0);
                LoadBalancer balancer = balancer(HOUR, true)) {
            VirtualServerConfig before = virtual(120, server(121, check(closedPort(), false)), server(122));
            balancer.apply(List.of(before), settings());
            kernel.await(tableOf(before, destination(122, 1)));
            VirtualServerConfig after = virtual(120, server(121, check(socket.getLocalPort(), false)), server(122));
            balancer.apply(List.of(after), settings());
            kernel.await(tableOf(after, destination(121, 1), destination(122, 1)));
        }
    }

    @Test
    void putsRightWhatSomebodyElseChangedAndSaysSo() throws Exception {
        VirtualServerConfig config = virtual(120, server(121));
        try (LoadBalancer balancer = balancer(TEN_MILLISECONDS, true);
                IpvsClient other = kernel.client()) {
            balancer.apply(List.of(config), settings());
            kernel.await(tableOf(config, destination(121, 1)));
            other.apply(List.of(new IpvsCommand.RemoveService(serviceKey(120))));
            kernel.await(tableOf(config, destination(121, 1)));
            events.awaitLine("the IPVS table was changed by somebody else; put right: add ");
        }
    }

    @Test
    void whatTheKernelRefusesIsToldAndTriedAgain() throws Exception {
        kernel.refuse(1);
        VirtualServerConfig config = virtual(120, server(121));
        try (LoadBalancer balancer = balancer(TEN_MILLISECONDS, true)) {
            balancer.apply(List.of(config), settings());
            events.awaitLine("ENOMEM (the kernel is out of memory)");
            kernel.await(tableOf(config, destination(121, 1)));
        }
    }

    @Test
    void aKernelWithoutIpvsIsToldInOneLine() {
        LoadBalancer.Opener none =
                () -> IpvsClient.over(FakeKernel.withFamily("nl80211", 30, 1, request -> Answer.ok()));
        try (LoadBalancer balancer = new LoadBalancer(bus, told::add, OutsideProbes.NONE, HOUR, true, none)) {
            balancer.apply(List.of(virtual(120, server(121))), settings());
            assertThat(balancer.awaitKernel()).isNotNull();
        }
        bus.close();
        assertThat(events.lines().stream().filter(line -> line.contains("unavailable")))
                .singleElement()
                .asString()
                .startsWith("virtual servers are unavailable: ")
                .contains("modprobe ip_vs");
    }

    @Test
    void withoutIpvsServersAreCheckedAllTheSame() throws Exception {
        LoadBalancer.Opener none =
                () -> IpvsClient.over(FakeKernel.withFamily("nl80211", 30, 1, request -> Answer.ok()));
        ServerSocket socket = listen(0);
        int port = socket.getLocalPort();
        try (LoadBalancer balancer = new LoadBalancer(bus, told::add, OutsideProbes.NONE, HOUR, true, none)) {
            balancer.apply(List.of(virtual(120, server(121, check(port, true)))), settings());
            events.await(event -> is(event, RealServerChange.ADDED));
            assertThat(standing(balancer)).isEqualTo("true []");
            socket.close();
            events.await(event -> is(event, RealServerChange.REMOVED));
            assertThat(standing(balancer)).isEqualTo("false [TCP_CHECK (Connection refused: /127.0.0.1:" + port + ")]");
            // A reload changes what is checked, and asks the kernel again.
            balancer.apply(List.of(virtual(120, server(121))), settings());
            assertThat(standing(balancer)).isEqualTo("true []");
        }
        assertThat(told).anyMatch(event -> is(event, RealServerChange.REMOVED));
    }

    /** Whether the only real server is up, and which of its checks fail. */
    private static String standing(LoadBalancer balancer) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        balancer.execute(() -> {
            RealServerStatus server = balancer.status().get(0).realServers().get(0);
            answer.complete(server.up() + " " + server.failing());
        });
        return answer.get(30, TimeUnit.SECONDS);
    }

    @Test
    void withoutVirtualServersTheKernelIsNotAsked() {
        LoadBalancer.Opener never = () -> {
            throw new AssertionError("the kernel was asked");
        };
        try (LoadBalancer balancer = new LoadBalancer(bus, told::add, OutsideProbes.NONE, HOUR, true, never)) {
            balancer.apply(List.of(), settings());
        }
        bus.close();
        assertThat(events.soFar()).isEmpty();
    }

    @Test
    void verdictsThatComeTogetherAreSettledTogether() throws Exception {
        // 200 servers with alpha are down until their checks pass, all within the same moments.
        try (ServerSocket socket = listen(0);
                LoadBalancer balancer = balancer(HOUR, true)) {
            RealServerConfig[] servers = new RealServerConfig[200];
            Destination[] present = new Destination[servers.length];
            for (int i = 0; i < servers.length; i++) {
                servers[i] = server(1 + i, check(socket.getLocalPort(), true, HOUR));
                present[i] = destination(1 + i, 1);
            }
            VirtualServerConfig config = virtual(250, servers);
            balancer.apply(List.of(config), settings());
            kernel.await(tableOf(config, present));
            // The service, and each server once.
            assertThat(kernel.changes()).isEqualTo(1 + servers.length);
        }
    }
}
