package dev.holdfast.ipvs;

import static dev.holdfast.ipvs.Tables.address;
import static dev.holdfast.ipvs.Tables.direct;
import static dev.holdfast.ipvs.Tables.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.ipvs.ServiceKey.FirewallMarkService;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IpvsRecordsTest {

    @Test
    void values_out_of_range_are_refused_with_value_and_expectation() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tcp("10.0.0.1", 65536))
                .withMessage("port 65536 (expected 0..65535)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> direct("192.168.1.5", 80, -1))
                .withMessage("weight -1 (expected 0..2147483647)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Service.of(tcp("10.0.0.1", 80), "a-scheduler-too-long"))
                .withMessage("scheduler \"a-scheduler-too-long\""
                        + " (expected 1..15 printable ASCII characters without blanks)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Destination(address("192.168.1.5"), 80, ForwardingMethod.DIRECT, 1, 10, 11, null))
                .withMessage("lower threshold 11 (expected 0..10)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FirewallMarkService(0, AddressFamily.IPV4))
                .withMessage("firewall mark 0 (expected 1..4294967295)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tunnel(Tunnel.Type.GUE, 0, Set.of()))
                .withMessage("GUE tunnel port 0 (expected 1..65535)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Service.of(tcp("2001:db8::1", 80), "rr").withPersistence(60, 129))
                .withMessage("IPv6 persistence prefix length 129 (expected 1..128)");
    }

    @Test
    void a_mask_without_persistence_makes_no_difference() {
        Service plain = Service.of(tcp("10.0.0.1", 80), "rr");

        assertThat(plain.withPersistence(0, Service.netmaskOfPrefix(AddressFamily.IPV4, 24)))
                .isEqualTo(plain);
        assertThat(plain.withPersistence(60, Service.netmaskOfPrefix(AddressFamily.IPV4, 24)))
                .isNotEqualTo(plain.withPersistence(60));
    }

    @Test
    void a_prefix_length_becomes_the_kernels_mask() {
        assertThat(Service.netmaskOfPrefix(AddressFamily.IPV4, 24)).isEqualTo(0xffffff00);
        assertThat(Service.netmaskOfPrefix(AddressFamily.IPV4, 32)).isEqualTo(-1);
        assertThat(Service.netmaskOfPrefix(AddressFamily.IPV4, 1)).isEqualTo(0x80000000);
        assertThat(Service.netmaskOfPrefix(AddressFamily.IPV6, 64)).isEqualTo(64);
    }

    @Test
    void a_tunnel_without_encapsulation_given_is_ipip() {
        assertThat(Destination.of(address("192.168.1.5"), 80, ForwardingMethod.TUNNEL, 1)
                        .tunnel())
                .isEqualTo(Tunnel.IPIP);
        assertThat(direct("192.168.1.5", 80, 1).tunnel()).isNull();
    }

    @Test
    void keys_read_as_operators_write_them() {
        assertThat(tcp("10.0.0.1", 80)).hasToString("tcp 10.0.0.1:80");
        assertThat(tcp("2001:db8:0:0:1:0:0:1", 80)).hasToString("tcp [2001:db8::1:0:0:1]:80");
        assertThat(tcp("::", 80)).hasToString("tcp [::]:80");
        assertThat(tcp("fe80::", 80)).hasToString("tcp [fe80::]:80");
        assertThat(tcp("2001:db8:0:1:1:1:1:1", 80)).hasToString("tcp [2001:db8:0:1:1:1:1:1]:80");
        assertThat(new FirewallMarkService(-1, AddressFamily.IPV4)).hasToString("fwmark 4294967295");
        assertThat(new FirewallMarkService(7, AddressFamily.IPV6)).hasToString("fwmark 7 IPv6");
    }

    @Test
    void a_failed_command_says_which_and_why() {
        IpvsCommand command = new IpvsCommand.AddDestination(tcp("10.0.0.1", 80), direct("192.168.1.5", 80, 1));

        assertThat(new CommandOutcome(command, new IpvsError(2, "ENOENT", "no such virtual server", null)))
                .hasToString("add real server 192.168.1.5:80 to tcp 10.0.0.1:80: ENOENT (no such virtual server)");
        assertThat(new CommandOutcome(command, null).applied()).isTrue();
    }

    @Test
    void a_table_refuses_doubles_and_can_be_restricted() {
        Service web = Service.of(tcp("10.0.0.1", 80), "rr");
        Destination a = direct("192.168.1.5", 80, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpvsTable.builder().add(web, a, a.withWeight(2)))
                .withMessage("real server 192.168.1.5:80 twice in tcp 10.0.0.1:80 (expected once)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpvsTable.builder().add(web).add(web.withScheduler("wlc")))
                .withMessage("service tcp 10.0.0.1:80 twice (expected once)");
        IpvsTable table = IpvsTable.builder()
                .add(web, a)
                .add(Service.of(tcp("10.0.0.2", 80), "rr"))
                .build();
        assertThat(table.restrictedTo(web.key()::equals))
                .isEqualTo(IpvsTable.builder().add(web, a).build());
        assertThat(table.destinations(web.key())).containsExactly(a);
        assertThat(table.service(tcp("10.0.0.3", 80))).isNull();
    }

    @Test
    void scheduler_flags_have_ipvsadms_names() {
        assertThat(ServiceFlag.SCHEDULER_1.nameWith("sh")).isEqualTo("sh-fallback");
        assertThat(ServiceFlag.SCHEDULER_2.nameWith("mh")).isEqualTo("mh-port");
        assertThat(ServiceFlag.SCHEDULER_2.nameWith("rr")).isEqualTo("flag-2");
        assertThat(ServiceFlag.ONE_PACKET.nameWith("sh")).isNull();
        for (ServiceFlag flag : ServiceFlag.values()) {
            for (String scheduler : new String[] {"sh", "mh", "wrr"}) {
                String name = flag.nameWith(scheduler);
                assertThat(name == null ? ServiceFlag.ONE_PACKET : ServiceFlag.named(name))
                        .isEqualTo(flag);
            }
        }
        assertThat(ServiceFlag.named("rr-port")).isNull();
    }
}
