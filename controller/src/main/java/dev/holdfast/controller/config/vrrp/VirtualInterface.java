package dev.holdfast.controller.config.vrrp;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The interface of an instance's own that its addresses are put on; see keepalived.conf(5) use_vmac and use_ipvlan.
 *
 * @param kind what is made
 * @param name its name, or null for one that is made up
 * @param macAddress the MAC address, six octets in lower-case hexadecimal with colons, or null for the protocol's own; VMAC only
 * @param address its address; ipvlan only, otherwise null
 * @param mode ipvlan only, otherwise null
 * @param sendFromBase {@code vmac_xmit_base}: adverts go by the interface below; VMAC only
 * @param onEveryDevice {@code use_vmac_addr}: such interfaces also on other devices of its addresses
 */
public record VirtualInterface(
        Kind kind,
        @Nullable String name,
        @Nullable String macAddress,
        @Nullable InetAddress address,
        @Nullable Mode mode,
        boolean sendFromBase,
        boolean onEveryDevice) {
    /** None for the instance itself. */
    public static final VirtualInterface NONE = new VirtualInterface(Kind.NONE, null, null, null, null, false, false);

    /** What is made. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** A macvlan with the protocol's MAC address. */
        VMAC,
        /** An ipvlan, in mode L2. */
        IPVLAN
    }

    /** How the ipvlans of one interface see each other. */
    public enum Mode {
        /** They do, without leaving the host. */
        BRIDGE,
        /** They do not. */
        PRIVATE,
        /** They do by way of the switch. */
        VEPA
    }
}
