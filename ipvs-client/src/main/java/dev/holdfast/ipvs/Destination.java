package dev.holdfast.ipvs;

import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A real server of a service as it is configured; its counters are in {@link DestinationStatus}.
 *
 * @param address the server's address; its family may differ from the service's for tunnels only
 * @param port 0..65535; firewall-mark and all-port services use 0 to keep the client's port
 * @param method how packets get there
 * @param weight 0 or more; 0 takes no new connections, and those there are go on
 * @param upperThreshold no new connections above this many, 0 for no limit
 * @param lowerThreshold new connections again below this many, 0 for three quarters of the upper one; at most the upper one
 * @param tunnel the encapsulation; null unless {@code method} is {@code TUNNEL}, where null becomes {@link Tunnel#IPIP}
 */
public record Destination(
        InetAddress address,
        int port,
        ForwardingMethod method,
        int weight,
        int upperThreshold,
        int lowerThreshold,
        @Nullable Tunnel tunnel) {

    public Destination {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(method, "method");
        Ranges.port(port);
        Ranges.check("weight", weight, 0, Integer.MAX_VALUE);
        Ranges.check("upper threshold", upperThreshold, 0, Integer.MAX_VALUE);
        Ranges.check("lower threshold", lowerThreshold, 0, upperThreshold);
        if (method == ForwardingMethod.TUNNEL) {
            tunnel = tunnel == null ? Tunnel.IPIP : tunnel;
        } else if (tunnel != null) {
            throw new IllegalArgumentException("tunnel " + tunnel + " with method " + method + " (expected TUNNEL)");
        }
    }

    /** A destination without thresholds; tunnels are IPIP. */
    public static Destination of(InetAddress address, int port, ForwardingMethod method, int weight) {
        return new Destination(address, port, method, weight, 0, 0, null);
    }

    /** What identifies it within its service. */
    public DestinationKey key() {
        return new DestinationKey(address, port);
    }

    /** This destination with another weight. */
    public Destination withWeight(int newWeight) {
        return new Destination(address, port, method, newWeight, upperThreshold, lowerThreshold, tunnel);
    }
}
