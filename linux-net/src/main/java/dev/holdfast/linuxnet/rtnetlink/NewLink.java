package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.HardwareAddress;

/** A link to make on top of another. */
public sealed interface NewLink {

    /** Its name, 1 to 15 bytes. */
    String name();

    /** The index of the link below. */
    int lowerIndex();

    /**
     * A macvlan in mode private: its own hardware address on the segment of the link below; those of the same link do not see each
     * other.
     *
     * @param name its name, 1 to 15 bytes
     * @param lowerIndex the index of the link below
     * @param address its hardware address
     */
    record Macvlan(String name, int lowerIndex, HardwareAddress address) implements NewLink {}

    /**
     * An ipvlan in mode L2: the hardware address of the link below, other IP addresses.
     *
     * @param name its name, 1 to 15 bytes
     * @param lowerIndex the index of the link below
     * @param flag how those of one link see each other
     */
    record Ipvlan(String name, int lowerIndex, Flag flag) implements NewLink {
        /** The {@code IPVLAN_F_} flags of linux/if_link.h. */
        public enum Flag {
            /** Within the host. */
            BRIDGE(0),
            /** Not at all. */
            PRIVATE(1),
            /** By way of the switch. */
            VEPA(2);

            private final int number;

            Flag(int number) {
                this.number = number;
            }

            int number() {
                return number;
            }
        }
    }
}
