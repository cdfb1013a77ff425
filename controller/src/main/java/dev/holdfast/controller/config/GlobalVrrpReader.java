package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.global.Firewall;
import dev.holdfast.controller.config.global.GarpExtra;
import dev.holdfast.controller.config.global.ReceiveBuffer;
import dev.holdfast.controller.config.global.ReceiveBuffers;
import dev.holdfast.controller.config.global.ReceiveBuffers.Policy;
import dev.holdfast.controller.config.global.VrrpDefaults;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the keywords of global_defs about VRRP, its firewall and its buffers. */
final class GlobalVrrpReader {
    private static final int LONGEST_PREFIX = 15;

    private final Entries entries;
    private final Problems problems;

    GlobalVrrpReader(Entries entries, Problems problems) {
        this.entries = entries;
        this.problems = problems;
    }

    VrrpDefaults defaults() {
        Statement dynamic = entries.last("dynamic_interfaces");
        boolean mayChange = false;
        if (dynamic != null && !dynamic.arguments().isEmpty()) {
            mayChange = dynamic.text(0).equals("allow_if_changes");
            if (!mayChange) {
                problems.error(
                        dynamic.at(0),
                        "bad-value",
                        "dynamic_interfaces " + dynamic.text(0),
                        "allow_if_changes or nothing",
                        "it is ignored");
            }
        }
        InetAddress group4 = group("vrrp_mcast_group4", true);
        InetAddress group6 = group("vrrp_mcast_group6", false);
        return new VrrpDefaults(
                group4 instanceof Inet4Address address ? address : null,
                group6 instanceof Inet6Address address ? address : null,
                entries.text("default_interface"),
                entries.nanos("vrrp_garp_interval", 0),
                entries.nanos("vrrp_gna_interval", 0),
                garpExtra(),
                entries.has("vrrp_strict"),
                entries.has("vrrp_check_unicast_src"),
                dynamic != null,
                mayChange,
                entries.has("disable_local_igmp"),
                entries.has("log_unknown_vrids"),
                prefix("vmac_prefix", VrrpDefaults.DEFAULT_VMAC_PREFIX),
                entries.has("vmac_addr_prefix") ? prefix("vmac_addr_prefix", VrrpDefaults.DEFAULT_VMAC_PREFIX) : null,
                entries.flag("v3_checksum_as_v2", false),
                entries.nanos("vrrp_delay_after_boot", 0));
    }

    private String prefix(String keyword, String otherwise) {
        String given = entries.text(keyword);
        return given == null || given.isEmpty() || given.length() > LONGEST_PREFIX ? otherwise : given;
    }

    private @Nullable InetAddress group(String keyword, boolean ipv4) {
        InetAddress found = null;
        for (Statement statement : entries.all(keyword)) {
            InetAddress address = Addresses.parse(statement.text(0));
            if (address == null || (address instanceof Inet4Address) != ipv4 || !address.isMulticastAddress()) {
                String expected = "a multicast address of IPv" + (ipv4 ? 4 : 6);
                problems.error(
                        statement.at(0), "bad-address", keyword + " " + statement.text(0), expected, "it is ignored");
            } else {
                found = address;
                if (!ipv4 && !address.isMCLinkLocal()) {
                    problems.warning(
                            statement.at(0),
                            "scope",
                            keyword + " " + statement.text(0),
                            "one of link scope, ffX2:",
                            null);
                }
            }
        }
        return found;
    }

    private GarpExtra garpExtra() {
        Statement given = entries.last("vrrp_garp_extra_if");
        if (given == null) {
            given = entries.last("vrrp_vmac_garp_intvl");
        }
        return given == null ? GarpExtra.NONE : garpExtra(given, 1, problems);
    }

    /** Reads {@code [all] SECONDS}. */
    static GarpExtra garpExtra(Statement statement, int least, Problems problems) {
        boolean all = false;
        OptionalLong seconds = OptionalLong.empty();
        for (Word word : statement.arguments()) {
            if (word.text().equals("all")) {
                all = true;
            } else {
                seconds = Numbers.within(word.text(), least, GarpExtra.MOST_SECONDS);
                if (seconds.isEmpty()) {
                    String expected = "[all] " + least + ".." + GarpExtra.MOST_SECONDS;
                    problems.error(word, "bad-value", statement.name() + " " + word, expected, "it is ignored");
                    return GarpExtra.NONE;
                }
            }
        }
        if (seconds.isEmpty()) {
            String expected = statement.name() + " [all] SECONDS";
            problems.error(statement.word(), "missing-argument", statement.name(), expected, "it is ignored");
        }
        return new GarpExtra(all && seconds.isPresent(), (int) seconds.orElse(0));
    }

    Firewall firewall() {
        return new Firewall(
                table("nftables", Firewall.DEFAULT_TABLE),
                entries.integer("nftables_priority", Firewall.DEFAULT_PRIORITY),
                entries.has("nftables_counters"),
                entries.has("nftables_ifindex"),
                table("nftables_ipvs", Firewall.DEFAULT_IPVS_TABLE),
                entries.integer("nftables_ipvs_priority", Firewall.DEFAULT_PRIORITY),
                entries.number("nftables_ipvs_start_fwmark", Firewall.DEFAULT_FIRST_MARK),
                entries.words("vrrp_iptables"),
                entries.words("vrrp_ipsets"));
    }

    private @Nullable String table(String keyword, String unnamed) {
        Statement statement = entries.last(keyword);
        if (statement == null) {
            return null;
        }
        return statement.arguments().isEmpty() ? unnamed : statement.text(0);
    }

    ReceiveBuffers buffers() {
        Policy policy = Policy.SYSTEM;
        Long bytes = null;
        for (Statement statement : entries.all("vrrp_rx_bufs_policy")) {
            String text = statement.text(0);
            OptionalLong number = Numbers.within(text, 0, 0xffff_ffffL);
            if (Set.of("MTU", "ADVERT").contains(text.toUpperCase(java.util.Locale.ROOT))) {
                policy = Policy.valueOf(text.toUpperCase(java.util.Locale.ROOT));
                bytes = null;
            } else if (number.isPresent()) {
                policy = Policy.SIZE;
                bytes = number.getAsLong();
            } else {
                problems.error(
                        statement.at(0),
                        "bad-value",
                        "vrrp_rx_bufs_policy " + text,
                        "MTU, ADVERT or a number",
                        "it is ignored");
            }
        }
        return new ReceiveBuffers(
                buffer("vrrp_netlink_cmd_rcv_bufs"),
                buffer("vrrp_netlink_monitor_rcv_bufs"),
                buffer("lvs_netlink_cmd_rcv_bufs"),
                buffer("lvs_netlink_monitor_rcv_bufs"),
                buffer("process_monitor_rcv_bufs"),
                policy,
                bytes,
                multiplier());
    }

    private long multiplier() {
        long found = ReceiveBuffers.DEFAULT_MULTIPLIER;
        for (Statement statement : entries.all("vrrp_rx_bufs_multiplier")) {
            OptionalLong number = statement.arguments().size() == 1
                    ? Numbers.within(statement.text(0), 1, 0xffff_ffffL)
                    : OptionalLong.empty();
            if (number.isEmpty()) {
                problems.error(statement.at(0), "bad-value", "vrrp_rx_bufs_multiplier", "1 or more", "it is ignored");
            }
            found = number.orElse(found);
        }
        return found;
    }

    private ReceiveBuffer buffer(String keyword) {
        return new ReceiveBuffer(entries.number(keyword), entries.flag(keyword + "_force", false));
    }
}
