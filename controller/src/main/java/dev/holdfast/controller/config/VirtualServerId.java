package dev.holdfast.controller.config;

import dev.holdfast.controller.config.lvs.ServerTarget;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.TransportProtocol;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What makes a virtual_server the same one over a reload, and what log lines, scripts and pipes call it and its real servers; the
 * forms are those of keepalived 2.2.7.
 *
 * @param target what it stands for
 * @param family its address family
 * @param protocol its protocol; null where there are only firewall marks
 */
public record VirtualServerId(
        ServerTarget target, AddressFamily family, @Nullable TransportProtocol protocol) {

    /** That of a virtual server. */
    public static VirtualServerId of(VirtualServerSettings server) {
        return new VirtualServerId(server.target(), server.family(), server.protocol());
    }

    /** {@code [192.0.2.1]:tcp:80}, {@code FWM 7} or {@code [GROUP]:0}. */
    @Override
    public String toString() {
        if (target instanceof ServerTarget.Address one) {
            return endpoint(one.address(), one.port());
        }
        return target instanceof ServerTarget.Mark one
                ? "FWM " + one.mark()
                : "[" + ((ServerTarget.Group) target).name() + "]:0";
    }

    /** {@code [192.0.2.5]:tcp:80}, with {@code none} for a protocol where there are only marks. */
    public String realServer(DestinationKey server) {
        return endpoint(server.address(), server.port());
    }

    /** An address with its port in the same form. */
    public String endpoint(InetAddress address, int port) {
        String of = protocol == null ? "none" : protocol.name().toLowerCase(Locale.ROOT);
        return "[" + Addresses.text(address) + "]:" + of + ":" + port;
    }
}
