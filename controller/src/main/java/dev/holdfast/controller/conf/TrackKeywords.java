package dev.holdfast.controller.conf;

import static dev.holdfast.controller.conf.Keyword.later;

/** The keywords of keepalived.conf(5), "Track files", "VRRP track processes", "VRRP script(s)" and "Static track groups". */
final class TrackKeywords {
    /** vrrp_script. */
    static final BlockType VRRP_SCRIPT = BlockType.of(
            "vrrp_script",
            later("fall").needs(1).as(Shape.integer(1, 2147483647)),
            later("init_fail"),
            later("interval").needs(1).as(Shape.integer(1, 4294)),
            later("rise").needs(1).as(Shape.integer(1, 2147483647)),
            later("script").wants().runs(),
            later("timeout").needs(1).as(Shape.integer(1, 4294)),
            later("user").needs(1),
            later("weight").needs(1).as(Shape.integer(-253, 253)));

    /** vrrp_track_process. */
    static final BlockType TRACK_PROCESS = BlockType.of(
            "vrrp_track_process",
            later("delay").needs(1).as(Shape.seconds(1, 3_600_000_000L)),
            later("fork_delay").needs(1).as(Shape.seconds(1, 3_600_000_000L)),
            later("full_command"),
            later("param_match"),
            later("process").needs(1).runs(),
            later("quorum").needs(1).as(Shape.integer(1, 65535)),
            later("quorum_max").needs(1).as(Shape.integer(0, 65535)),
            later("terminate_delay").needs(1).as(Shape.seconds(1, 3_600_000_000L)),
            later("weight").wants().as(Shape.integer(-254, 254)));

    /** track_file and its old name vrrp_track_file. */
    static final BlockType TRACK_FILE = BlockType.of(
            "track_file",
            later("file").wants(),
            later("init_file"),
            later("weight").wants().as(Shape.integer(-254, 254)));

    /** track_group. */
    static final BlockType TRACK_GROUP =
            BlockType.of("track_group", later("group").opening(BlockType.values("group")));

    private TrackKeywords() {}
}
