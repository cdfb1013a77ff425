package dev.holdfast.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.vrrp.packet.Ipv4Packets;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceConfigTest {
    private static final VirtualAddress VIP = VirtualAddress.of(Ipv4Packets.address("192.0.2.100"), 24);

    @ParameterizedTest
    @CsvSource({
        "0, 100, 100, 'virtual_router_id of VI_1 0 (expected 1..255)'",
        "256, 100, 100, 'virtual_router_id of VI_1 256 (expected 1..255)'",
        "51, 0, 100, 'priority of VI_1 0 (expected 1..255)'",
        "51, 300, 100, 'priority of VI_1 300 (expected 1..255)'",
        "51, 100, 50, 'advert_int of VI_1 50 centiseconds (expected whole seconds, 100..25500 in VRRPv2)'",
        "51, 100, 150, 'advert_int of VI_1 150 centiseconds (expected whole seconds, 100..25500 in VRRPv2)'",
        "51, 100, 25600, 'advert_int of VI_1 25600 centiseconds (expected whole seconds, 100..25500 in VRRPv2)'",
    })
    void saysWhatItFoundAndExpected(int vrid, int priority, int centis, String message) {
        assertThatThrownBy(() -> InstanceConfig.builder("VI_1", "eth0", vrid)
                        .basePriority(priority)
                        .advertIntervalCentis(centis)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void takesTheWholeRange() {
        assertThat(config(builder -> builder.basePriority(255).advertIntervalCentis(25500))
                        .isOwner())
                .isTrue();
        assertThat(config(builder ->
                                builder.version(VrrpVersion.V3).basePriority(1).advertIntervalCentis(4095))
                        .isOwner())
                .isFalse();
    }

    @Test
    void refusesAnAddressTwiceOrOfTheOtherFamily() throws Exception {
        assertThatThrownBy(() -> config(builder -> builder.addresses(List.of(VIP, VIP))))
                .hasMessage("address of VI_1 192.0.2.100/24 (expected no address twice)");
        VirtualAddress ipv6 = VirtualAddress.of(InetAddress.getByAddress(new byte[16]), 64);
        assertThatThrownBy(() -> config(builder -> builder.addresses(List.of(ipv6))))
                .hasMessageEndingWith("(expected IPv4)");
        assertThat(config(builder -> builder.addresses(List.of(VIP)).excludedAddresses(List.of(ipv6)))
                        .allAddresses())
                .containsExactly(VIP, ipv6);
    }

    @Test
    void theBuilderOfAConfigurationMakesItAgain() {
        InstanceConfig config = config(builder -> builder.version(VrrpVersion.V2)
                .basePriority(7)
                .advertIntervalCentis(300)
                .nopreempt(true)
                .startAsMaster(true)
                .authentication(new Authentication.SimplePassword(new byte[] {1, 2}))
                .family(AddressFamily.IPV6)
                .addresses(List.of(VirtualAddress.of(Ipv4Packets.ipv6("2001:db8::1"), 64)))
                .excludedAddresses(List.of(VIP, VirtualAddress.of(Ipv4Packets.address("198.51.100.1"), 32)))
                .garp(new GarpConfig(1, 2, 3, 4, 5, 6, 7))
                .skipCheckAdvertAddresses(true)
                .lowerPriorityNoAdvert(true)
                .higherPrioritySendAdvert(true)
                .downTimerAdverts(9));

        assertThat(config.toBuilder().build()).isEqualTo(config);
        assertThat(config).isNotEqualTo(config(builder -> builder));
    }

    @Test
    void checksAnAddressesOwnRanges() {
        assertThatThrownBy(() -> VirtualAddress.of(VIP.address(), 33))
                .hasMessage("prefix length of 192.0.2.100 33 (expected 0..32)");
        assertThatThrownBy(() -> new VirtualAddress(VIP.address(), 24, null, null, 256, null))
                .hasMessage("scope of 192.0.2.100 256 (expected 0..255)");
    }

    @Test
    void checksTheGratuitousArpSchedule() {
        assertThatThrownBy(() -> new GarpConfig(-1, 0, 0, 0, 0, 0, 0)).hasMessage("garp repeat -1 (expected 0..1000)");
    }

    @Test
    void aPasswordIsComparedWithoutItsPaddingAndNeverShown() {
        byte[] bytes = "1111".getBytes(StandardCharsets.US_ASCII);
        Authentication.SimplePassword password = new Authentication.SimplePassword(bytes);
        bytes[0] = 'x';
        password.password()[1] = 'x';

        assertThat(password).isEqualTo(new Authentication.SimplePassword(new byte[] {'1', '1', '1', '1', 0, 0, 0, 0}));
        assertThat(password).isNotEqualTo(new Authentication.SimplePassword(new byte[] {'1', '1', '1'}));
        assertThat(password.toString()).doesNotContain("1111");
        assertThatThrownBy(() -> new Authentication.SimplePassword(new byte[9]))
                .hasMessage("password length 9 (expected 0..8)");
    }

    private static InstanceConfig config(UnaryOperator<InstanceConfig.Builder> more) {
        return more.apply(InstanceConfig.builder("VI_1", "eth0", 51)).build();
    }
}
