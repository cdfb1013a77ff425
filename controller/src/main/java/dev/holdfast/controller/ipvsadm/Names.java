package dev.holdfast.controller.ipvsadm;

import dev.holdfast.ipvs.TransportProtocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Names of hosts and of ports. */
interface Names {
    /** A host's first IPv4 address, or null when there is no host of that name. May wait for a name server. */
    @Nullable Inet4Address address(String host);

    /** The name of the host with that address, or null. May wait for a name server. */
    @Nullable String host(InetAddress address);

    /** The port of a service's name or alias, as in {@code /etc/services}. */
    OptionalInt port(String service, TransportProtocol protocol);

    /** The service's name of a port, or null. */
    @Nullable String service(int port, TransportProtocol protocol);
}
