package dev.holdfast.controller.realserver;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import java.net.Inet4Address;
import java.nio.ByteBuffer;

/** Whether a VIP can be where it is to be. */
record Placement(HostState state) {

    /**
     * Looks for what is in the way.
     *
     * @param ifName where the VIP is to be
     * @throws RealServerException when it is somewhere else, has another prefix, or is no address of one host
     */
    void check(Vip vip, String ifName) throws RealServerException {
        for (InterfaceAddress place : state.placesOf(vip)) {
            String where = state.nameOf(place.ifIndex());
            String found = vip.text() + "/" + place.prefixLength();
            if (!where.equals(ifName)) {
                throw new RealServerException("VIP " + vip.text() + " is on " + where + " (expected only on " + ifName
                        + (where.equals(Forwarding.LOOPBACK)
                                ? ""
                                : ": on " + where + " this server answers its neighbours for it")
                        + "; ip address del " + found + " dev " + where + ")");
            }
            if (place.prefixLength() != vip.prefixLength()) {
                throw new RealServerException("VIP " + vip.text() + " is on " + where + " as " + found + " (expected "
                        + vip.notation() + ": with /" + place.prefixLength()
                        + " this server keeps its neighbours' packets; ip address del " + found + " dev " + where
                        + ")");
            }
        }
        for (InterfaceAddress one : state.addresses()) {
            if (one.address().equals(vip.address())) {
                continue;
            }
            if (vip.address().equals(one.broadcast()) || isEdge(vip, one)) {
                throw new RealServerException("VIP " + vip.text() + " is the network or broadcast address of "
                        + Addresses.text(one.address()) + "/" + one.prefixLength() + " on "
                        + state.nameOf(one.ifIndex()) + " (expected an address of one host)");
            }
        }
    }

    /** Whether the VIP is the first or the last address of an IPv4 subnet that has such: RFC 3021 exempts /31. */
    private static boolean isEdge(Vip vip, InterfaceAddress one) {
        if (!vip.ipv4()
                || !(one.address() instanceof Inet4Address)
                || one.prefixLength() > 30
                || one.prefixLength() == 0) {
            return false;
        }
        int mask = -1 << (32 - one.prefixLength());
        int value = ByteBuffer.wrap(vip.address().getAddress()).getInt();
        int other = ByteBuffer.wrap(one.address().getAddress()).getInt();
        int host = value & ~mask;
        return (value & mask) == (other & mask) && (host == 0 || host == ~mask);
    }
}
