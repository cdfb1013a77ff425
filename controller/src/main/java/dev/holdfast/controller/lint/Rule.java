package dev.holdfast.controller.lint;

/** What is looked for, with the name to silence it by. */
public enum Rule {
    /** Nothing of a script is seen, since nobody tracks it. */
    UNTRACKED_SCRIPT("untracked-script", "a vrrp_script, track_file or vrrp_track_process that nothing tracks"),
    /** Two instances would take the address from each other. */
    REPEATED_VIP("repeated-vip", "one address in virtual_ipaddress of two instances"),
    /** The owner of an address has priority 255 (RFC 9568 section 6.1). */
    OWN_ADDRESS("own-address", "a VIP that is the host's own address, without priority 255"),
    /** No host can have it. */
    NETWORK_ADDRESS("network-address", "a VIP that is the address of its network or its broadcast address"),
    /** keepalived takes no weights with priority 255. */
    WEIGHT_OWNER("weight-owner", "a weight of track_process with priority 255, which never changes"),
    /** A backup with nopreempt leaves a master alone whatever its priority is. */
    WEIGHT_NOPREEMPT(
            "weight-nopreempt", "a tracking weight with nopreempt: no backup takes over for a higher priority"),
    /** Priorities are held within 1..254. */
    WEIGHT_CLAMPED("weight-clamped", "a tracking weight that cannot add all it says, as priorities end at 254 and 1"),
    /** Members of a sync group change state together, and have no weights of their own. */
    WEIGHT_SYNC_GROUP(
            "weight-sync-group", "a weight of track_process in a sync group without sync_group_tracking_weight"),
    /** It would hear itself. */
    PEER_IS_SELF("peer-is-self", "unicast_peer with the instance's own unicast_src_ip"),
    /** Whoever can write it is root. */
    SCRIPT_WRITABLE("script-writable", "a script that others than root can replace"),
    /** Nobody takes it out when it dies. */
    UNCHECKED_SERVER("unchecked-server", "a real_server without any checker: it is taken for alive for ever"),
    /** keepalived's alpha mode is off. */
    NO_ALPHA("no-alpha", "servers that get connections before their first check (alpha is off); said once"),
    /** The kernel sees to each packet alone. */
    OPS_PERSISTENCE("ops-persistence", "one-packet scheduling (ops) with persistence_timeout"),
    /** The kernel refuses the service. */
    SCHEDULER_MISSING("scheduler-missing", "an lvs_sched that this host's kernel has not"),
    /** All servers are the same to it. */
    WEIGHT_IGNORED("weight-ignored", "different weights with an lvs_sched that does not look at them (rr, lc)"),
    /** Nobody gets connections. */
    ALL_WEIGHTS_ZERO("all-weights-zero", "a virtual_server whose real servers all have weight 0"),
    /** It would be sent in circles. */
    SERVER_IS_VIP("server-is-vip", "a real_server that is the virtual server's own address"),
    /** When it is dead, so is what is to stand in for it. */
    SORRY_IS_REAL("sorry-is-real", "a sorry_server that is one of the real servers"),
    /** Without checkers the quorum is never lost. */
    SORRY_UNUSED("sorry-unused", "a sorry_server where no real server has a checker"),
    /** The second one wins or is refused. */
    REPEATED_SERVICE("repeated-service", "two virtual_server blocks for the same address, port and protocol"),
    /** Nobody answers for its address. */
    UNOWNED_SERVICE("unowned-service", "a virtual_server whose address no vrrp_instance of the file has");

    private final String id;
    private final String summary;

    Rule(String id, String summary) {
        this.id = id;
        this.summary = summary;
    }

    /** Its name, in lower case with dashes. */
    public String id() {
        return id;
    }

    /** What it finds, in a few words. */
    public String summary() {
        return summary;
    }
}
