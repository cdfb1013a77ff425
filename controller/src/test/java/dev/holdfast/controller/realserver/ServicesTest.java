package dev.holdfast.controller.realserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables of proc(5), as a little-endian machine writes them. */
class ServicesTest {
    private static final String TITLE =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    @Test
    void listenersAreThoseOfTheTables() throws Exception {
        Services services = new Services(
                Services.listeners(
                        List.of(
                                TITLE,
                                "   0: 640200C0:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1",
                                "   1: 020200C0:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1",
                                "   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3 1",
                                "   3: 640200C0:0051 010200C0:D431 01 00000000:00000000 00:00000000 00000000     0        0 4 1"),
                        ByteOrder.LITTLE_ENDIAN),
                false,
                false);

        assertThat(services.portsOf(Vip.parse("192.0.2.100"))).containsExactly(22, 80);
        assertThat(services.portsOfOthers(Vip.parse("192.0.2.100"))).containsExactly(8080);
        assertThat(services.portsOf(Vip.parse("2001:db8::100"))).isEmpty();
    }

    @Test
    void ipv6ListenersAreThoseOfTheTable() throws Exception {
        Services services = new Services(
                Services.listeners(
                        List.of(
                                TITLE,
                                "   0: B80D0120000000000000000000010000:0050 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 1",
                                "   1: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 1"),
                        ByteOrder.LITTLE_ENDIAN),
                false,
                false);

        assertThat(services.portsOf(Vip.parse("2001:db8::100"))).containsExactly(22, 80);
        assertThat(services.portsOf(Vip.parse("192.0.2.100"))).containsExactly(22);
    }

    @Test
    void defaultRoutesAreFound() {
        String title = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
        String subnet = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0";
        assertThat(Services.ipv4Default(List.of(title, subnet))).isFalse();
        assertThat(Services.ipv4Default(
                        List.of(title, subnet, "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0")))
                .isTrue();
        assertThat(Services.ipv4Default(List.of(title, "*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0")))
                .isFalse();
        String zero = "0".repeat(32);
        assertThat(Services.ipv6Default(List.of(
                        zero + " 00 " + zero + " 00 " + zero + " ffffffff 00000001 00000000 00200200       lo")))
                .isFalse();
        assertThat(Services.ipv6Default(List.of(zero + " 00 " + zero
                        + " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0")))
                .isTrue();
    }
}
