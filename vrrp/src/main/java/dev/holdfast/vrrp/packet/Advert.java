package dev.holdfast.vrrp.packet;

import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.util.List;

/**
 * A VRRP advertisement, in either version.
 *
 * @param version the protocol version
 * @param vrid the virtual router, 0..255 (0 cannot be configured but can be received)
 * @param priority 0 the master is leaving, 1..254, 255 it owns the addresses
 * @param advertIntervalCentis hundredths of a second: v2 0..25500 in whole seconds, v3 0..4095
 * @param addresses the addresses, 0..255 of them, all of one family
 * @param authentication v2 only; v3 must have none
 */
public record Advert(
        VrrpVersion version,
        int vrid,
        int priority,
        int advertIntervalCentis,
        List<InetAddress> addresses,
        Authentication authentication) {
    /** Checks that the wire can carry the values and copies the list. */
    public Advert {
        range("VRID", vrid, 255);
        range("priority", priority, 255);
        range("advert interval (centiseconds)", advertIntervalCentis, version == VrrpVersion.V2 ? 25500 : 4095);
        if (version == VrrpVersion.V2 && advertIntervalCentis % 100 != 0) {
            throw new IllegalArgumentException(
                    "advert interval " + advertIntervalCentis + " centiseconds (expected whole seconds in VRRPv2)");
        }
        if (version == VrrpVersion.V3 && authentication.type() != 0) {
            throw new IllegalArgumentException("authentication " + authentication + " (expected none in VRRPv3)");
        }
        range("number of addresses", addresses.size(), 255);
        addresses = List.copyOf(addresses);
        for (InetAddress address : addresses) {
            AddressFamily family = AddressFamily.of(addresses.get(0));
            if (!family.has(address)) {
                throw new IllegalArgumentException(
                        "address " + address.getHostAddress() + " (expected " + family.text() + ", as the first)");
            }
        }
    }

    private static void range(String what, int value, int most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(what + " " + value + " (expected 0.." + most + ")");
        }
    }

    /** The advertisement interval in nanoseconds. */
    public long advertIntervalNanos() {
        return advertIntervalCentis * 10_000_000L;
    }
}
