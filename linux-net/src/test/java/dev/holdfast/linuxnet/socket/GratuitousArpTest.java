package dev.holdfast.linuxnet.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.linuxnet.HardwareAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The frame, against keepalived's. */
class GratuitousArpTest {

    /** keepalived 2.2.7 becoming master, seen by {@code tcpdump -i v1 -XX arp} at the other end of a veth pair. */
    private static final String KEEPALIVED =
            "ffffffffffff02daa5169f070806" + "0001080006040001" + "02daa5169f07c000020a" + "ffffffffffffc000020a";

    @Test
    void frameIsKeepalivedsByteForByte() throws Exception {
        byte[] frame = GratuitousArp.frame(
                HardwareAddress.parse("02:da:a5:16:9f:07"), (Inet4Address) InetAddress.getByName("192.0.2.10"));

        assertThat(HexFormat.of().formatHex(frame)).isEqualTo(KEEPALIVED);
        assertThat(frame).hasSize(GratuitousArp.LENGTH);
    }

    @Test
    void onlyEthernetHasSuchFrames() throws Exception {
        Inet4Address ip = (Inet4Address) InetAddress.getByName("192.0.2.10");

        assertThatThrownBy(() -> GratuitousArp.frame(HardwareAddress.of(), ip))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hardware address of 0 bytes (expected 6)");
    }
}
