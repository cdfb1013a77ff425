package dev.holdfast.ipvs;

import dev.holdfast.ipvs.ServiceKey.AddressService;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Short spellings of addresses and keys for tests. */
public final class Tables {
    private Tables() {}

    /** The address of a literal; a name is refused, so that no test asks a name server. */
    public static InetAddress address(String literal) {
        if (!literal.matches("[0-9.]+|[0-9a-f:]+:[0-9a-f:.]*")) {
            throw new IllegalArgumentException("\"" + literal + "\" (expected an address literal)");
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + literal + "\" (expected an address literal)", e);
        }
    }

    public static AddressService tcp(String address, int port) {
        return new AddressService(TransportProtocol.TCP, address(address), port);
    }

    public static AddressService udp(String address, int port) {
        return new AddressService(TransportProtocol.UDP, address(address), port);
    }

    public static Destination direct(String address, int port, int weight) {
        return Destination.of(address(address), port, ForwardingMethod.DIRECT, weight);
    }

    public static Destination masquerade(String address, int port, int weight) {
        return Destination.of(address(address), port, ForwardingMethod.MASQUERADE, weight);
    }
}
