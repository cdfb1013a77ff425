package dev.holdfast.controller.config.vrrp;

import java.util.List;

/**
 * A track_group block: the instances that go to fault when a static address, route or rule is lost.
 *
 * @param name its name
 * @param instances {@code group}: the names of its instances, all of which there are
 */
public record TrackGroup(String name, List<String> instances) {
    /** Copies the list. */
    public TrackGroup {
        instances = List.copyOf(instances);
    }
}
