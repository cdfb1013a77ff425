package dev.holdfast.ipvs;

import java.net.InetAddress;
import java.util.Objects;
import java.util.function.Function;

/**
 * What identifies a virtual service in the kernel's table: either protocol, address and port, or a firewall mark and an
 * address family. Two services with equal keys cannot exist in one network namespace.
 */
public sealed interface ServiceKey {

    /** The family of the clients' packets. */
    AddressFamily family();

    /** Calls the function for this key's kind and returns what it returned. */
    <R> R match(
            Function<? super AddressService, ? extends R> address,
            Function<? super FirewallMarkService, ? extends R> firewallMark);

    /**
     * A service reached at an address.
     *
     * @param protocol the transport protocol
     * @param address the virtual address
     * @param port 0..65535; 0 stands for every port and makes sense for persistent services only
     */
    record AddressService(TransportProtocol protocol, InetAddress address, int port) implements ServiceKey {
        public AddressService {
            Objects.requireNonNull(protocol, "protocol");
            Objects.requireNonNull(address, "address");
            Ranges.port(port);
        }

        @Override
        public AddressFamily family() {
            return AddressFamily.of(address);
        }

        @Override
        public <R> R match(
                Function<? super AddressService, ? extends R> address,
                Function<? super FirewallMarkService, ? extends R> firewallMark) {
            return address.apply(this);
        }

        /** {@code tcp 10.0.0.1:80} or {@code tcp [2001:db8::1]:80}. */
        @Override
        public String toString() {
            return protocol + " " + Endpoints.text(address, port);
        }
    }

    /**
     * A service of the packets that netfilter marked.
     *
     * @param mark the mark, an unsigned 32-bit number other than 0 (0 means "no mark" to the kernel)
     * @param family the family of the marked packets
     */
    record FirewallMarkService(int mark, AddressFamily family) implements ServiceKey {
        public FirewallMarkService {
            Objects.requireNonNull(family, "family");
            if (mark == 0) {
                throw new IllegalArgumentException("firewall mark 0 (expected 1..4294967295)");
            }
        }

        @Override
        public <R> R match(
                Function<? super AddressService, ? extends R> address,
                Function<? super FirewallMarkService, ? extends R> firewallMark) {
            return firewallMark.apply(this);
        }

        /** {@code fwmark 7}, or {@code fwmark 7 IPv6}. */
        @Override
        public String toString() {
            return "fwmark " + Integer.toUnsignedString(mark) + (family == AddressFamily.IPV6 ? " IPv6" : "");
        }
    }
}
