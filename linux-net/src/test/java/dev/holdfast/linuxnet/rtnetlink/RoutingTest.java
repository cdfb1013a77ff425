package dev.holdfast.linuxnet.rtnetlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.HardwareAddress;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Routes, rules and links that are made, against what ip(8) sends and against a kernel that is a function.
 *
 * <p>The bytes are of a little-endian machine, seen by {@code strace -s 0 -e trace=sendmsg -e write=3} before the command each names.
 * ip(8) orders attributes by its command line; the kernel does not care, and neither does the comparison.
 */
class RoutingTest {

    private static final int HEADER = 16;
    private static final int IPV4_ROUTE = 12;
    private static final int LINK = 16;

    @Test
    void routeWithEverythingIsWhatIpSends() throws Exception {
        Route route = route("198.51.100.0/24", hop(3, "192.0.2.7"))
                .preferredSource(ip("192.0.2.1"))
                .metric(5)
                .table(1000)
                .metrics(
                        Map.of(RouteMetric.MTU, 1400L, RouteMetric.RTT, 160L, RouteMetric.FIRST_CONGESTION_WINDOW, 10L),
                        Set.of(RouteMetric.MTU))
                .build();

        // ip route prepend 198.51.100.0/24 via 192.0.2.7 dev v0 proto 18 src 192.0.2.1 metric 5 table 1000 mtu lock
        // 1400 rtt 20ms initcwnd 10
        assertSame(
                add(route, RoutePlacement.PREPEND),
                "700000001800050442390b6b0000000002180000001200010000000008000100c633640008000500c000020708000700c0000201"
                        + "080006000500000008000f00e8030000080004000300000024000800080002007805000008000400a000000008000b000a00"
                        + "00000800010004000000",
                IPV4_ROUTE);
    }

    @Test
    void severalWaysAreWhatIpSends() throws Exception {
        Route route = route(
                        "198.51.101.0/24",
                        new NextHop(3, ip("192.0.2.5"), 2, false, 0, null),
                        new NextHop(3, ip("192.0.2.6"), 3, true, 0, null))
                .build();

        // ip route prepend 198.51.101.0/24 proto 18 nexthop via 192.0.2.5 dev v0 weight 2 nexthop via 192.0.2.6 dev v0
        // weight 3 onlink
        assertSame(
                add(route, RoutePlacement.PREPEND),
                "480000001800050442390b6b0000000002180000fe1200010000000008000100c63365002400090010000001030000000800"
                        + "0500c0000205100004020300000008000500c0000206",
                IPV4_ROUTE);
    }

    @Test
    void placementTypeAndFamiliesAreWhatIpSends() throws Exception {
        // ip route append blackhole 198.51.102.0/24 proto 18
        assertSame(
                add(route("198.51.102.0/24").type(RouteType.BLACKHOLE).build(), RoutePlacement.APPEND),
                "240000001800050c42390b6b0000000002180000fe1200060000000008000100c6336600",
                IPV4_ROUTE);
        // ip route add 198.51.103.0/24 proto 18 via inet6 2001:db8::7 dev v0
        assertSame(
                add(route("198.51.103.0/24", hop(3, "2001:db8::7")).build(), RoutePlacement.ADD),
                "440000001800050643390b6b0000000002180000fe1200010000000008000100c6336700160012000a0020010db80000000000"
                        + "0000000000000700000800040003000000",
                IPV4_ROUTE);
        // ip -6 route prepend 2001:db8:1::/48 via 2001:db8::7 dev v0 proto 18 pref high
        assertSame(
                add(
                        route("2001:db8:1::/48", hop(3, "2001:db8::7"))
                                .preference(1)
                                .build(),
                        RoutePlacement.PREPEND),
                "540000001800050443390b6b000000000a300000fe120001000000001400010020010db8000100000000000000000000140005"
                        + "0020010db800000000000000000000000705001400010000000800040003000000",
                IPV4_ROUTE);
    }

