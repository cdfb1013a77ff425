package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.HardwareAddress;
import org.jspecify.annotations.Nullable;

/**
 * A network interface.
 *
 * @param index its number, 1 or more; one that is removed and made again has another
 * @param name for instance {@code eth0}, 1 to 15 bytes
 * @param adminUp whether it was set up ({@code IFF_UP})
 * @param running whether it is up and can carry packets: the carrier is there ({@code IFF_RUNNING})
 * @param mtu the largest packet in bytes
 * @param hardwareAddress its link-layer address; without bytes where there is none
 * @param hardwareType the {@code ARPHRD_} number of linux/if_arp.h; 1 is Ethernet
 * @param flags all {@code IFF_} flags of linux/if.h
 * @param kind what made it, for instance {@code macvlan}, {@code veth}; null for hardware
 * @param lowerIndex the index of the link it is on, in whichever network namespace that is; 0 for none
 * @param master the index of the bridge, bond or VRF it belongs to; 0 for none
 */
public record Link(
        int index,
        String name,
        boolean adminUp,
        boolean running,
        int mtu,
        HardwareAddress hardwareAddress,
        int hardwareType,
        int flags,
        @Nullable String kind,
        int lowerIndex,
        int master) {

    static final int IFF_UP = 0x1;
    static final int IFF_LOOPBACK = 0x8;
    static final int IFF_POINTOPOINT = 0x10;
    static final int IFF_RUNNING = 0x40;
    static final int IFF_NOARP = 0x80;
    static final int IFF_MULTICAST = 0x1000;

    private static final int ARPHRD_ETHER = 1;

    /** A link of hardware. */
    public Link(
            int index,
            String name,
            boolean adminUp,
            boolean running,
            int mtu,
            HardwareAddress hardwareAddress,
            int hardwareType,
            int flags) {
        this(index, name, adminUp, running, mtu, hardwareAddress, hardwareType, flags, null, 0, 0);
    }

    /** Whether it is set up and can carry packets. */
    public boolean usable() {
        return adminUp && running;
    }

    /** Whether it is the loopback interface. */
    public boolean loopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    /** Whether it has one other end only. */
    public boolean pointToPoint() {
        return (flags & IFF_POINTOPOINT) != 0;
    }

    /** Whether it can send to multicast groups. */
    public boolean multicast() {
        return (flags & IFF_MULTICAST) != 0;
    }

    /** Whether neighbours find it by ARP: an Ethernet interface that does not have ARP switched off. */
    public boolean usesArp() {
        return hardwareType == ARPHRD_ETHER && (flags & IFF_NOARP) == 0;
    }
}
