package dev.holdfast.controller.realserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be a VIP, and how it is put on an interface. */
class VipTest {

    @Test
    void addressesAreTakenAloneAndWithTheWholePrefix() throws Exception {
        assertThat(Vip.parse("192.0.2.100").notation()).isEqualTo("192.0.2.100/32");
        assertThat(Vip.parse("192.0.2.100/32")).isEqualTo(Vip.parse("192.0.2.100"));
        assertThat(Vip.parse("2001:DB8:0::100").notation()).isEqualTo("2001:db8::100/128");
        assertThat(Vip.parse("2001:db8::100/128")).isEqualTo(Vip.parse("2001:db8::100"));
    }

    @ParameterizedTest
    @CsvSource({
        "www, expected an IPv4 or IPv6 address",
        "'', expected an IPv4 or IPv6 address",
        "192.0.2, expected an IPv4 or IPv6 address",
        "192.0.2.1:80, expected an IPv4 or IPv6 address",
        "192.0.2.1/24, expected 192.0.2.1/32",
        "192.0.2.1/, expected 192.0.2.1/32",
        "2001:db8::1/64, expected 2001:db8::1/128",
        "0.0.0.0, the unspecified address",
        "0.1.2.3, the unspecified address",
        "::, the unspecified address",
        "127.0.0.1, a loopback address",
        "127.9.9.9, a loopback address",
        "::1, a loopback address",
        "224.0.0.1, a multicast address",
        "239.255.255.255, a multicast address",
        "ff02::1, a multicast address",
        "255.255.255.255, the broadcast address",
        "240.0.0.1, a reserved address",
        "fe80::1, a link-local address",
        "::ffff:192.0.2.1, an IPv4 address in IPv6 notation",
    })
    void whatCannotBeAVipIsRefused(String text, String reason) {
        assertThatThrownBy(() -> Vip.parse(text))
                .isInstanceOf(RealServerException.class)
                .hasMessageStartingWith("VIP " + text)
                .hasMessageContaining(reason);
    }

    @Test
    void noConnectionOfTheServersOwnLeavesFromIt() throws Exception {
        assertThat(Vip.parse("192.0.2.100").on(1).scope()).isEqualTo(InterfaceAddress.SCOPE_HOST);
        assertThat(Vip.parse("2001:db8::100").on(1).flags())
                .isEqualTo(InterfaceAddress.FLAG_DEPRECATED | InterfaceAddress.FLAG_NO_DUPLICATE_DETECTION);
    }
}
