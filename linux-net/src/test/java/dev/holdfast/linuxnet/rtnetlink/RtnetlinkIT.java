package dev.holdfast.linuxnet.rtnetlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Poller;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.AddressAdded;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.AddressRemoved;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.LinkChanged;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.LinkRemoved;
import dev.holdfast.linuxnet.testing.Bridge;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links and addresses of a real kernel, with ip(8) as the second opinion. */
@Timeout(120)
class RtnetlinkIT {

    private static final long LIMIT_NANOS = 20_000_000_000L;

    private NetworkNamespace host;
    private Bridge bridge;

    @BeforeEach
    void plugIn() {
        RealKernel.requireNamespaces();
        host = NetworkNamespace.create();
        bridge = Bridge.create();
        bridge.attach(host, "eth0");
    }

    @AfterEach
    void remove() {
        if (host != null) {
            host.close();
        }
        if (bridge != null) {
            bridge.close();
        }
    }

    @Test
    void linksAreThoseOfIp() throws Exception {
        List<Link> links = host.inside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                return rtnetlink.links();
            }
        });

        String json = host.ip("-j", "link", "show");
        assertThat(links).extracting(Link::name).contains("lo", "eth0");
        for (Link link : links) {
            assertThat(json).contains("\"ifindex\":" + link.index() + ",");
            assertThat(json).contains("\"address\":\"" + link.hardwareAddress() + "\"");
        }
        Link eth0 = named(links, "eth0");
        assertThat(eth0.adminUp()).isTrue();
        assertThat(eth0.running()).isTrue();
        assertThat(eth0.mtu()).isEqualTo(1500);
        assertThat(eth0.usesArp()).isTrue();
        assertThat(eth0.multicast()).isTrue();
        assertThat(eth0.loopback()).isFalse();
        assertThat(named(links, "lo").loopback()).isTrue();
        assertThat(named(links, "lo").usesArp()).isFalse();
    }

    @Test
    void linkIsFoundByName() throws Exception {
        host.runInside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                assertThat(rtnetlink.link("eth0")).contains(named(rtnetlink.links(), "eth0"));
                assertThat(rtnetlink.link("eth9")).isEmpty();
                assertThat(rtnetlink.link("a-name-that-is-too-long-for-a-link")).isEmpty();
            }
        });
    }

    @Test
    void wayIsTheKernels() throws Exception {
        host.ip("address", "add", "10.0.0.1/24", "dev", "eth0");
        host.ip("address", "add", "2001:db8::1/64", "dev", "eth0", "nodad");
        host.ip("route", "add", "198.51.100.0/24", "via", "10.0.0.9");
        host.ip("route", "add", "198.51.101.0/24", "via", "inet6", "2001:db8::9", "dev", "eth0");
        host.runInside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                int eth0 = rtnetlink.link("eth0").orElseThrow().index();
                int lo = rtnetlink.link("lo").orElseThrow().index();
                assertThat(rtnetlink.routeTo(ip("10.0.0.2"))).isEqualTo(new RouteChoice(eth0, null, false));
                assertThat(rtnetlink.routeTo(ip("2001:db8::2"))).isEqualTo(new RouteChoice(eth0, null, false));
                assertThat(rtnetlink.routeTo(ip("198.51.100.7")))
                        .isEqualTo(new RouteChoice(eth0, ip("10.0.0.9"), false));
                assertThat(rtnetlink.routeTo(ip("198.51.101.7")))
                        .isEqualTo(new RouteChoice(eth0, ip("2001:db8::9"), false));
                assertThat(rtnetlink.routeTo(ip("10.0.0.1"))).isEqualTo(new RouteChoice(lo, null, true));
                LinuxException nowhere =
                        catchThrowableOfType(LinuxException.class, () -> rtnetlink.routeTo(ip("203.0.113.1")));
                assertThat(nowhere)
                        .hasMessage("look up the route to 203.0.113.1: ENETUNREACH (Network is unreachable)");
            }
        });
    }

    @Test
    void addressWithEverythingIsReadBackByIp() throws Exception {
        host.runInside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                int index = rtnetlink.link("eth0").orElseThrow().index();
                InterfaceAddress address = new InterfaceAddress(
                        index, ip("192.0.2.10"), 24, "eth0:vip", InterfaceAddress.SCOPE_LINK, ip("192.0.2.255"), 0);

                assertThat(rtnetlink.addAddress(address)).isEqualTo(Outcome.DONE);
                assertThat(rtnetlink.addAddress(address)).isEqualTo(Outcome.ALREADY);

                assertThat(host.ip("-j", "-4", "address", "show", "dev", "eth0"))
                        .contains("\"local\":\"192.0.2.10\"")
                        .contains("\"prefixlen\":24")
                        .contains("\"broadcast\":\"192.0.2.255\"")
                        .contains("\"scope\":\"link\"")
                        .contains("\"label\":\"eth0:vip\"");
                assertThat(rtnetlink.addresses())
                        .filteredOn(address::sameAs)
                        .singleElement()
                        .satisfies(found -> {
                            assertThat(found.label()).isEqualTo("eth0:vip");
                            assertThat(found.scope()).isEqualTo(InterfaceAddress.SCOPE_LINK);
                            assertThat(found.broadcast()).isEqualTo(ip("192.0.2.255"));
                            assertThat(found.flags()).isEqualTo(InterfaceAddress.FLAG_PERMANENT);
                        });

                assertThat(rtnetlink.removeAddress(address)).isEqualTo(Outcome.DONE);
                assertThat(rtnetlink.removeAddress(address)).isEqualTo(Outcome.ALREADY);
                assertThat(host.ip("-j", "-4", "address", "show", "dev", "eth0"))
                        .doesNotContain("192.0.2.10");
            }
        });
    }

    @Test
    void deprecatedIpv6AddressIsReadBackByIp() throws Exception {
        host.runInside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                int index = rtnetlink.link("lo").orElseThrow().index();
                InterfaceAddress address = new InterfaceAddress(
                        index,
                        ip("2001:db8::100"),
                        128,
                        null,
                        InterfaceAddress.SCOPE_GLOBAL,
                        null,
                        InterfaceAddress.FLAG_NO_DUPLICATE_DETECTION | InterfaceAddress.FLAG_DEPRECATED);

                assertThat(rtnetlink.addAddress(address)).isEqualTo(Outcome.DONE);

                assertThat(host.ip("-6", "address", "show", "dev", "lo", "deprecated"))
                        .contains("2001:db8::100/128")
                        .contains("valid_lft forever preferred_lft 0sec");
                assertThat(rtnetlink.addresses())
                        .filteredOn(address::sameAs)
                        .singleElement()
                        .satisfies(found -> assertThat(found.flags() & InterfaceAddress.FLAG_DEPRECATED)
                                .isNotZero());
            }
        });
    }

    @Test
    void linkIsSetDownAndUp() throws Exception {
        host.runInside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                int index = rtnetlink.link("eth0").orElseThrow().index();
                rtnetlink.setLinkUp(index, false);
                assertThat(rtnetlink.link("eth0").orElseThrow().adminUp()).isFalse();
                assertThat(host.ip("link", "show", "dev", "eth0")).contains("state DOWN");

                rtnetlink.setLinkUp(index, true);
                assertThat(rtnetlink.link("eth0").orElseThrow().adminUp()).isTrue();

                LinuxException error =
                        catchThrowableOfType(LinuxException.class, () -> rtnetlink.setLinkUp(4711, true));
                assertThat(error).hasMessageStartingWith("set link 4711 up: ENODEV (No such device)");
            }
        });
    }

    @Test
    void peerAndIpv6AddressesAreReadBackByIp() throws Exception {
        host.runInside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                int index = rtnetlink.link("eth0").orElseThrow().index();
                InterfaceAddress peer = new InterfaceAddress(
                        index, ip("192.0.2.1"), 32, null, InterfaceAddress.SCOPE_GLOBAL, null, 0, ip("192.0.2.2"));
                InterfaceAddress ipv6 = new InterfaceAddress(
                        index,
                        ip("2001:db8::10"),
                        64,
                        null,
                        InterfaceAddress.SCOPE_GLOBAL,
                        null,
                        InterfaceAddress.FLAG_NO_DUPLICATE_DETECTION);

                assertThat(rtnetlink.addAddress(peer)).isEqualTo(Outcome.DONE);
                assertThat(rtnetlink.addAddress(ipv6)).isEqualTo(Outcome.DONE);

                assertThat(host.ip("-j", "address", "show", "dev", "eth0"))
                        .contains("\"local\":\"192.0.2.1\",\"address\":\"192.0.2.2\"")
                        .contains("\"local\":\"2001:db8::10\",\"prefixlen\":64");
                assertThat(rtnetlink.addresses()).anyMatch(peer::sameAs).anyMatch(ipv6::sameAs);
                assertThat(rtnetlink.removeAddress(peer)).isEqualTo(Outcome.DONE);
                assertThat(rtnetlink.removeAddress(ipv6)).isEqualTo(Outcome.DONE);
                assertThat(rtnetlink.addresses()).noneMatch(peer::sameAs).noneMatch(ipv6::sameAs);
            }
        });
    }

    @Test
    void aThousandAddressesAreAddedAndRemovedInBatchesAndEachErrorIsItsAddresss() throws Exception {
        host.runInside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                int index = rtnetlink.link("eth0").orElseThrow().index();
                // Every tenth is on an interface that is not there.
                List<InterfaceAddress> addresses = IntStream.range(0, 1000)
                        .mapToObj(i -> InterfaceAddress.of(i % 10 == 3 ? 4711 : index, numbered(i), 32))
                        .toList();

                List<Change<InterfaceAddress>> added = rtnetlink.addAddresses(addresses);

                for (int i = 0; i < 1000; i++) {
                    Change<InterfaceAddress> change = added.get(i);
                    assertThat(change.subject()).isEqualTo(addresses.get(i));
                    if (i % 10 == 3) {
                        assertThat(change.outcome()).isEqualTo(Outcome.FAILED);
                        assertThat(change.error())
                                .hasMessageContaining("ENODEV")
                                .hasMessageContaining(addresses.get(i).notation());
                    } else {
                        assertThat(change.outcome()).isEqualTo(Outcome.DONE);
                    }
                }
                assertThat(rtnetlink.addresses())
                        .filteredOn(address -> address.prefixLength() == 32)
                        .hasSize(900);
                assertThat(rtnetlink.removeAddresses(addresses))
                        .filteredOn(change -> change.outcome() == Outcome.DONE)
                        .hasSize(900);
            }
        });
    }

    @Test
    void kernelsWordsComeWithARefusal() throws Exception {
        LinuxException error = host.inside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                int index = rtnetlink.link("eth0").orElseThrow().index();
                // No host can have a group's address.
                InterfaceAddress multicast = InterfaceAddress.of(index, ip("ff02::1"), 64);
                return catchThrowableOfType(LinuxException.class, () -> rtnetlink.addAddress(multicast));
            }
        });

        assertThat(error.kernelText()).isNotBlank();
        assertThat(error)
                .hasMessageStartingWith("add address ff02:0:0:0:0:0:0:1/64 to interface ")
                .hasMessageEndingWith(": " + error.kernelText());
    }

    @Test
    void withoutPrivilegeTheErrorIsClear() throws Exception {
        LinuxException error = host.inside(() -> RealKernel.unprivileged(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                int index = rtnetlink.link("eth0").orElseThrow().index();
                return catchThrowableOfType(
                        LinuxException.class,
                        () -> rtnetlink.addAddress(InterfaceAddress.of(index, ip("192.0.2.10"), 24)));
            }
        }));

        assertThat(error.errnoName()).isEqualTo("EPERM");
        assertThat(error)
                .hasMessageMatching(
                        "add address 192\\.0\\.2\\.10/24 to interface \\d+: EPERM \\(Operation not permitted\\)");
    }

    @Test
    void monitorSeesLinkAndAddressChanges() throws Exception {
        host.runInside(() -> {
            try (RtnetlinkMonitor monitor = RtnetlinkMonitor.open();
                    Rtnetlink rtnetlink = Rtnetlink.open();
                    Watch watch = new Watch(monitor)) {
                Link eth0 = rtnetlink.link("eth0").orElseThrow();
                InterfaceAddress vip = InterfaceAddress.of(eth0.index(), ip("192.0.2.10"), 24);

                host.ip("address", "add", "192.0.2.10/24", "dev", "eth0");
                watch.await(event -> event instanceof AddressAdded added && vip.sameAs(added.address()));
                host.ip("address", "delete", "192.0.2.10/24", "dev", "eth0");
                watch.await(event -> event instanceof AddressRemoved removed && vip.sameAs(removed.address()));

                bridge.unplug(host);
                watch.await(event -> isState(event, eth0, true, false));
                bridge.plug(host);
                watch.await(event -> isState(event, eth0, true, true));
                host.ip("link", "set", "eth0", "down");
                watch.await(event -> isState(event, eth0, false, false));
                host.ip("link", "set", "eth0", "up");
                watch.await(event -> isState(event, eth0, true, true));

                host.ip("link", "delete", "eth0");
                watch.await(event -> event instanceof LinkRemoved removed
                        && removed.index() == eth0.index()
                        && removed.name().equals("eth0"));
            }
        });
    }

    @Test
    void portLeavingABridgeIsNotARemovedLink() throws Exception {
        bridge.namespace().runInside(() -> {
            try (RtnetlinkMonitor monitor = RtnetlinkMonitor.open();
                    Watch watch = new Watch(monitor)) {
                String port = bridge.port(host);

                bridge.namespace().ip("link", "set", port, "nomaster");
                bridge.namespace().ip("link", "set", port, "mtu", "1400");

                watch.await(event ->
                        event instanceof LinkChanged changed && changed.link().mtu() == 1400);
                assertThat(watch.seen).noneMatch(event -> event instanceof LinkRemoved);
            }
        });
    }

    @Test
    void monitorThatIsNotReadSaysThatItMissedChanges() throws Exception {
        host.runInside(() -> {
            try (RtnetlinkMonitor monitor = RtnetlinkMonitor.open();
                    Rtnetlink rtnetlink = Rtnetlink.open();
                    Watch watch = new Watch(monitor)) {
                int index = rtnetlink.link("eth0").orElseThrow().index();
                List<InterfaceAddress> addresses = IntStream.range(0, 8000)
                        .mapToObj(i -> InterfaceAddress.of(index, numbered(i), 32))
                        .toList();

                rtnetlink.addAddresses(addresses);
                rtnetlink.removeAddresses(addresses);

                watch.await(event -> event instanceof RtnetlinkEvent.Overrun);
            }
        });
    }

    private static boolean isState(RtnetlinkEvent event, Link link, boolean adminUp, boolean running) {
        return event instanceof LinkChanged changed
                && changed.link().index() == link.index()
                && changed.link().adminUp() == adminUp
                && changed.link().running() == running;
    }

    private static Link named(List<Link> links, String name) {
        return links.stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static InetAddress ip(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }

    private static InetAddress numbered(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 1, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads a monitor through a poller, as its users do. */
    private static final class Watch implements AutoCloseable {

        private final List<RtnetlinkEvent> seen = new ArrayList<>();
        private final Poller poller = new Poller();
        private final RtnetlinkMonitor monitor;
        private int looked;

        Watch(RtnetlinkMonitor monitor) {
            this.monitor = monitor;
            poller.add(monitor, this::drain);
        }

        private void drain() {
            try {
                monitor.drain(seen::add);
            } catch (LinuxException e) {
                throw new AssertionError(e);
            }
        }

        void await(Predicate<RtnetlinkEvent> wanted) throws LinuxException {
            long start = System.nanoTime();
            while (true) {
                while (looked < seen.size()) {
                    if (wanted.test(seen.get(looked++))) {
                        return;
                    }
                }
                long left = LIMIT_NANOS - (System.nanoTime() - start);
                if (left <= 0 || poller.poll(left) == 0) {
                    throw new AssertionError("not seen within the limit; seen: " + seen);
                }
            }
        }

        @Override
        public void close() {
            poller.remove(monitor);
        }
    }
}
