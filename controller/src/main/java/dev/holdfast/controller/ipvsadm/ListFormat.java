package dev.holdfast.controller.ipvsadm;

import java.util.Set;

/**
 * How a listing is printed.
 *
 * @param columns which columns a table has
 * @param numeric addresses and ports as numbers ({@code -n})
 * @param exact counters in full ({@code --exact})
 * @param sorted in ipvsadm's order instead of the kernel's
 * @param persistence with what persistence engines keep of connections ({@code --persistent-conn})
 * @param json as JSON, which has everything
 */
record ListFormat(Columns columns, boolean numeric, boolean exact, boolean sorted, boolean persistence, boolean json) {

    /** What {@code ipvsadm} without options prints. */
    static final ListFormat PLAIN = of(Set.of());

    /** The columns of a table; where several are asked for, ipvsadm takes the first of this order. */
    enum Columns {
        STATS,
        RATE,
        THRESHOLDS,
        PERSISTENT_CONNECTIONS,
        TUNNELS,
        STANDARD
    }

    static ListFormat of(Set<IpvsadmOption> options) {
        Columns columns = options.contains(IpvsadmOption.STATS)
                ? Columns.STATS
                : options.contains(IpvsadmOption.RATE)
                        ? Columns.RATE
                        : options.contains(IpvsadmOption.THRESHOLDS)
                                ? Columns.THRESHOLDS
                                : options.contains(IpvsadmOption.PERSISTENT_CONN)
                                        ? Columns.PERSISTENT_CONNECTIONS
                                        : options.contains(IpvsadmOption.TUN_INFO) ? Columns.TUNNELS : Columns.STANDARD;
        return new ListFormat(
                columns,
                options.contains(IpvsadmOption.NUMERIC),
                options.contains(IpvsadmOption.EXACT),
                !options.contains(IpvsadmOption.NOSORT),
                options.contains(IpvsadmOption.PERSISTENT_CONN),
                options.contains(IpvsadmOption.JSON));
    }
}
