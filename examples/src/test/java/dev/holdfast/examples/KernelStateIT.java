package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static dev.holdfast.examples.Director.Kind.KEEPALIVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a master has in the kernel, as ip(8), nft(8) and sysctl(8) tell it, is what keepalived has there with the same configuration;
 * after a crash and a start it is so again, and after a stop nothing of it is left.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class KernelStateIT {

    /**
     * A configuration.
     *
     * @param name for people
     * @param text the file
     * @param disturbances command lines of ip(8) that remove something of it, which is put back
     */
    private record Case(String name, String text, List<String> disturbances) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "addresses, routes and rules",
                        """
                        static_ipaddress {
                            10.5.0.1/24 dev eth0
                            fd00:5::1/64 dev eth0
                        }
                        static_routes {
                            10.21.0.0/24 via 192.0.2.8 dev eth0 src 10.5.0.1
                        }
                        static_rules {
                            from 10.20.0.0/24 table 77
                        }
                        vrrp_instance VI_1 {
                            interface eth0
                            virtual_router_id 51
                            priority 100
                            version 3
                            advert_int 0.3
                            no_accept
                            virtual_ipaddress {
                                192.0.2.100/24
                                192.0.2.101/24 no_track
                                192.0.2.102 peer 192.0.2.103 home scope link
                            }
                            virtual_ipaddress_excluded {
                                fd00:1::110
                                fd00:1::111/64 dev eth0 -nodad preferred_lft 0
                                fe80::77
                                fd00:2::112/64 noprefixroute mngtmpaddr
                                fd00:1::113 preferred_lft forever
                            }
                            virtual_routes {
                                10.9.0.0/24 via 192.0.2.7 dev eth0
                                10.9.2.0/24 dev eth0 append metric 3
                                10.9.3.0/24 dev eth0 add
                                fd00:8::/64 dev eth0 metric 77 pref low
                                default via 192.0.2.9 dev eth0
                                10.9.11.0/24 via 192.0.2.7 dev eth0 metric 10 table 1000 mtu lock 1400 hoplimit 12 src 192.0.2.100 congctl lock reno features ecn quickack 1 initcwnd 11 no_track
                                blackhole 10.9.12.0/24 no_track
                                prohibit fd00:7::/64 no_track
                                10.9.13.0/24 nexthop via 192.0.2.5 dev eth0 weight 2 nexthop via 192.0.2.6 dev eth0 weight 3 onlink no_track
                                10.9.14.0/24 dev eth0 tos 4 scope link protocol 33 no_track realms 5/6
                            }
                            virtual_rules {
                                from 192.0.2.100 table 100
                                from 192.0.2.101 table 1001 fwmark 0x10/0xff
                                from fd00:3::/64 table 101
                                to 10.3.0.0/16 blackhole
                                iif eth0 table 7 suppress_prefixlength 0 tos 4 preference 500
                                uidrange 5-6 ipproto tcp sport 10-20 dport 30-40 table 9 oif eth0 preference 501
                                not from 192.0.2.7 goto 600 preference 502
                                from 192.0.2.9 prohibit preference 600
                            }
                        }
                        """,
                        List.of(
                                "route del 10.9.0.0/24",
                                "route del 10.21.0.0/24",
                                "rule del preference 500",
                                "-6 route del fd00:8::/64",
                                "address del 10.5.0.1/24 dev eth0")),
                new Case("VMAC", """
                        global_defs {
                            nftables our_table
                            nftables_counters
                            nftables_priority 5
                        }
                        vrrp_instance VI_1 {
                            interface eth0
                            virtual_router_id 51
                            priority 100
                            version 3
                            advert_int 0.3
                            no_accept
                            use_vmac
                            virtual_ipaddress {
                                192.0.2.100/24
                                192.0.2.101/24 dev eth0 label eth0:x brd +
                            }
                            virtual_ipaddress_excluded {
                                fd00:1::110/64
                            }
                        }
                        vrrp_instance VI_2 {
                            interface eth0
                            virtual_router_id 52
                            priority 100
                            version 3
                            advert_int 0.3
                            use_vmac base0
                            vmac_xmit_base
                            promote_secondaries
                            virtual_ipaddress {
                                192.0.2.110/24
                            }
                        }
                        """, List.of("address del 192.0.2.101/24 dev vrrp.51")),
                new Case("VMAC of IPv6", """
                        vrrp_instance VI_1 {
                            interface eth0
                            virtual_router_id 51
                            priority 100
                            version 3
                            advert_int 0.3
                            no_accept
                            use_vmac
                            virtual_ipaddress {
                                fe80::77/64
                                fd00:1::110/64
                                fd00:1::111/64 dev eth0
                            }
                            virtual_ipaddress_excluded {
                                192.0.2.120/24
                            }
                        }
                        vrrp_instance VI_2 {
                            interface eth0
                            virtual_router_id 52
                            priority 100
                            version 3
                            advert_int 0.3
                            use_vmac base0
                            vmac_xmit_base
                            virtual_ipaddress {
                                fe80::78/64
                                fd00:2::110/64
                            }
                        }
                        """, List.of("address del fd00:1::111/64 dev vrrp.51")));
    }

    @BeforeAll
    static void requirePrograms() {
        Programs.require();
        RealKernel.requireProgram("keepalived");
        RealKernel.requireProgram("nft");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void kernelIsAsWithKeepalived(Case given) {
        try (Stage stage = new Stage("kernel state " + given.name())) {
            // Both are masters, each of its own segment.
            stage.separate(true);
            stage.await(
                    "addresses are settled", () -> !KernelState.of(stage.a()).contains("tentative"));
            for (Host host : List.of(stage.a(), stage.b())) {
                Programs.shell(host, "echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter");
            }
            String before = KernelState.of(stage.a());
            Director theirs = stage.start(KEEPALIVED, stage.b(), given.text());
            Director ours = stage.start(HOLDFAST, stage.a(), given.text());
            stage.awaitLogged(theirs, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitLogged(ours, "\\(VI_1\\) Entering MASTER STATE");
            KernelState.awaitSame(stage, "the kernel's state is keepalived's");

            ours.crash();
            ours = stage.start(HOLDFAST, stage.a(), given.text());
            stage.awaitLogged(ours, "\\(VI_1\\) Entering MASTER STATE");
            KernelState.awaitSame(stage, "the kernel's state is right again after a crash");

            for (String disturbance : given.disturbances()) {
                stage.a().ip(disturbance.split(" ", -1));
            }
            KernelState.awaitSame(stage, "what was removed is put back");

            assertThat(ours.stop()).isZero();
            assertThat(KernelState.of(stage.a())).isEqualTo(before);
        }
    }
}
