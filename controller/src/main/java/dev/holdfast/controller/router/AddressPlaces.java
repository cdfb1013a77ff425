package dev.holdfast.controller.router;

import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.vrrp.VirtualAddress;
import org.jspecify.annotations.Nullable;

/** On which interfaces instances have their addresses. */
final class AddressPlaces {
    private final InterfaceTable interfaces;
    private final RouterEffects.Surroundings surroundings;

    AddressPlaces(InterfaceTable interfaces, RouterEffects.Surroundings surroundings) {
        this.interfaces = interfaces;
        this.surroundings = surroundings;
    }

    /**
     * The interface an address is on or goes to: where it was put, otherwise the instance's own or the one it names; null when
     * there is none such.
     */
    @Nullable Link linkOf(VirtualRouter router, VirtualAddress address) {
        Integer place = router.placeOf(address);
        if (place != null) {
            return interfaces.link(place);
        }
        Link virtual = surroundings.virtualLink(router, address);
        if (virtual != null) {
            return virtual;
        }
        Integer base = router.baseIndex();
        return address.device() == null && base != null
                ? interfaces.link(base)
                : interfaces.link(device(router, address));
    }

    /**
     * The name of the interface that leads to an address's segment, by the configuration: the one below, where the address is on a
     * VMAC. An instance without an interface has only addresses that name theirs.
     */
    static String device(VirtualRouter router, VirtualAddress address) {
        String own = router.config().interfaceName();
        String device = address.device() == null ? own : address.device();
        return device == null ? "" : device;
    }

    /** Whether an address is on an interface with a hardware address of its own, which switches have to learn. */
    boolean isOnVmac(VirtualRouter router, VirtualAddress address) {
        return surroundings.virtualLink(router, address) != null;
    }
}
