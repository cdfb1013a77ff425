package dev.holdfast.linuxnet.rtnetlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route puts around packets (linux/lwtunnel.h, linux/mpls_iptunnel.h, linux/ila.h). */
public sealed interface Encapsulation {

    /** Calls the handler of this kind. */
    <R> R match(Cases<R> cases);

    /**
     * Tunnel fields for a device that encapsulates by route; what is null is left to the device.
     *
     * @param ipv6 whether the outer header is of IPv6
     * @param id the tunnel's number, a 64-bit value
     * @param destination the outer destination, of the family {@code ipv6} says
     * @param source the outer source, of the same family
     * @param trafficClass the outer TOS or traffic class, 0 to 255
     * @param hopLimit the outer TTL or hop limit, 0 to 255
     * @param flags {@code TUNNEL_} flags of linux/if_tunnel.h, 0 to 65535
     */
    record Ip(
            boolean ipv6,
            @Nullable Long id,
            @Nullable InetAddress destination,
            @Nullable InetAddress source,
            @Nullable Integer trafficClass,
            @Nullable Integer hopLimit,
            @Nullable Integer flags)
            implements Encapsulation {

        public Ip {
            requireFamily(ipv6, destination);
            requireFamily(ipv6, source);
        }

        private static void requireFamily(boolean ipv6, @Nullable InetAddress address) {
            if (address != null && ipv6 == address instanceof Inet4Address) {
                throw new IllegalArgumentException("outer address " + address.getHostAddress() + " (expected one of "
                        + (ipv6 ? "IPv6)" : "IPv4)"));
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ip(this);
        }
    }

    /**
     * MPLS labels.
     *
     * @param labels outermost first, each 0 to 1048575; at least one
     * @param ttl the TTL in the label, 1 to 255; null for that of the packet
     */
    record Mpls(List<Integer> labels, @Nullable Integer ttl) implements Encapsulation {

        private static final int LARGEST_LABEL = 0xfffff;

        public Mpls {
            labels = List.copyOf(labels);
            if (labels.isEmpty()) {
                throw new IllegalArgumentException("no label (expected at least one)");
            }
            for (int label : labels) {
                if (label < 0 || label > LARGEST_LABEL) {
                    throw new IllegalArgumentException("label " + label + " (expected 0.." + LARGEST_LABEL + ")");
                }
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.mpls(this);
        }
    }

    /**
     * Identifier locator addressing.
     *
     * @param locator the upper 64 bits of the address that packets get
     */
    record Ila(long locator) implements Encapsulation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ila(this);
        }
    }

    /** A handler for each kind. */
    interface Cases<R> {

        /** Tunnel fields. */
        R ip(Ip ip);

        /** Labels. */
        R mpls(Mpls mpls);

        /** A locator. */
        R ila(Ila ila);
    }
}
