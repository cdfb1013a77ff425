package dev.holdfast.controller.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.controller.network.InterfaceNames.NoSuchInterfaceException;
import dev.holdfast.linuxnet.rtnetlink.Encapsulation;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.NextHop;
import dev.holdfast.linuxnet.rtnetlink.PlacedRoute;
import dev.holdfast.linuxnet.rtnetlink.Route;
import dev.holdfast.linuxnet.rtnetlink.RouteMetric;
import dev.holdfast.linuxnet.rtnetlink.RoutePlacement;
import dev.holdfast.linuxnet.rtnetlink.RouteType;
import dev.holdfast.linuxnet.rtnetlink.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From the words of a file to the kernel's numbers. */
class TranslationTest {
    private static final RoutingNumbers NUMBERS =
            RoutingNumbers.parse(List.of("# comment", "255 local", "", "1001\tblue", "0x3ea red # more"));

    private static final InterfaceNames INTERFACES = name -> switch (name) {
        case "eth0" -> 2;
        case "eth1" -> 3;
        default -> throw new NoSuchInterfaceException(name);
    };

    private static PlacedRoute route(String line) throws Exception {
        VrrpInstanceSettings settings = Files.settings("virtual_routes {\n" + line + "\n}");
        assertThat(settings.routes()).as(line).hasSize(1);
        return new RouteTranslation(NUMBERS, INTERFACES).route(settings.routes().get(0));
    }

    private static Rule rule(String line) {
        RuleSettings settings = NumberedRules.of(Files.read(Files.instance("A", 51, "virtual_rules {\n" + line + "\n}"))
                        .blocks())
                .of("A")
                .get(0);
        return new RuleTranslation(NUMBERS).rule(settings);
    }

    @Test
    void plainRoute() throws Exception {
        PlacedRoute placed = route("10.9.0.0/24 via 10.1.0.7 dev eth0");
        assertThat(placed.placement()).isEqualTo(RoutePlacement.PREPEND);
        Route route = placed.route();
        assertThat(route.notation()).isEqualTo("10.9.0.0/24 via 10.1.0.7");
        assertThat(route.protocol()).isEqualTo(18);
        assertThat(route.table()).isEqualTo(254);
        assertThat(route.scope()).isZero();
        assertThat(route.nextHops()).extracting(NextHop::ifIndex).containsExactly(2);
    }

    @Test
    void bitsAfterThePrefixDoNotCount() throws Exception {
        assertThat(route("10.9.3.77/22 dev eth0").route().notation()).isEqualTo("10.9.0.0/22");
    }

