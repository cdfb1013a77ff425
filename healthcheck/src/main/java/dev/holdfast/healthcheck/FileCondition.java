package dev.holdfast.healthcheck;

import java.util.List;
import java.util.OptionalInt;

/**
 * keepalived.conf(5) FILE_CHECK: the number in a tracked file, times a weight, is added to the server's weight. With a weight of 0 the
 * server is down while the number is not 0, or with {@code reverse} while it is.
 *
 * @param file {@code track_file}: the name of its block, not its path
 * @param weight {@code weight}, the block's unless given, -2147483647..2147483647
 * @param reverse {@code weight N reverse}: the opposite
 */
public record FileCondition(String file, int weight, boolean reverse) implements ServerCondition {
    @Override
    public Object question() {
        return List.of("FILE_CHECK", file, weight, reverse);
    }

    /** As with a file that is not there, which says 0. */
    @Override
    public boolean holdsAtFirst() {
        return added(0).isPresent();
    }

    /**
     * What a number adds to the server's weight, at most 2147483647; empty when it takes the server down, as a product below -2147483647
     * does, too.
     */
    public OptionalInt added(long number) {
        if (weight == 0) {
            return (number == 0) != reverse ? OptionalInt.of(0) : OptionalInt.empty();
        }
        long product = reverse ? -(number * weight) : number * weight;
        return product < -Integer.MAX_VALUE
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.min(product, Integer.MAX_VALUE));
    }
}
