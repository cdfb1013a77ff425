package dev.holdfast.controller.config.vrrp;

import java.util.List;

/**
 * The blocks of things that can be tracked, each list in the file's order and without a name twice.
 *
 * @param scripts {@code vrrp_script} blocks that can run
 * @param files {@code track_file} blocks
 * @param processes {@code vrrp_track_process} blocks
 * @param bfds {@code bfd_instance} blocks
 */
public record TrackSettings(
        List<VrrpScript> scripts, List<TrackFile> files, List<TrackProcess> processes, List<BfdInstance> bfds) {
    /** Copies the lists. */
    public TrackSettings {
        scripts = List.copyOf(scripts);
        files = List.copyOf(files);
        processes = List.copyOf(processes);
        bfds = List.copyOf(bfds);
    }
}
