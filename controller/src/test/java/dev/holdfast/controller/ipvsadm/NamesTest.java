package dev.holdfast.controller.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.ipvs.TransportProtocol;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and the names of ports. */
class NamesTest {
    @Test
    void the_first_line_of_a_service_counts() {
        ServiceNames names = new ServiceNames(List.of(
                "# comment 1/tcp",
                "",
                "http 80/tcp www web # WorldWideWeb",
                "www 80/tcp",
                "http 80/udp",
                "odd x/tcp",
                "half",
                "y 70000/tcp"));

        assertThat(names.name(80, TransportProtocol.TCP)).isEqualTo("http");
        assertThat(names.name(80, TransportProtocol.SCTP)).isNull();
        assertThat(names.port("www", TransportProtocol.TCP)).hasValue(80);
        assertThat(names.port("www", TransportProtocol.UDP)).isEmpty();
        assertThat(names.port("WWW", TransportProtocol.TCP)).isEmpty();
        assertThat(names.port("odd", TransportProtocol.TCP)).isEmpty();
        assertThat(names.port("y", TransportProtocol.TCP)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "::",
                "::1",
                "::2:3:4:5",
                "1::",
                "2001:db8::1",
                "1:0:0:2::3",
                "1:0:3:4:5:6:7:8",
                "::1.2.3.4",
                "::ffff:1.2.3.4",
                "::fffe:102:304",
                "fd00:1234:5678:9abc:def0:1234:5678:9abc",
                "1:2:3:4:5:6:7:0",
                "0:1::2"
            })
    void an_address_is_written_as_it_is_read(String text) {
        InetAddress address = Addresses.parse(text);
        assertThat(address).isNotNull();
        assertThat(address == null ? "" : AddressText.literal(address)).isEqualTo(text);
    }

    @Test
    void names_and_ports_of_this_system_are_found() {
        SystemNames names = new SystemNames();
        InetAddress loopback = Addresses.parse("127.0.0.1");

        assertThat(names.address("localhost")).isEqualTo(loopback);
        assertThat(loopback == null ? "" : names.host(loopback)).startsWith("localhost");
        assertThat(names.address("no-such-host.invalid")).isNull();
        // Java would take these for addresses.
        assertThat(names.address("10.0.0.08")).isNull();
        assertThat(names.address("::ffff:10.0.0.1")).isNull();
    }
}
