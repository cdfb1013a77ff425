package dev.holdfast.controller.conf;

import static dev.holdfast.controller.conf.Keyword.done;
import static dev.holdfast.controller.conf.Keyword.later;
import static dev.holdfast.controller.conf.Keyword.needless;

/**
 * The keywords of keepalived.conf(5), "VRRP instance(s)", "VRRP synchronization group(s)" and "VRRP gratuitous ARP and
 * unsolicited neighbour advert delay group(s)".
 */
final class VrrpKeywords {
    /** authentication in vrrp_instance. */
    static final BlockType AUTHENTICATION = BlockType.of(
            "authentication", done("auth_pass").needs(1), done("auth_type").needs(1));

    /** auth_hmac in vrrp_instance, since keepalived 2.4. */
    static final BlockType AUTH_HMAC = BlockType.of(
            "auth_hmac",
            done("active_key").needs(1).as(Shape.integer(0, 255)),
            done("anti_replay").needs(1),
            done("key").needs(2),
            done("mode").needs(1),
            done("time_window").needs(1).as(Shape.integer(1, 300)));

    /** vrrp_instance. */
    static final BlockType VRRP_INSTANCE = BlockType.of(
            "vrrp_instance",
            done("accept"),
            done("advert_int").needs(1).as(Shape.seconds(10_000, 255_000_000)),
            done("authentication").opening(AUTHENTICATION),
            done("check_unicast_src"),
            done("debug").needs(1).as(Shape.integer(0, 4)),
            done("dont_track_primary"),
            done("down_timer_adverts").needs(1).as(Shape.integer(1, 100)),
            done("garp_extra_if"),
            done("garp_lower_prio_delay").needs(1).as(Shape.integer(0, 4294)),
            done("garp_lower_prio_repeat").needs(1).as(Shape.UNSIGNED),
            done("garp_master_delay").needs(1).as(Shape.integer(0, 4294)),
            done("garp_master_refresh").needs(1).as(Shape.UNSIGNED),
            done("garp_master_refresh_repeat").needs(1).as(Shape.UNSIGNED),
            done("garp_master_repeat").needs(1).as(Shape.UNSIGNED),
            done("higher_prio_send_advert").as(Shape.BOOLEAN),
            done("interface").needs(1),
            done("kernel_rx_buf_size"),
            needless("linkbeat_use_polling", NotImplemented.CARRIERS_ARE_TOLD).insteadUse("write linkbeat_interfaces"),
            done("lower_prio_no_advert").as(Shape.BOOLEAN),
            done("lvs_sync_daemon_interface").needs(1).insteadUse("write lvs_sync_daemon in global_defs"),
            done("mcast_dst_ip").needs(1),
            done("mcast_src_ip").needs(1),
            done("native_ipv6"),
            done("no_accept"),
            done("nopreempt"),
            done("notify").needs(1).runs(),
            done("notify_backup").needs(1).runs(),
            done("notify_deleted").runs(),
            done("notify_fault").needs(1).runs(),
            done("notify_master").needs(1).runs(),
            done("notify_master_rx_lower_pri").needs(1).runs(),
            done("notify_priority_changes").as(Shape.BOOLEAN),
            done("notify_stop").needs(1).runs(),
            done("old_unicast_checksum"),
            done("preempt"),
            done("preempt_delay").needs(1).as(Shape.seconds(0, 1_000_000_000)),
            done("priority").needs(1).as(Shape.integer(1, 255)).orElse("100 is used"),
            done("promote_secondaries"),
            done("skip_check_adv_addr").as(Shape.BOOLEAN),
            done("smtp_alert").as(Shape.BOOLEAN),
            done("state").needs(1),
            done("strict_mode").as(Shape.BOOLEAN),
            later("track_bfd").opening(BlockType.values("track_bfd")),
            done("track_file").opening(BlockType.values("track_file")),
            done("track_interface").opening(BlockType.values("track_interface")),
            done("track_process").opening(BlockType.values("track_process")),
            done("track_script").opening(BlockType.values("track_script")),
            done("track_src_ip"),
            done("unicast_fault_no_peer"),
            done("unicast_peer").opening(BlockType.values("unicast_peer")),
            done("unicast_src_ip").needs(1),
            done("unicast_ttl").needs(1).as(Shape.integer(0, 255)),
            done("use_ipvlan"),
            done("use_vmac"),
            done("use_vmac_addr"),
            done("version").needs(1).as(Shape.integer(2, 3)),
            done("virtual_ipaddress").opening(BlockType.values("virtual_ipaddress")),
            done("virtual_ipaddress_excluded").opening(BlockType.values("virtual_ipaddress_excluded")),
            done("virtual_router_id").needs(1).as(Shape.integer(1, 255)),
            done("virtual_routes").opening(BlockType.values("virtual_routes")),
            done("virtual_rules").opening(BlockType.values("virtual_rules")),
            done("vmac_xmit_base"),
            done("vrf").needs(1),
            // Since keepalived 2.4.
            done("auth_hmac").opening(AUTH_HMAC),
            done("no_virtual_ipaddress"),
            done("timer_expired_backup").as(Shape.integer(1, 254)),
            done("v3_checksum_as_v2").as(Shape.BOOLEAN));

    /** vrrp_sync_group. */
    static final BlockType VRRP_SYNC_GROUP = BlockType.of(
            "vrrp_sync_group",
            done("global_tracking").insteadUse("write track_interface, track_script and track_file in the group"),
            done("group").opening(BlockType.values("group")),
            done("notify").needs(1).runs(),
            done("notify_backup").needs(1).runs(),
            done("notify_fault").needs(1).runs(),
            done("notify_master").needs(1).runs(),
            done("notify_priority_changes").as(Shape.BOOLEAN),
            done("notify_stop").needs(1).runs(),
            done("smtp_alert").as(Shape.BOOLEAN),
            done("sync_group_tracking_weight"),
            later("track_bfd").opening(BlockType.values("track_bfd")),
            done("track_file").opening(BlockType.values("track_file")),
            done("track_interface").opening(BlockType.values("track_interface")),
            done("track_process").opening(BlockType.values("track_process")),
            done("track_script").opening(BlockType.values("track_script")));

    /** garp_group. */
    static final BlockType GARP_GROUP = BlockType.of(
            "garp_group",
            done("garp_interval").needs(1).as(Shape.seconds(0, 2_147_483_647L)),
            done("gna_interval").needs(1).as(Shape.seconds(0, 2_147_483_647L)),
            done("interface").needs(1),
            done("interfaces").opening(BlockType.values("interfaces")));

    private VrrpKeywords() {}
}
