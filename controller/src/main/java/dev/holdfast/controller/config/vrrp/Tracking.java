package dev.holdfast.controller.config.vrrp;

import java.util.List;

/**
 * What an instance or a sync group tracks, each list in the file's order.
 *
 * @param interfaces {@code track_interface}
 * @param scripts {@code track_script}
 * @param files {@code track_file}
 * @param processes {@code track_process}
 * @param bfds {@code track_bfd}
 */
public record Tracking(
        List<Tracked> interfaces,
        List<Tracked> scripts,
        List<Tracked> files,
        List<Tracked> processes,
        List<Tracked> bfds) {
    /** Nothing. */
    public static final Tracking NONE = new Tracking(List.of(), List.of(), List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Tracking {
        interfaces = List.copyOf(interfaces);
        scripts = List.copyOf(scripts);
        files = List.copyOf(files);
        processes = List.copyOf(processes);
        bfds = List.copyOf(bfds);
    }
}
