package dev.holdfast.controller.balance;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.TransportProtocol;
import java.net.InetAddress;
import java.util.Locale;

/** What log lines call virtual and real servers; the forms are those of keepalived 2.2.7's log. */
public final class ServerNames {
    private ServerNames() {}

    /** {@code [192.0.2.1]:tcp:80}, or {@code FWM 7} for a firewall mark. */
    public static String virtualServer(ServiceKey key) {
        return key.match(
                service -> address(service.address(), service.protocol(), service.port()),
                service -> "FWM " + Integer.toUnsignedString(service.mark())
                        + (service.family() == AddressFamily.IPV6 ? " IPv6" : ""));
    }

    /** {@code [192.0.2.5]:tcp:80}; the protocol is the virtual server's, TCP for a firewall mark. */
    public static String realServer(ServiceKey service, DestinationKey key) {
        TransportProtocol protocol = service.match(ServiceKey.AddressService::protocol, mark -> TransportProtocol.TCP);
        return address(key.address(), protocol, key.port());
    }

    private static String address(InetAddress address, TransportProtocol protocol, int port) {
        return "[" + address.getHostAddress() + "]:" + protocol.name().toLowerCase(Locale.ROOT) + ":" + port;
    }
}
