package dev.holdfast.controller.ipvsadm;

import org.jspecify.annotations.Nullable;

/**
 * The options of ipvsadm(8) 1.31, {@code --json} and {@code --replace}, which are ours. Commands are options, too: the first one is the
 * command.
 */
enum IpvsadmOption {
    ADD_SERVICE("add-service", 'A', Value.NONE),
    EDIT_SERVICE("edit-service", 'E', Value.NONE),
    DELETE_SERVICE("delete-service", 'D', Value.NONE),
    CLEAR("clear", 'C', Value.NONE),
    LIST("list", 'L', Value.NONE),
    ZERO("zero", 'Z', Value.NONE),
    ADD_SERVER("add-server", 'a', Value.NONE),
    EDIT_SERVER("edit-server", 'e', Value.NONE),
    DELETE_SERVER("delete-server", 'd', Value.NONE),
    SET("set", '\0', Value.NONE),
    RESTORE("restore", 'R', Value.NONE),
    SAVE("save", 'S', Value.NONE),
    START_DAEMON("start-daemon", '\0', Value.REQUIRED),
    STOP_DAEMON("stop-daemon", '\0', Value.REQUIRED),
    HELP("help", 'h', Value.NONE),
    VERSION("version", 'v', Value.NONE),

    TCP_SERVICE("tcp-service", 't', Value.REQUIRED),
    UDP_SERVICE("udp-service", 'u', Value.REQUIRED),
    SCTP_SERVICE("sctp-service", '\0', Value.REQUIRED),
    FWMARK_SERVICE("fwmark-service", 'f', Value.REQUIRED),
    IPV6("ipv6", '6', Value.NONE),
    SCHEDULER("scheduler", 's', Value.REQUIRED),
    SCHED_FLAGS("sched-flags", 'b', Value.REQUIRED),
    PERSISTENT("persistent", 'p', Value.OPTIONAL),
    NETMASK("netmask", 'M', Value.REQUIRED),
    PE("pe", '\0', Value.REQUIRED),
    OPS("ops", 'o', Value.NONE),

    REAL_SERVER("real-server", 'r', Value.REQUIRED),
    GATEWAYING("gatewaying", 'g', Value.NONE),
    IPIP("ipip", 'i', Value.NONE),
    MASQUERADING("masquerading", 'm', Value.NONE),
    WEIGHT("weight", 'w', Value.REQUIRED),
    U_THRESHOLD("u-threshold", 'x', Value.REQUIRED),
    L_THRESHOLD("l-threshold", 'y', Value.REQUIRED),
    TUN_TYPE("tun-type", '\0', Value.REQUIRED),
    TUN_PORT("tun-port", '\0', Value.REQUIRED),
    TUN_NOCSUM("tun-nocsum", '\0', Value.NONE),
    TUN_CSUM("tun-csum", '\0', Value.NONE),
    TUN_REMCSUM("tun-remcsum", '\0', Value.NONE),

    NUMERIC("numeric", 'n', Value.NONE),
    CONNECTION("connection", 'c', Value.NONE),
    TIMEOUT("timeout", '\0', Value.NONE),
    DAEMON("daemon", '\0', Value.NONE),
    STATS("stats", '\0', Value.NONE),
    RATE("rate", '\0', Value.NONE),
    THRESHOLDS("thresholds", '\0', Value.NONE),
    PERSISTENT_CONN("persistent-conn", '\0', Value.NONE),
    TUN_INFO("tun-info", '\0', Value.NONE),
    EXACT("exact", 'X', Value.NONE),
    SORT("sort", '\0', Value.NONE),
    NOSORT("nosort", '\0', Value.NONE),
    JSON("json", '\0', Value.NONE),
    REPLACE("replace", '\0', Value.NONE),

    MCAST_INTERFACE("mcast-interface", '\0', Value.REQUIRED),
    SYNCID("syncid", '\0', Value.REQUIRED),
    SYNC_MAXLEN("sync-maxlen", '\0', Value.REQUIRED),
    MCAST_GROUP("mcast-group", '\0', Value.REQUIRED),
    MCAST_PORT("mcast-port", '\0', Value.REQUIRED),
    MCAST_TTL("mcast-ttl", '\0', Value.REQUIRED);

    /** Whether an option has a value. */
    enum Value {
        NONE,
        /** The rest of the word, or the next word whatever it is. */
        REQUIRED,
        /** The rest of the word, or the next word unless that begins with a dash. */
        OPTIONAL
    }

    private final String longName;
    private final char shortName;
    private final Value value;

    IpvsadmOption(String longName, char shortName, Value value) {
        this.longName = longName;
        this.shortName = shortName;
        this.value = value;
    }

    Value value() {
        return value;
    }

    boolean isCommand() {
        return compareTo(VERSION) <= 0;
    }

    /**
     * The option that stands for its kind: of the four that name a virtual service one may be given, and of the three
     * forwarding methods.
     */
    IpvsadmOption kind() {
        return switch (this) {
            case UDP_SERVICE, SCTP_SERVICE, FWMARK_SERVICE -> TCP_SERVICE;
            case IPIP, MASQUERADING -> GATEWAYING;
            default -> this;
        };
    }

    static @Nullable IpvsadmOption ofLongName(String name) {
        for (IpvsadmOption option : values()) {
            if (option.longName.equals(name)) {
                return option;
            }
        }
        return null;
    }

    static @Nullable IpvsadmOption ofShortName(char name) {
        if (name == 'l') {
            return LIST;
        }
        for (IpvsadmOption option : values()) {
            if (option.shortName != '\0' && option.shortName == name) {
                return option;
            }
        }
        return null;
    }

    /** {@code -t}, or {@code --stats} where there is no short name. */
    @Override
    public String toString() {
        return shortName == '\0' ? "--" + longName : "-" + shortName;
    }
}
