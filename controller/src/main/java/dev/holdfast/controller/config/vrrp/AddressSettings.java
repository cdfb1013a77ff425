package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import dev.holdfast.vrrp.VirtualAddress;
import java.net.InetAddress;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line of virtual_ipaddress, virtual_ipaddress_excluded or static_ipaddress.
 *
 * @param address the address with its prefix length
 * @param device {@code dev}, or null for the instance's own interface (static addresses: {@code default_interface})
 * @param label {@code label}, or null
 * @param scope {@code scope}: the kernel's number, 0..255, or null for the kernel's default
 * @param broadcast {@code brd}, {@code +} and {@code -} worked out, or null
 * @param peer {@code peer}, or null
 * @param flags the options without a value
 * @param preferredSeconds {@code preferred_lft} in seconds, 0..4294967295, the last for {@code forever}; null for the default,
 *     which is 0 for an IPv6 address with a prefix length of 128 and for ever otherwise
 * @param useVmac {@code use_vmac}: on a VMAC interface over {@code device}
 * @param tracked whether its loss is noticed; {@code no_track} says no
 * @param trackGroup {@code track_group} of a static address, or null
 */
public record AddressSettings(
        Prefix address,
        @Nullable String device,
        @Nullable String label,
        @Nullable Integer scope,
        @Nullable InetAddress broadcast,
        @Nullable Prefix peer,
        Set<Flag> flags,
        @Nullable Long preferredSeconds,
        boolean useVmac,
        boolean tracked,
        @Nullable String trackGroup) {
    // linux/if_addr.h
    private static final int IFA_F_NODAD = 0x02;
    private static final int IFA_F_HOMEADDRESS = 0x10;
    private static final int IFA_F_MANAGETEMPADDR = 0x100;
    private static final int IFA_F_NOPREFIXROUTE = 0x200;
    private static final int IFA_F_MCAUTOJOIN = 0x400;

    /** An IPv6 prefix that is one address. */
    private static final int HOST_LENGTH = 128;

    /** {@code preferred_lft forever}. */
    public static final long FOREVER = 0xffff_ffffL;

    /** Options of an address without a value, ip-address(8). */
    public enum Flag {
        /** Mobile IPv6's home address. */
        HOME("home"),
        /** No duplicate address detection. */
        NO_DUPLICATE_DETECTION("-nodad"),
        /** Temporary addresses are made of it. */
        MANAGE_TEMPORARY("mngtmpaddr"),
        /** No route for its prefix. */
        NO_PREFIX_ROUTE("noprefixroute"),
        /** The kernel joins the multicast group. */
        AUTO_JOIN("autojoin");

        private final String keyword;

        Flag(String keyword) {
            this.keyword = keyword;
        }

        /** How keepalived.conf spells it. */
        public String keyword() {
            return keyword;
        }
    }

    /** Checks the ranges and copies the set. */
    public AddressSettings {
        if (scope != null) {
            Checked.range("scope of " + address, scope, 0, 255);
        }
        if (preferredSeconds != null) {
            Checked.range("preferred_lft of " + address + " (seconds)", preferredSeconds, 0, FOREVER);
        }
        EnumSet<Flag> copy = EnumSet.noneOf(Flag.class);
        copy.addAll(flags);
        flags = Collections.unmodifiableSet(copy);
    }

    /** Whether it is IPv4. */
    public boolean isIpv4() {
        return address.isIpv4();
    }

    /** The address as the protocol's own records have it. */
    public VirtualAddress toVirtualAddress() {
        Prefix other = peer;
        return new VirtualAddress(
                address.address(),
                address.length(),
                device,
                label,
                scope,
                broadcast,
                new VirtualAddress.Options(
                        other == null ? null : other.address(), kernelFlags(), preferredLifetime(), useVmac, tracked));
    }

    /** An IPv6 address is used at once, unless {@code -nodad} asks to look for duplicates first. */
    private int kernelFlags() {
        int kernelFlags = isIpv4() || flags.contains(Flag.NO_DUPLICATE_DETECTION) ? 0 : IFA_F_NODAD;
        for (Flag flag : flags) {
            kernelFlags |= switch (flag) {
                case HOME -> IFA_F_HOMEADDRESS;
                case NO_DUPLICATE_DETECTION -> 0;
                case MANAGE_TEMPORARY -> IFA_F_MANAGETEMPADDR;
                case NO_PREFIX_ROUTE -> IFA_F_NOPREFIXROUTE;
                case AUTO_JOIN -> IFA_F_MCAUTOJOIN;
            };
        }
        return kernelFlags;
    }

    private @Nullable Long preferredLifetime() {
        Long seconds = preferredSeconds;
        if (seconds == null) {
            return !isIpv4() && address.length() == HOST_LENGTH ? 0L : null;
        }
        return seconds == FOREVER ? null : seconds;
    }
}