    @Test
    void encapsulationIsWhatIpSends() throws Exception {
        Encapsulation tunnel = new Encapsulation.Ip(false, 77L, ip("192.0.2.9"), null, null, 9, null);
        Route route = route("198.51.104.0/24", new NextHop(3, null, 1, false, 0, tunnel))
                .scope(InterfaceAddress.SCOPE_LINK)
                .build();

        // ip route prepend 198.51.104.0/24 proto 18 encap ip id 77 dst 192.0.2.9 ttl 9 dev v0, its padding cleared
        assertSame(
                add(route, RoutePlacement.PREPEND),
                "540000001800050443390b6b0000000002180000fe12fd010000000008000100c6336800200016800c000100000000000000"
                        + "004d08000200c0000209050004000900000006001500020001000800040003000000",
                IPV4_ROUTE);
    }

    @Test
    void labelsAndLocatorAreInTheKernelsForm() throws Exception {
        // linux/mpls.h: label << 12, bottom of stack 0x100; linux/ila.h: a 64-bit locator in network order
        Encapsulation labels = new Encapsulation.Mpls(List.of(100, 200), 7);
        assertThat(attributes(
                        add(route("198.51.104.0/24", new NextHop(3, null, 1, false, 0, labels))
                                .build()),
                        IPV4_ROUTE))
                .contains("21:0100", "22:" + "0c000100" + "00064000000c8100" + "0500020007000000");
        Encapsulation locator = new Encapsulation.Ila(0x2001_0db8_0000_0001L);
        assertThat(attributes(
                        add(route("2001:db8:1::/64", new NextHop(3, null, 1, false, 0, locator))
                                .build()),
                        IPV4_ROUTE))
                .contains("21:0300", "22:" + "0c000100" + "20010db800000001");
    }

    @Test
    void removingSelectsByWaysAndNotByScope() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Route route = route("198.51.100.0/24", hop(3, "192.0.2.7"))
                .scope(InterfaceAddress.SCOPE_LINK)
                .metrics(Map.of(RouteMetric.MTU, 1400L), Set.of())
                .build();
        Rtnetlink.over(kernel).removeRoutes(List.of(new PlacedRoute(route, RoutePlacement.PREPEND)));

