package dev.holdfast.ipvs;

import java.net.InetAddress;
import java.util.Objects;

/**
 * One end of a connection.
 *
 * @param address its address
 * @param port 0..65535; 0 where a persistence template stands for every port
 */
public record Endpoint(InetAddress address, int port) {
    public Endpoint {
        Objects.requireNonNull(address, "address");
        Ranges.port(port);
    }

    /** {@code 192.168.1.5:80} or {@code [2001:db8::5]:80}. */
    @Override
    public String toString() {
        return Endpoints.text(address, port);
    }
}
