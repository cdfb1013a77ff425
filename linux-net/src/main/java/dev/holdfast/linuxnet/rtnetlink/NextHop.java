package dev.holdfast.linuxnet.rtnetlink;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One way a route goes.
 *
 * @param ifIndex the interface's index, or 0 for the one that leads to the gateway
 * @param gateway the next router, of either family; null for none
 * @param weight its share among several ways, 1 to 256
 * @param onLink the gateway is on the link, whatever the addresses say
 * @param realms the source's realm in the upper and the destination's in the lower 16 bits; 0 for none
 * @param encapsulation what is put around packets; null for nothing
 */
public record NextHop(
        int ifIndex,
        @Nullable InetAddress gateway,
        int weight,
        boolean onLink,
        int realms,
        @Nullable Encapsulation encapsulation) {

    public NextHop {
        if (ifIndex < 0) {
            throw new IllegalArgumentException("interface index " + ifIndex + " (expected 0 or more)");
        }
        if (weight < 1 || weight > 256) {
            throw new IllegalArgumentException("weight " + weight + " (expected 1..256)");
        }
    }

    /** A way over an interface, through a gateway if there is one. */
    public static NextHop of(int ifIndex, @Nullable InetAddress gateway) {
        return new NextHop(ifIndex, gateway, 1, false, 0, null);
    }
}
