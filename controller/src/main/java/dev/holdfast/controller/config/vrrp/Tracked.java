package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;

/**
 * Something that an instance or a sync group tracks.
 *
 * @param name its name: an interface, or what a vrrp_script, track_file, vrrp_track_process or bfd_instance block is called
 * @param weight how much it counts, -253..253 (files: -2147483647..2147483647, processes -254..254); 0 makes its failure a fault.
 *     What the line does not say is taken from the block of that name
 * @param reverse {@code reverse}: whether its failure counts as success and the other way round
 */
public record Tracked(String name, int weight, boolean reverse) {
    /** The greatest weight in a file's block. */
    public static final int MOST_FILE_WEIGHT = Integer.MAX_VALUE;

    /** Checks the range. */
    public Tracked {
        Checked.range("weight of " + name, weight, -MOST_FILE_WEIGHT, MOST_FILE_WEIGHT);
    }
}
