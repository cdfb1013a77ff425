package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
import java.net.InetAddress;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads {@code sorry_server ADDRESS [PORT]}. */
final class SorryServerReader {
    private final Problems problems;

    SorryServerReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * The server; null when it cannot be used, which has been said then.
     *
     * @param given {@code sorry_server_lvs_method}, or null for the virtual server's method
     */
    @Nullable Destination read(
            Statement statement,
            ForwardingReader.@Nullable Forwarding given,
            RealServerReader.Parent parent,
            AddressFamily family) {
        InetAddress address = Addresses.parse(Addresses.withoutPrefix(statement.text(0)));
        OptionalLong port = statement.argument(1).isPresent()
                ? Numbers.within(statement.text(1), 0, 65535)
                : OptionalLong.of(Math.max(0, parent.port()));
        if (address == null || port.isEmpty()) {
            problems.error(
                    statement.at(address == null ? 0 : 1),
                    address == null ? "bad-address" : "bad-port",
                    "sorry_server " + statement.text(0) + " " + statement.text(1),
                    "ADDRESS [1..65535]",
                    "it is ignored");
            return null;
        }
        ForwardingReader.Forwarding method = given == null ? parent.forwarding() : given;
        int itsPort = (int) port.getAsLong();
        if (method.method() != ForwardingMethod.TUNNEL && AddressFamily.of(address) != family) {
            problems.error(
                    statement.at(0),
                    "address-family",
                    "sorry_server " + statement.text(0),
                    "the address family of the virtual server",
                    "it is left out");
            return null;
        }
        if (method.method() != ForwardingMethod.MASQUERADE && parent.port() >= 0 && itsPort != parent.port()) {
            problems.error(
                    statement.at(1),
                    "port-mismatch",
                    "sorry_server port " + itsPort + " without address translation",
                    "the virtual server's port " + parent.port(),
                    parent.port() + " is used");
            itsPort = parent.port();
        }
        return new Destination(address, itsPort, method.method(), 1, 0, 0, method.tunnel());
    }
}
