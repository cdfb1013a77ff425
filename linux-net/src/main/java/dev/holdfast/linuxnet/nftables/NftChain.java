package dev.holdfast.linuxnet.nftables;

import org.jspecify.annotations.Nullable;

/**
 * A chain.
 *
 * @param name its name
 * @param hook where packets come in; null for a chain that only others lead to
 * @param priority the lower, the earlier, among the chains of a hook; nothing without one
 * @param device the interface's name, in a table of {@link NftFamily#NETDEV}; null in others
 */
public record NftChain(
        String name,
        @Nullable Hook hook,
        int priority,
        @Nullable String device) {

    /** A chain of all interfaces. */
    public NftChain(String name, @Nullable Hook hook, int priority) {
        this(name, hook, priority, null);
    }

    /** The {@code NF_INET_} and {@code NF_NETDEV_} numbers of linux/netfilter.h. */
    public enum Hook {
        /** What comes in by an interface. */
        INGRESS(0),
        /** What leaves by an interface, with the hardware address of where it goes; Linux 5.16 or newer. */
        EGRESS(1),
        /** Packets for this host. */
        INPUT(1),
        /** Packets of this host. */
        OUTPUT(3);

        private final int number;

        Hook(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }
}
