package dev.holdfast.linuxnet.nftables;

import org.jspecify.annotations.Nullable;

/**
 * A set, or a map.
 *
 * @param name its name, which rules and elements refer to
 * @param key what its elements are
 * @param data what a map's elements lead to; null for a set
 * @param constant whether it never changes once a rule uses it
 */
public record NftSet(String name, NftType key, @Nullable NftType data, boolean constant) {

    /** A set. */
    public static NftSet of(String name, NftType key) {
        return new NftSet(name, key, null, false);
    }
}
