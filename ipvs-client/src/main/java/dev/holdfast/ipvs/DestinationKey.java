package dev.holdfast.ipvs;

import java.net.InetAddress;
import java.util.Objects;

/**
 * What identifies a real server within its service.
 *
 * @param address the server's address
 * @param port 0..65535; 0 keeps the port the client asked for
 */
public record DestinationKey(InetAddress address, int port) {
    public DestinationKey {
        Objects.requireNonNull(address, "address");
        Ranges.port(port);
    }

    /** {@code 192.168.1.5:80} or {@code [2001:db8::5]:80}. */
    @Override
    public String toString() {
        return Endpoints.text(address, port);
    }
}
