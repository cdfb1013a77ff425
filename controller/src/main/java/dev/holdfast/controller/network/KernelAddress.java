package dev.holdfast.controller.network;

import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.vrrp.VirtualAddress;

/** The kernel's form of a configured address. */
public final class KernelAddress {
    private KernelAddress() {}

    /** The address on the interface of that index. */
    public static InterfaceAddress of(VirtualAddress address, int interfaceIndex) {
        VirtualAddress.Options options = address.options();
        return new InterfaceAddress(
                interfaceIndex,
                address.address(),
                address.prefixLength(),
                address.label(),
                address.scope() == null ? InterfaceAddress.SCOPE_GLOBAL : address.scope(),
                address.broadcast(),
                options.kernelFlags(),
                options.peer(),
                options.preferredSeconds());
    }
}
