package dev.holdfast.linuxnet.nftables;

import org.jspecify.annotations.Nullable;

/**
 * A chain.
 *
 * @param name its name
 * @param hook where packets come in; null for a chain that only others lead to
 * @param priority the lower, the earlier, among the chains of a hook; nothing without one
 */
public record NftChain(String name, @Nullable Hook hook, int priority) {

    /** The {@code NF_INET_} numbers of linux/netfilter.h. */
    public enum Hook {
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
