package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.vrrp.GarpConfig;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VrrpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code vrrp_strict} and {@code strict_mode}: an instance that keeps to the RFCs. What they do not have is told of and left out. What
 * concerns authentication, {@code accept} and times is where those are read.
 */
final class StrictMode {
    private final boolean strict;
    private final Statement block;
    private final Entries entries;
    private final Problems problems;

    /**
     * Rules of an instance, none of which does anything where it is not strict.
     *
     * @param block the vrrp_instance block
     */
    StrictMode(boolean strict, Statement block, Entries entries, Problems problems) {
        this.strict = strict;
        this.block = block;
        this.entries = entries;
        this.problems = problems;
    }

    boolean isStrict() {
        return strict;
    }

    /** RFC 9568 section 5.2.1 has IPv6 in version 3 only. */
    VrrpVersion version(VrrpVersion version, boolean ipv6) {
        if (!strict || !ipv6 || version == VrrpVersion.V3) {
            return version;
        }
        warn("version", "version 2 with IPv6", "version 3", "3 is used");
        return VrrpVersion.V3;
    }

    /** Whether an instance begins as a master: the owner does (RFC 9568 section 6.4.1), and nobody else. */
    boolean beginsAsMaster(@Nullable String state, int priority) {
        boolean wanted = "MASTER".equals(state);
        boolean owner = priority == InstanceConfig.OWNER_PRIORITY;
        if (!strict) {
            return wanted;
        }
        if (wanted != owner && state != null) {
            warn(
                    "state",
                    "state " + state + " with priority " + priority,
                    "state MASTER with priority 255 only",
                    "the priority decides");
        }
        return owner;
    }

    /** Adverts leave by the interface with the virtual router's MAC address (RFC 9568 section 7.2). */
    VirtualInterface virtualInterface(VirtualInterface given) {
        if (!strict || !given.sendFromBase()) {
            return given;
        }
        warn("vmac_xmit_base", "vmac_xmit_base", "none", "it is ignored");
        return new VirtualInterface(
                given.kind(),
                given.name(),
                given.macAddress(),
                given.address(),
                given.mode(),
                false,
                given.onEveryDevice());
    }

    /** A master leaves lower-priority adverts alone (RFC 9568 section 6.4.3). */
    GarpConfig garp(GarpConfig given) {
        if (!strict) {
            return given;
        }
        for (String keyword : List.of("garp_lower_prio_repeat", "garp_lower_prio_delay")) {
            if (entries.has(keyword) && entries.number(keyword, 0) > 0) {
                warn(keyword, keyword, keyword + " 0", "0 is used");
            }
        }
        return new GarpConfig(
                given.repeat(),
                given.delayNanos(),
                given.repeatAfterDelay(),
                given.refreshNanos(),
                given.refreshRepeat(),
                0,
                0);
    }

    /** The first IPv6 address of an advert is the virtual router's link-local one (RFC 9568 section 5.2.9). */
    void checkFirst(List<AddressSettings> addresses, boolean unicast) {
        if (strict && !unicast && !addresses.isEmpty()) {
            AddressSettings first = addresses.get(0);
            if (!first.isIpv4() && !first.address().address().isLinkLocalAddress()) {
                String text = Addresses.text(first.address().address());
                warn(
                        "virtual_ipaddress",
                        "first address " + text,
                        "a link-local one first, fe80::/10",
                        "it stays as it is");
            }
        }
    }

    private void warn(String keyword, String found, String expected, String done) {
        Statement given = entries.last(keyword);
        Word at = given == null ? block.word() : given.word();
        problems.warning(at, "strict", found + " with strict_mode", expected, done);
    }
}