        NetlinkMessage sent = kernel.requests().get(0);
        assertThat(sent.type()).isEqualTo(25);
        assertThat(payload(sent))
                .isEqualTo("02180000fe12ff0100000000" + "08000100c6336400" + "08000500c0000207" + "0800040003000000");
    }

    @Test
    void rulesAreWhatIpSends() throws Exception {
        Rule.Selectors marked = new Rule.Selectors(
                0, new Rule.Mark(1, 0xff), 0, null, null, "v0", null, null, null, false, null, null, null);
        Rule lookup = new Rule(false, 100, false, prefix("192.0.2.1/32"), null, Rule.Action.LOOKUP, 1000, 18, marked);
        // ip rule add from 192.0.2.1 table 1000 pref 100 protocol 18 fwmark 0x1/0xff iif v0
        assertSame(
                add(lookup),
                "540000002000050643390b6b0000000002002000000000010000000008000200c000020108000f00e80300000800060064"
                        + "000000050015001200000008000a000100000008001000ff0000000700030076300000",
                IPV4_ROUTE);

        Rule jump = new Rule(
                false, 101, false, null, prefix("198.51.100.0/24"), Rule.Action.GOTO, 32766, 18, Rule.Selectors.NONE);
        // ip rule add to 198.51.100.0/24 goto 32766 pref 101 protocol 18
        assertSame(
                add(jump),
                "3c0000002000050643390b6b0000000002180000000000020000000008000100c633640008000400fe7f0000080006006500"
                        + "00000500150012000000",
                IPV4_ROUTE);

        Rule.Selectors tcp = new Rule.Selectors(
                0, null, 0, null, null, null, null, null, new Rule.Range(5, 6), false, 6, new Rule.Range(10, 20), null);
        Rule inverted = new Rule(true, 102, true, prefix("2001:db8::/64"), null, Rule.Action.BLACKHOLE, 0, 18, tcp);
        // ip -6 rule add not from 2001:db8::/64 blackhole pref 102 protocol 18 uidrange 5-6 ipproto tcp sport 10-20
        assertSame(
                add(inverted),
                "5c0000002000050643390b6b000000000a00400000000006020000001400020020010db80000000000000000000000000800"
                        + "06006600000005001500120000000c00140005000000060000000500160006000000080017000a001400",
                IPV4_ROUTE);

        Rule.Selectors suppressed =
                new Rule.Selectors(4, null, 0, 0, null, null, null, null, null, false, null, null, null);
        // ip rule add table 7 suppress_prefixlength 0 pref 103 protocol 18 tos 4
        assertSame(
                add(new Rule(false, 103, false, null, null, Rule.Action.LOOKUP, 7, 18, suppressed)),
                "340000002000050643390b6b0000000002000004070000010000000008000e0000000000080006006700000005001500120"
                        + "00000",
                IPV4_ROUTE);
    }

    @Test
    void removedRuleIsWhatIpSends() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Rule jump = new Rule(
                false, 101, false, null, prefix("198.51.100.0/24"), Rule.Action.GOTO, 32766, 18, Rule.Selectors.NONE);
        Rtnetlink.over(kernel).removeRules(List.of(jump));

        // ip rule del to 198.51.100.0/24 goto 32766 pref 101 protocol 18
        assertSame(
                kernel.requests().get(0),
                "3c0000002100050043390b6b0000000002180000000000020000000008000100c633640008000400fe7f0000080006006500"
                        + "00000500150012000000",
                IPV4_ROUTE);
    }

    @Test
    void linksThatAreMadeAndRemovedAreWhatIpSends() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Rtnetlink rtnetlink = Rtnetlink.over(kernel);
        rtnetlink.createLink(new NewLink.Macvlan("vrrp.51", 3, HardwareAddress.parse("00:00:5e:00:01:33")));
        rtnetlink.createLink(new NewLink.Ipvlan("ipv0", 3, NewLink.Ipvlan.Flag.PRIVATE));
        rtnetlink.removeLink(4);

        // ip link add link v0 name vrrp.51 address 00:00:5e:00:01:33 type macvlan mode private
        assertSame(
                kernel.requests().get(0),
                "5c0000001000050643390b6b00000000000000000000000000000000000000000a00010000005e00013300000800050003"
                        + "0000000c000300767272702e3531001c0012000b0001006d6163766c616e000c0002000800010001000000",
                LINK);
        // ip link add link v0 name ipv0 type ipvlan mode l2 private
        assertSame(
                kernel.requests().get(1),
                "580000001000050644390b6b0000000000000000000000000000000000000000080005000300000009000300697076300000"
                        + "0000240012000a0001006970766c616e00001400020006000100000000000600020001000000",
                LINK);
        // ip link del vrrp.51
        assertSame(kernel.requests().get(2), "200000001100050044390b6b0000000000000000040000000000000000000000", LINK);
    }

    @Test
    void batchAttributesEachError() throws Exception {
        FakeKernel kernel =
                FakeKernel.answering(request -> switch (request.payload().get(1)) {
                    case 24 -> Answer.ok();
                    case 25 -> Answer.error(Errno.EEXIST);
                    default -> Answer.error(Errno.ENETUNREACH, "Nexthop has invalid gateway");
                });
        List<PlacedRoute> routes = new ArrayList<>();
        for (String destination : List.of("198.51.100.0/24", "198.51.100.0/25", "198.51.100.0/26")) {
            routes.add(new PlacedRoute(route(destination, hop(0, "192.0.2.7")).build(), RoutePlacement.PREPEND));
        }

        List<Change<PlacedRoute>> changes = Rtnetlink.over(kernel).addRoutes(routes);

        assertThat(changes).extracting(Change::outcome).containsExactly(Outcome.DONE, Outcome.ALREADY, Outcome.FAILED);
        assertThat(changes.get(2).error())
                .hasMessage("add route 198.51.100.0/26 via 192.0.2.7: ENETUNREACH (Network is unreachable): "
                        + "Nexthop has invalid gateway");
        assertThat(kernel.messagesPerDatagram()).containsExactly(3);
    }

    @Test
    void whatIsGoneIsAlreadyRemoved() throws Exception {
        assertThat(Rtnetlink.over(FakeKernel.answering(request -> Answer.error(Errno.ESRCH)))
                        .removeRoutes(
                                List.of(new PlacedRoute(route("198.51.100.0/24").build(), RoutePlacement.PREPEND))))
                .extracting(Change::outcome)
                .containsExactly(Outcome.ALREADY);
        assertThat(Rtnetlink.over(FakeKernel.answering(request -> Answer.error(Errno.ENOENT)))
                        .removeRules(List.of(new Rule(
                                false, 1, false, null, null, Rule.Action.NOTHING, 0, 18, Rule.Selectors.NONE))))
                .extracting(Change::outcome)
                .containsExactly(Outcome.ALREADY);
        assertThat(Rtnetlink.over(FakeKernel.answering(request -> Answer.error(Errno.ENODEV)))
                        .removeLink(9))
                .isEqualTo(Outcome.ALREADY);
    }

    @Test
    void removalsAreToldByKey() throws Exception {
        List<Object> told = new ArrayList<>();
        Route route = route("198.51.100.0/24", hop(3, "192.0.2.7"))
                .metric(5)
                .table(1000)
                .build();
        RoutingMonitor.read(asRemoval(add(route), 25), handler(told::add));
        Rule rule = new Rule(true, 102, false, null, null, Rule.Action.NOTHING, 0, 18, Rule.Selectors.NONE);
        RoutingMonitor.read(asRemoval(add(rule), 33), handler(told::add));

        assertThat(told).containsExactly(route.key(), rule.key());
    }

    @Test
    void metricOfIpv6IsAsTheKernelHasIt() throws Exception {
        assertThat(route("2001:db8:1::/48").build().key().metric()).isEqualTo(1024);
        assertThat(route("2001:db8:1::/48").metric(5).build().key().metric()).isEqualTo(5);
        assertThat(route("198.51.100.0/24").build().key().metric()).isZero();
    }

    @Test
    void mutationsAreReadOrMissedAndNeverThrow() throws Exception {
        long seed = Long.getLong("seed", new SplittableRandom().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        byte[][] originals = {
            bytes(asRemoval(add(route("198.51.100.0/24", hop(3, "192.0.2.7")).build()), 25)),
            bytes(asRemoval(
                    add(new Rule(true, 102, false, null, null, Rule.Action.NOTHING, 0, 18, Rule.Selectors.NONE)), 33))
        };
        for (int i = 0; i < 20_000; i++) {
            byte[] whole = originals[i % 2];
            byte[] mutated = Arrays.copyOf(whole, random.nextInt(HEADER, whole.length + 1));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                mutated[random.nextInt(HEADER, Math.max(HEADER + 1, mutated.length)) % mutated.length] =
                        (byte) random.nextInt();
            }
            ByteBuffer.wrap(mutated).order(ByteOrder.nativeOrder()).putInt(0, mutated.length);
            try {
                for (NetlinkMessage message :
                        NetlinkMessage.readAll(ByteBuffer.wrap(mutated).order(ByteOrder.nativeOrder()))) {
                    RoutingMonitor.read(message, handler(told -> {}));
                }
            } catch (NetlinkException expected) {
                // The frame itself was damaged.
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "-Dseed=" + seed + ": " + HexFormat.of().formatHex(mutated), e);
            }
        }
    }

    @Test
    void routesThatCannotBeAreRefused() throws Exception {
        Prefix ipv6 = prefix("2001:db8::/32");
        assertThatThrownBy(() -> Route.builder(false).destination(ipv6).build())
                .hasMessage("destination 2001:db8:0:0:0:0:0:0 (expected one of IPv4)");
        assertThatThrownBy(() -> Route.builder(false).tos(256).build()).hasMessage("tos 256 (expected 0..255)");
        assertThatThrownBy(() -> new NextHop(0, null, 0, false, 0, null)).hasMessage("weight 0 (expected 1..256)");
        assertThatThrownBy(() -> new Rule(false, 1, false, ipv6, null, Rule.Action.NOTHING, 0, 18, Rule.Selectors.NONE))
                .hasMessage("from 2001:db8:0:0:0:0:0:0/32 (expected one of IPv4)");
        assertThatThrownBy(() -> new Encapsulation.Mpls(List.of(1 << 20), null))
                .hasMessage("label 1048576 (expected 0..1048575)");
    }

    private static RoutingMonitor.Handler handler(Consumer<Object> told) {
        return new RoutingMonitor.Handler() {
            @Override
            public void routeRemoved(Route.Key route) {
                told.accept(route);
            }

            @Override
            public void ruleRemoved(Rule.Key rule) {
                told.accept(rule);
            }

            @Override
            public void overrun() {
                told.accept("overrun");
            }
        };
    }

    private static NetlinkMessage add(Route route) throws Exception {
        return add(route, RoutePlacement.PREPEND);
    }

    private static NetlinkMessage add(Route route, RoutePlacement placement) throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Rtnetlink.over(kernel).addRoutes(List.of(new PlacedRoute(route, placement)));
        return kernel.requests().get(0);
    }

    private static NetlinkMessage add(Rule rule) throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Rtnetlink.over(kernel).addRules(List.of(rule));
        return kernel.requests().get(0);
    }

    private static NetlinkMessage asRemoval(NetlinkMessage message, int type) throws NetlinkException {
        byte[] bytes = bytes(message);
        bytes[4] = (byte) type;
        return NetlinkMessage.readAll(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()))
                .get(0);
    }

    private static byte[] bytes(NetlinkMessage message) {
        ByteBuffer payload = message.payload();
        ByteBuffer whole = ByteBuffer.allocate(HEADER + payload.remaining()).order(ByteOrder.nativeOrder());
        whole.putInt(whole.capacity())
                .putShort((short) message.type())
                .putShort((short) message.flags())
                .putLong(0)
                .put(payload);
        return whole.array();
    }

    /** Type, flags, fixed header and the set of attributes are the same. */
    private static void assertSame(NetlinkMessage sent, String golden, int fixedHeader) throws Exception {
        NetlinkMessage expected = NetlinkMessage.readAll(
                        ByteBuffer.wrap(HexFormat.of().parseHex(golden)).order(ByteOrder.nativeOrder()))
                .get(0);
        assertThat(sent.type()).isEqualTo(expected.type());
        assertThat(sent.flags()).isEqualTo(expected.flags());
        assertThat(payload(sent).substring(0, 2 * fixedHeader))
                .isEqualTo(payload(expected).substring(0, 2 * fixedHeader));
        assertThat(attributes(sent, fixedHeader))
                .containsExactlyInAnyOrderElementsOf(attributes(expected, fixedHeader));
    }

    private static List<String> attributes(NetlinkMessage message, int fixedHeader) throws NetlinkException {
        List<String> found = new ArrayList<>();
        Attributes attributes = message.attributes(fixedHeader);
        while (attributes.next()) {
            found.add(attributes.type() + ":" + HexFormat.of().formatHex(attributes.bytes()));
        }
        return found;
    }

    private static String payload(NetlinkMessage message) {
        ByteBuffer payload = message.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Route.Builder route(String destination, NextHop... hops) throws Exception {
        Prefix prefix = prefix(destination);
        return Route.builder(prefix.ipv6()).destination(prefix).nextHops(List.of(hops));
    }

    private static NextHop hop(int index, String gateway) throws Exception {
        return NextHop.of(index, ip(gateway));
    }

    private static Prefix prefix(String text) throws Exception {
        String[] parts = text.split("/", 2);
        return new Prefix(ip(parts[0]), Integer.parseInt(parts[1]));
    }

    private static InetAddress ip(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }
}