    @Test
    void numbersOfConnections() throws Exception {
        Route route = route(
                        "10.9.0.0/24 dev eth0 mtu lock 1400 rtt 250ms rttvar 1001 rto_min 1s features ecn congctl reno")
                .route();
        // ip(8): rtt in eighths, rttvar in quarters of a millisecond where there is a unit, as it stands otherwise.
        assertThat(route.metrics())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        RouteMetric.MTU, 1400L,
                        RouteMetric.RTT, 2000L,
                        RouteMetric.RTT_VARIANCE, 1001L,
                        RouteMetric.LEAST_RETRANSMIT_TIMEOUT, 1000L,
                        RouteMetric.FEATURES, 1L));
        assertThat(route.locked()).containsExactly(RouteMetric.MTU);
        assertThat(route.congestionControl()).isEqualTo("reno");
    }

    @Test
    void wordsAndNumbers() throws Exception {
        Route route = route(
                        "10.9.0.0/24 dev eth0 table 0x10 protocol bird no_track scope link tos 4 metric 7 realms 5/6")
                .route();
        assertThat(route.table()).isEqualTo(16);
        assertThat(route.protocol()).isEqualTo(12);
        assertThat(route.scope()).isEqualTo(InterfaceAddress.SCOPE_LINK);
        assertThat(route.tos()).isEqualTo(4);
        assertThat(route.metric()).isEqualTo(7);
        assertThat(route.nextHops().get(0).realms()).isEqualTo(5 << 16 | 6);
    }

    @Test
    void namesOfTables() {
        assertThat(NUMBERS.table("blue")).isEqualTo(1001);
        assertThat(NUMBERS.table("red")).isEqualTo(0x3ea);
        assertThat(NUMBERS.table("main")).isEqualTo(254);
        assertThatThrownBy(() -> NUMBERS.table("green"))
                .hasMessage("routing table green (expected a name of /etc/iproute2/rt_tables)");
    }

    @Test
    void severalWays() throws Exception {
        Route route = route("10.9.0.0/24 nexthop via 10.1.0.5 dev eth0 weight 2 nexthop via 10.1.0.6 dev eth1 onlink")
                .route();
        assertThat(route.nextHops()).extracting(NextHop::ifIndex).containsExactly(2, 3);
        assertThat(route.nextHops()).extracting(NextHop::weight).containsExactly(2, 1);
        assertThat(route.nextHops()).extracting(NextHop::onLink).containsExactly(false, true);
    }

    @Test
    void typesAndWhatTheyNeed() throws Exception {
        assertThat(route("blackhole 10.9.0.0/24 no_track").route().nextHops()).isEmpty();
        assertThat(route("local 10.9.0.0/24 dev eth0").route().scope()).isEqualTo(InterfaceAddress.SCOPE_HOST);
        assertThat(route("prohibit 2001:db8::/32 no_track").route().type()).isEqualTo(RouteType.PROHIBIT);
        assertThat(route("2001:db8::/32 dev eth0 pref low expires 60 append")
                        .route()
                        .preference())
                .isEqualTo(3);
        assertThat(route("10.9.0.0/24 dev eth0 add").placement()).isEqualTo(RoutePlacement.ADD);
    }

    @Test
    void encapsulations() throws Exception {
        assertThat(route("10.9.0.0/24 dev eth0 encap mpls 100/200")
                        .route()
                        .nextHops()
                        .get(0)
                        .encapsulation())
                .isEqualTo(new Encapsulation.Mpls(List.of(100, 200), null));
        assertThat(route("2001:db8::/64 dev eth0 encap ila 2001:db8:0:1")
                        .route()
                        .nextHops()
                        .get(0)
                        .encapsulation())
                .isEqualTo(new Encapsulation.Ila(0x2001_0db8_0000_0001L));
        Encapsulation tunnel = route("10.9.0.0/24 dev eth0 encap ip id 7 dst 10.1.0.9 tos 4 ttl 5")
                .route()
                .nextHops()
                .get(0)
                .encapsulation();
        assertThat(tunnel).isInstanceOfSatisfying(Encapsulation.Ip.class, ip -> {
            assertThat(ip.id()).isEqualTo(7);
            assertThat(ip.trafficClass()).isEqualTo(4);
            assertThat(ip.hopLimit()).isEqualTo(5);
        });
    }

    @Test
    void interfaceThatIsNotThere() {
        VrrpInstanceSettings settings = Files.settings("virtual_routes {\n10.9.0.0/24 dev eth0\n}");
        InterfaceNames none = name -> {
            throw new NoSuchInterfaceException(name);
        };
        assertThatThrownBy(() -> new RouteTranslation(NUMBERS, none)
                        .route(settings.routes().get(0)))
                .hasMessage("no interface eth0");
    }

    @Test
    void rules() {
        assertThat(rule("from 10.1.0.1 table 7 fwmark 0x10/0xff preference 99").notation())
                .isEqualTo("99: from 10.1.0.1/32 lookup 7");
        Rule rule =
                rule("not to 10.1.0.0/16 goto 600 preference 100 iif eth0 ipproto tcp sport 10-20 uidrange 5-6 tos 4");
        assertThat(rule.action()).isEqualTo(Rule.Action.GOTO);
        assertThat(rule.target()).isEqualTo(600);
        assertThat(rule.inverted()).isTrue();
        assertThat(rule.selectors())
                .isEqualTo(new Rule.Selectors(
                        4,
                        null,
                        0,
                        null,
                        null,
                        "eth0",
                        null,
                        null,
                        new Rule.Range(5, 6),
                        false,
                        6,
                        new Rule.Range(10, 20),
                        null));
        assertThat(rule("from 10.1.0.1 fwmark 16 table 7 preference 99")
                        .selectors()
                        .mark())
                .isEqualTo(new Rule.Mark(16, 0xffff_ffffL));
        assertThat(rule("from 2001:db8::1 blackhole preference 9").ipv6()).isTrue();
    }

    @Test
    void preferencesGoDownwardByFamilyStaticRulesFirst() {
        Configuration configuration = Files.read("""
                static_rules {
                    from 10.0.0.1 table 1
                }
                """ + Files.instance("A", 51, """
                                virtual_rules {
                                    from 10.0.0.2 table 1
                                    from 2001:db8::1 table 1
                                }
                                """) + Files.instance("B", 52, """
                                virtual_rules {
                                    from 10.0.0.3 table 1 preference 5
                                    from 10.0.0.4 table 1
                                }
                                """));
        NumberedRules rules = NumberedRules.of(configuration.blocks());
        assertThat(rules.statics()).extracting(RuleSettings::preference).containsExactly(16_384L);
        assertThat(rules.of("A")).extracting(RuleSettings::preference).containsExactly(16_383L, 16_384L);
        assertThat(rules.of("B")).extracting(RuleSettings::preference).containsExactly(5L, 16_382L);
    }

    @Test
    void addressesWithOptions() {
        VrrpInstanceSettings settings = Files.settings("""
                virtual_ipaddress {
                    10.1.0.100/24 home noprefixroute
                }
                virtual_ipaddress_excluded {
                    2001:db8::1
                    2001:db8::2 preferred_lft forever -nodad
                    2001:db8::3/64 preferred_lft 60 mngtmpaddr autojoin
                    10.1.0.101 peer 10.1.0.102 dev eth1
                }
                """);
        InterfaceAddress first = KernelAddress.of(settings.addresses().get(0).toVirtualAddress(), 2);
        assertThat(first.flags()).isEqualTo(InterfaceAddress.FLAG_HOME | InterfaceAddress.FLAG_NO_PREFIX_ROUTE);
        List<InterfaceAddress> excluded = settings.excludedAddresses().stream()
                .map(address -> KernelAddress.of(address.toVirtualAddress(), 2))
                .toList();
        // A /128 is never preferred and nothing is asked about it before it is used, unless the file says so.
        assertThat(excluded).extracting(InterfaceAddress::preferredSeconds).containsExactly(0L, null, 60L, null);
        assertThat(excluded)
                .extracting(InterfaceAddress::flags)
                .containsExactly(
                        InterfaceAddress.FLAG_NO_DUPLICATE_DETECTION,
                        0,
                        InterfaceAddress.FLAG_NO_DUPLICATE_DETECTION
                                | InterfaceAddress.FLAG_MANAGE_TEMPORARY
                                | InterfaceAddress.FLAG_AUTO_JOIN,
                        0);
        assertThat(excluded.get(3).notation()).isEqualTo("10.1.0.101 peer 10.1.0.102/32");
    }

    @Test
    void virtualInterfaces() {
        VrrpInstanceSettings plain = Files.settings("use_vmac\nvirtual_ipaddress {\n10.1.0.1\n10.1.0.2 dev eth1\n}");
        assertThat(VirtualInterfaces.devices(plain)).containsExactly("eth0");
        assertThat(VirtualInterfaces.macAddress(plain)).hasToString("00:00:5e:00:01:33");
        VrrpInstanceSettings everywhere =
                Files.settings("use_vmac_addr\nvirtual_ipaddress {\n10.1.0.1\n10.1.0.2 dev eth1\n}");
        assertThat(VirtualInterfaces.devices(everywhere)).containsExactly("eth1");
        VrrpInstanceSettings one = Files.settings("virtual_ipaddress {\n10.1.0.1\n10.1.0.2 dev eth1 use_vmac\n}");
        assertThat(VirtualInterfaces.devices(one)).containsExactly("eth1");
        VrrpInstanceSettings six = Files.settings("version 3\nuse_vmac\nvirtual_ipaddress {\nfe80::1\n}");
        assertThat(VirtualInterfaces.macAddress(six)).hasToString("00:00:5e:00:02:33");
    }
}
