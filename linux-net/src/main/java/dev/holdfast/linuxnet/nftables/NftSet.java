package dev.holdfast.linuxnet.nftables;

import org.jspecify.annotations.Nullable;

/**
 * A set, or a map.
 *
 * @param name its name, which rules and elements refer to
 * @param key what its elements are
 * @param data what a map's elements lead to; null for a set
 * @param constant whether it never changes once a rule uses it
 * @param learned of a set whose elements rules add; null for one that only transactions change
 */
public record NftSet(
        String name,
        NftType key,
        @Nullable NftType data,
        boolean constant,
        @Nullable Learned learned) {

    /**
     * How elements that rules add come to their end.
     *
     * @param timeoutMillis how long each stays after it was added or renewed, more than 0
     * @param most how many there can be, more than 0; a rule that would add another does not fit
     */
    public record Learned(long timeoutMillis, int most) {}

    /** A set that only transactions change. */
    public NftSet(String name, NftType key, @Nullable NftType data, boolean constant) {
        this(name, key, data, constant, null);
    }

    /** A set. */
    public static NftSet of(String name, NftType key) {
        return new NftSet(name, key, null, false);
    }
}
