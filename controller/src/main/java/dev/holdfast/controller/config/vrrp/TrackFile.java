package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import org.jspecify.annotations.Nullable;

/**
 * A track_file block.
 *
 * @param name its name
 * @param file {@code file}: the path
 * @param weight {@code weight}, -2147483647..2147483647, by which the number in the file is multiplied
 * @param reverse {@code weight N reverse}
 * @param initialValue {@code init_file}: what is written to the file at the start; null for nothing
 * @param overwrite whether that is done also when there is such a file
 */
public record TrackFile(
        String name,
        String file,
        int weight,
        boolean reverse,
        @Nullable Integer initialValue,
        boolean overwrite) {
    /** {@code weight} unless given. */
    public static final int DEFAULT_WEIGHT = 1;

    /** Checks the range. */
    public TrackFile {
        Checked.range("weight of " + name, weight, -Integer.MAX_VALUE, Integer.MAX_VALUE);
        Checked.that(!overwrite || initialValue != null, "overwrite of " + name, overwrite, "a value");
    }
}
