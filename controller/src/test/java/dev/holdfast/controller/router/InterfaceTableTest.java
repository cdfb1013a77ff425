package dev.holdfast.controller.router;

import static dev.holdfast.controller.router.Net.ip;
import static dev.holdfast.controller.router.Net.link;
import static dev.holdfast.controller.router.Net.on;
import static dev.holdfast.controller.router.Net.secondaryOn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.vrrp.AddressFamily;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterfaceTableTest {
    private final InterfaceTable table = new InterfaceTable();

    @Test
    void findsLinksByName() {
        table.put(link(1, "eth0"));
        table.put(link(2, "eth1"));

        assertThat(table.link("eth1")).isEqualTo(link(2, "eth1"));
        assertThat(table.link("eth2")).isNull();
    }

    @Test
    void aRenamedLinkIsFoundByItsNewNameOnly() {
        table.put(link(1, "eth0"));
        table.put(link(1, "lan0"));

        assertThat(table.link("eth0")).isNull();
        assertThat(table.link("lan0")).isEqualTo(link(1, "lan0"));
    }

    @Test
    void thePrimaryAddressIsTheFirstThatIsNeitherSecondaryNorVirtual() {
        table.put(secondaryOn(1, 3));
        table.put(on(1, 100));
        table.put(on(1, 5));
        table.put(on(1, 6));
        table.put(on(2, 7));

        assertThat(table.primary(1, AddressFamily.IPV4, ip(100)::equals)).isEqualTo(ip(5));
        assertThat(table.primary(1, AddressFamily.IPV4, address -> false)).isEqualTo(ip(100));
        assertThat(table.primary(2, AddressFamily.IPV4, ip(7)::equals)).isNull();
        assertThat(table.primary(3, AddressFamily.IPV4, address -> false)).isNull();
    }

    @Test
    void anAddressToldAgainIsTheSameInItsPlaceWithItsNewFlags() {
        table.put(secondaryOn(1, 3));
        table.put(on(1, 4));
        table.put(on(1, 3));
        assertThat(table.primary(1, AddressFamily.IPV4, address -> false)).isEqualTo(ip(3));

        table.remove(on(1, 3));
        assertThat(table.has(1, ip(3))).isFalse();
        assertThat(table.has(1, ip(4))).isTrue();
    }

    @Test
    void addressesBelongToTheirInterface() {
        table.put(on(1, 3));

        assertThat(table.has(1, ip(3))).isTrue();
        assertThat(table.has(2, ip(3))).isFalse();
        table.remove(on(2, 3));
        assertThat(table.has(1, ip(3))).isTrue();
    }

    @Test
    void aLinkThatGoesTakesItsAddressesAlong() {
        table.put(link(1, "eth0"));
        table.put(on(1, 3));
        table.removeLink(1);

        assertThat(table.link("eth0")).isNull();
        assertThat(table.has(1, ip(3))).isFalse();
    }

    @Test
    void aNewListingReplacesEverything() {
        table.put(link(1, "eth0"));
        table.put(on(1, 3));
        table.replaceAll(List.of(link(2, "eth1")), List.of(on(2, 4)));

        assertThat(table.link("eth0")).isNull();
        assertThat(table.has(1, ip(3))).isFalse();
        assertThat(table.link("eth1")).isEqualTo(link(2, "eth1"));
        assertThat(table.has(2, ip(4))).isTrue();
    }

    @Test
    void aSecondaryAddressIsThePrimaryOneWhereAllOthersAreVirtual() {
        table.put(on(1, 100));
        table.put(secondaryOn(1, 5));
        table.put(secondaryOn(1, 6));

        assertThat(table.primary(1, AddressFamily.IPV4, ip(100)::equals)).isEqualTo(ip(5));
        table.put(on(1, 7));
        assertThat(table.primary(1, AddressFamily.IPV4, ip(100)::equals)).isEqualTo(ip(7));
    }

    @Test
    void secondariesAreOfTheSameSubnetAndInterface() {
        table.put(on(1, 100));
        table.put(on(1, 4));
        table.put(secondaryOn(1, 5));
        table.put(secondary(1, 6, 25));
        table.put(secondary(1, 200, 25));
        table.put(secondaryOn(2, 7));

        assertThat(table.secondariesOf(List.of(on(1, 100)))).containsExactly(secondaryOn(1, 5));
        assertThat(table.secondariesOf(List.of(InterfaceAddress.of(1, ip(129), 25))))
                .containsExactly(secondary(1, 200, 25));
        assertThat(table.secondariesOf(List.of(on(1, 100), on(1, 99))))
                .as("once, though both are of its subnet")
                .containsExactly(secondaryOn(1, 5));
        assertThat(table.secondariesOf(List.of(on(1, 100), on(1, 5))))
                .as("not what is removed itself")
                .isEmpty();
    }

    @Test
    void anAddressWithoutNetworkBitsHasEverySecondaryAndOneWithoutHostBitsItsOwnOnly() {
        table.put(secondary(1, 5, 0));
        table.put(secondary(1, 6, 32));

        assertThat(table.secondariesOf(List.of(InterfaceAddress.of(1, ip(200), 0))))
                .containsExactly(secondary(1, 5, 0));
        assertThat(table.secondariesOf(List.of(InterfaceAddress.of(1, ip(7), 32))))
                .isEmpty();
    }

    private static InterfaceAddress secondary(int index, int host, int prefixLength) {
        return new InterfaceAddress(
                index,
                ip(host),
                prefixLength,
                null,
                InterfaceAddress.SCOPE_GLOBAL,
                null,
                InterfaceAddress.FLAG_SECONDARY);
    }
}
