package dev.holdfast.controller.config.global;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The firewall keywords of global_defs.
 *
 * @param nftables {@code nftables}: the table of VRRP's rules; null where nothing asks for one by name
 * @param nftablesPriority {@code nftables_priority}: the chains' priority
 * @param counters {@code nftables_counters}: rules count packets
 * @param byInterfaceIndex {@code nftables_ifindex}: sets hold interface numbers instead of names
 * @param ipvsNftables {@code nftables_ipvs}: the table that marks packets of virtual server groups; null for none
 * @param ipvsNftablesPriority {@code nftables_ipvs_priority}
 * @param ipvsFirstMark {@code nftables_ipvs_start_fwmark}: the first mark to use, 1..4294967295
 * @param iptables {@code vrrp_iptables}: chains for input and output; null where not asked for, empty for the default ones.
 *     keepalived 2.2.7 uses nftables instead
 * @param ipsets {@code vrrp_ipsets}: names of sets; null where not asked for. keepalived 2.2.7 uses nftables instead
 */
public record Firewall(
        @Nullable String nftables,
        int nftablesPriority,
        boolean counters,
        boolean byInterfaceIndex,
        @Nullable String ipvsNftables,
        int ipvsNftablesPriority,
        long ipvsFirstMark,
        @Nullable List<String> iptables,
        @Nullable List<String> ipsets) {
    /** Both tables' name unless given. */
    public static final String DEFAULT_TABLE = "keepalived";

    /** The second table's name unless given. */
    public static final String DEFAULT_IPVS_TABLE = "keepalived_ipvs";

    /** Both priorities unless given. */
    public static final int DEFAULT_PRIORITY = -1;

    /** {@code nftables_ipvs_start_fwmark} unless given. */
    public static final long DEFAULT_FIRST_MARK = 1000;

    /** Checks the range and copies the lists. */
    public Firewall {
        Checked.range("nftables_ipvs_start_fwmark", ipvsFirstMark, 1, 0xffff_ffffL);
        iptables = iptables == null ? null : List.copyOf(iptables);
        ipsets = ipsets == null ? null : List.copyOf(ipsets);
    }
}
