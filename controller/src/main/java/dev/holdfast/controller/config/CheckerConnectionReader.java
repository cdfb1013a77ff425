package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.config.lvs.CheckerConnection;
import dev.holdfast.ipvs.ForwardingMethod;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads where a checker connects to, and from where. */
final class CheckerConnectionReader {
    /**
     * The real server that is checked.
     *
     * @param address its address
     * @param port its port, 0 for none
     * @param method how it gets its packets
     * @param virtualAddress the virtual server's address; null for one of a firewall mark or a group
     */
    record Server(
            InetAddress address,
            int port,
            ForwardingMethod method,
            @Nullable InetAddress virtualAddress) {}

    private final Server server;
    private final Problems problems;

    CheckerConnectionReader(Server server, Problems problems) {
        this.server = server;
        this.problems = problems;
    }

    /** The connection; empty when there can be none, which has been said then. */
    Optional<CheckerConnection> read(Statement block, Entries entries, boolean needsPort) {
        InetAddress address = server.address();
        for (Statement statement : entries.all("connect_ip")) {
            InetAddress given = Addresses.read(statement, problems);
            address = given == null ? address : given;
        }
        int port = entries.integer("connect_port", server.port());
        if (needsPort && port == 0) {
            problems.error(
                    block.word(),
                    "no-port",
                    block.name() + " of a real_server without a port",
                    "connect_port",
                    "the checker is left out");
            return Optional.empty();
        }
        InetAddress bindTo = null;
        for (Statement statement : entries.all("bindto")) {
            bindTo = Addresses.read(statement, problems);
            if (bindTo != null && bindTo.getClass() != address.getClass()) {
                problems.error(
                        statement.at(0),
                        "address-family",
                        "bindto " + statement.at(0),
                        "the address family of " + address.getHostAddress(),
                        "it is ignored");
                bindTo = null;
            }
        }
        String bindInterface = bindInterface(entries);
        if (address.isLinkLocalAddress() && address instanceof Inet6Address && bindInterface == null) {
            problems.error(
                    block.word(),
                    "no-interface",
                    block.name() + " to " + address.getHostAddress() + ", which is of link scope",
                    "bind_if NAME",
                    null);
        }
        InetAddress vip = virtualAddress(entries, address);
        long mark = entries.number("fwmark", 0);
        if (vip != null && mark != 0) {
            problems.error(
                    block.word(),
                    "mark-with-vip",
                    "fwmark " + mark + " with probe_vip",
                    "one of them",
                    "fwmark is ignored");
            mark = 0;
        }
        return Optional.of(new CheckerConnection(
                address, port, bindTo, bindInterface, entries.integer("bind_port", 0), mark, vip));
    }

    /** What {@code probe_vip} says; null without it, and where it cannot be. */
    private @Nullable InetAddress virtualAddress(Entries entries, InetAddress serverAddress) {
        Statement statement = entries.last("probe_vip");
        if (statement == null) {
            return null;
        }
        problems.remark(
                statement.word(),
                "not-keepalived",
                "probe_vip",
                "nothing, where keepalived is to read this file, too",
                "keepalived does not know it");
        if (server.method() == ForwardingMethod.MASQUERADE) {
            return ignored(
                    statement,
                    "bad-method",
                    "probe_vip of a server behind address translation",
                    "lvs_method DR or TUN, by which a server has the virtual address");
        }
        InetAddress vip =
                statement.arguments().isEmpty() ? server.virtualAddress() : Addresses.read(statement, problems);
        if (vip == null) {
            return statement.arguments().isEmpty()
                    ? ignored(
                            statement,
                            "no-address",
                            "probe_vip without an address, of a group or a firewall mark",
                            "probe_vip ADDRESS")
                    : null;
        }
        if (vip.getClass() != serverAddress.getClass()) {
            return ignored(
                    statement,
                    "address-family",
                    "probe_vip " + vip.getHostAddress(),
                    "the address family of " + serverAddress.getHostAddress());
        }
        return vip;
    }

    private @Nullable InetAddress ignored(Statement statement, String id, String found, String expected) {
        problems.error(statement.word(), id, found, expected, "it is ignored: the server's own address is asked");
        return null;
    }

    private @Nullable String bindInterface(Entries entries) {
        String found = null;
        for (Statement statement : entries.all("bind_if")) {
            if (statement.text(0).length() > AddressReader.LONGEST_INTERFACE_NAME) {
                String expected = "at most " + AddressReader.LONGEST_INTERFACE_NAME + " characters";
                problems.error(statement.at(0), "bad-value", "bind_if " + statement.text(0), expected, "it is ignored");
            } else {
                found = statement.text(0);
            }
        }
        return found;
    }
}
