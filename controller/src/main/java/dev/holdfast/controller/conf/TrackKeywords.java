package dev.holdfast.controller.conf;

import static dev.holdfast.controller.conf.Keyword.done;

/** The keywords of keepalived.conf(5), "Track files", "VRRP track processes", "VRRP script(s)" and "Static track groups". */
final class TrackKeywords {
    /** vrrp_script. */
    static final BlockType VRRP_SCRIPT = BlockType.of(
            "vrrp_script",
            done("fall").needs(1).as(Shape.integer(1, 2147483647)),
            done("init_fail"),
            done("interval").needs(1).as(Shape.integer(1, 4294)),
            done("rise").needs(1).as(Shape.integer(1, 2147483647)),
            done("script").wants().runs(),
            done("timeout").needs(1).as(Shape.integer(1, 4294)),
            done("user").needs(1),
            done("weight").needs(1).as(Shape.integer(-253, 253)));

    /** vrrp_track_process. */
    static final BlockType TRACK_PROCESS = BlockType.of(
            "vrrp_track_process",
            done("delay").needs(1).as(Shape.seconds(1, 3_600_000_000L)),
            done("fork_delay").needs(1).as(Shape.seconds(1, 3_600_000_000L)),
            done("full_command"),
            done("param_match"),
            done("process").needs(1).runs(),
            done("quorum").needs(1).as(Shape.integer(1, 65535)),
            done("quorum_max").needs(1).as(Shape.integer(0, 65535)),
            done("terminate_delay").needs(1).as(Shape.seconds(1, 3_600_000_000L)),
            done("weight").wants().as(Shape.integer(-254, 254)));

    /** track_file and its old name vrrp_track_file. */
    static final BlockType TRACK_FILE = BlockType.of(
            "track_file",
            done("file").wants(),
            done("init_file"),
            done("weight").wants().as(Shape.integer(-254, 254)));

    /** track_group. */
    static final BlockType TRACK_GROUP =
            BlockType.of("track_group", done("group").opening(BlockType.values("group")));

    private TrackKeywords() {}
}
