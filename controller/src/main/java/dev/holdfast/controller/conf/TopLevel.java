package dev.holdfast.controller.conf;

import static dev.holdfast.controller.conf.Keyword.done;
import static dev.holdfast.controller.conf.Keyword.later;
import static dev.holdfast.controller.conf.Keyword.needless;

/** What can stand outside all blocks: keepalived.conf(5), "TOP HIERACHY". */
final class TopLevel {
    /** The top of the hierarchy. */
    static final BlockType TOP = BlockType.of(
            "the top level",
            done("global_defs").opening(GlobalKeywords.GLOBAL_DEFS),
            done("vrrp_instance").wants().opening(VrrpKeywords.VRRP_INSTANCE),
            done("virtual_server").needs(1).opening(LvsKeywords.VIRTUAL_SERVER),
            done("vrrp_sync_group").wants().opening(VrrpKeywords.VRRP_SYNC_GROUP),
            done("garp_group").opening(VrrpKeywords.GARP_GROUP),
            done("vrrp_script").needs(1).opening(TrackKeywords.VRRP_SCRIPT),
            done("vrrp_track_process").needs(1).opening(TrackKeywords.TRACK_PROCESS),
            done("track_file").needs(1).opening(TrackKeywords.TRACK_FILE),
            done("vrrp_track_file").needs(1).opening(TrackKeywords.TRACK_FILE),
            done("track_group").wants().opening(TrackKeywords.TRACK_GROUP),
            later("bfd_instance").needs(1).opening(BfdKeywords.BFD_INSTANCE),
            done("virtual_server_group").needs(1).opening(BlockType.values("virtual_server_group")),
            done("SSL").opening(LvsKeywords.SSL),
            done("static_ipaddress").opening(BlockType.values("static_ipaddress")),
            done("static_routes").opening(BlockType.values("static_routes")),
            done("static_rules").opening(BlockType.values("static_rules")),
            done("interface_up_down_delays").opening(BlockType.values("interface_up_down_delays")),
            needless("linkbeat_interfaces", NotImplemented.CARRIERS_ARE_TOLD)
                    .opening(BlockType.values("linkbeat_interfaces")),
            needless("linkbeat_use_polling", NotImplemented.CARRIERS_ARE_TOLD),
            later("net_namespace").wants(),
            later("net_namespace_ipvs"),
            later("namespace_with_ipsets"),
            later("instance").wants(),
            later("use_pid_dir"),
            later("child_wait_time").needs(1).as(Shape.UNSIGNED));

    private TopLevel() {}
}
