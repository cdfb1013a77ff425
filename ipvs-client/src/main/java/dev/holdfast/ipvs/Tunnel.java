package dev.holdfast.ipvs;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * The encapsulation of a tunnelled destination ({@code ipvsadm --tun-type --tun-port --tun-csum …}); since Linux 5.3 (GUE)
 * and 5.4 (GRE).
 *
 * @param type the encapsulation
 * @param port UDP port of the GUE tunnel, 1..65535; 0 for the other types
 * @param flags checksum options; always empty for IPIP
 */
public record Tunnel(Type type, int port, Set<Flag> flags) {

    /** The default, and all that kernels before 5.3 know. */
    public static final Tunnel IPIP = new Tunnel(Type.IPIP, 0, Set.of());

    /** Kinds of encapsulation, numbered as {@code IP_VS_CONN_F_TUNNEL_TYPE_*} in ip_vs.h by their order. */
    public enum Type {
        IPIP,
        GUE,
        GRE
    }

    /** Checksum options, {@code IP_VS_TUNNEL_ENCAP_FLAG_*} in ip_vs.h; none means no checksum. */
    public enum Flag {
        /** Checksum in the encapsulation header. */
        CHECKSUM(1),
        /** Remote checksum offload (GUE). */
        REMOTE_CHECKSUM(2);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }

        /** The flag's bit. */
        public int bit() {
            return bit;
        }
    }

    public Tunnel {
        Objects.requireNonNull(type, "type");
        EnumSet<Flag> copy = EnumSet.noneOf(Flag.class);
        copy.addAll(flags);
        flags = Collections.unmodifiableSet(copy);
        if (type == Type.GUE) {
            Ranges.check("GUE tunnel port", port, 1, 65535);
        } else if (port != 0) {
            throw new IllegalArgumentException(
                    "tunnel port " + port + " for " + type + " (expected 0: only GUE has one)");
        }
        if (type == Type.IPIP && !flags.isEmpty()) {
            throw new IllegalArgumentException("tunnel flags " + flags + " for IPIP (expected none)");
        }
    }
}
