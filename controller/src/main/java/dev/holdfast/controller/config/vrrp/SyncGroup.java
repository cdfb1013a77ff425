package dev.holdfast.controller.config.vrrp;

import java.util.List;

/**
 * A vrrp_sync_group block.
 *
 * @param name its name
 * @param instances {@code group}: the names of its instances, all of which there are; at least one
 * @param tracking what the group tracks for all of them
 * @param notifications what is run when it changes
 * @param globalTracking {@code global_tracking}: what one instance tracks counts for all (out of use)
 * @param trackingWeight {@code sync_group_tracking_weight}: instances may track with different weights
 */
public record SyncGroup(
        String name,
        List<String> instances,
        Tracking tracking,
        Notifications notifications,
        boolean globalTracking,
        boolean trackingWeight) {
    /** Copies the list. */
    public SyncGroup {
        instances = List.copyOf(instances);
    }
}
