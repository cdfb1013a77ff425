package dev.holdfast.linuxnet.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.linuxnet.HardwareAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The frame, against keepalived's. */
class NeighbourAdvertisementTest {

    /** keepalived 2.2.7 becoming master, seen by {@code tcpdump -XX icmp6} at the other end of a veth pair. */
    private static final String KEEPALIVED = "333300000001f6d2609afad886dd6000"
            + "000000203afffe800000000000000000"
            + "000000000100ff020000000000000000"
            + "0000000000018800055820000000fe80"
            + "00000000000000000000000001000201"
            + "f6d2609afad8";

    @Test
    void frameIsKeepalivedsByteForByte() throws Exception {
        byte[] frame = NeighbourAdvertisement.frame(
                HardwareAddress.parse("f6:d2:60:9a:fa:d8"), (Inet6Address) InetAddress.getByName("fe80::100"), false);

        assertThat(HexFormat.of().formatHex(frame)).isEqualTo(KEEPALIVED);
        assertThat(frame).hasSize(NeighbourAdvertisement.LENGTH);
    }

    @Test
    void aRouterSaysSo() throws Exception {
        byte[] frame = NeighbourAdvertisement.frame(
                HardwareAddress.parse("f6:d2:60:9a:fa:d8"), (Inet6Address) InetAddress.getByName("fe80::100"), true);

        // RFC 4861 section 4.4: the first bit; the checksum changes with it.
        assertThat(HexFormat.of().formatHex(frame))
                .isEqualTo(KEEPALIVED.replace("8800055820000000", "88008557a0000000"));
    }

    @Test
    void onlyEthernetHasSuchFrames() throws Exception {
        Inet6Address ip = (Inet6Address) InetAddress.getByName("fe80::100");

        assertThatThrownBy(() -> NeighbourAdvertisement.frame(HardwareAddress.of(), ip, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hardware address of 0 bytes (expected 6)");
    }
}
