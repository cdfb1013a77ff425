package dev.holdfast.linuxnet.rtnetlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address on an interface.
 *
 * @param ifIndex the interface's index, 1 or more
 * @param address this host's address
 * @param prefixLength 0 to 32 for IPv4, to 128 for IPv6
 * @param label the name older tools know it by, 1 to 15 bytes; IPv4 only; null for none. The kernel reports the interface's name
 *     where none was given.
 * @param scope how far it is valid, 0 to 255: {@link #SCOPE_GLOBAL}, {@link #SCOPE_LINK}, {@link #SCOPE_HOST} or another of
 *     rt_scopes of iproute2
 * @param broadcast the broadcast address; IPv4 only; null for none
 * @param flags the {@code IFA_F_} flags of linux/if_addr.h, for instance {@link #FLAG_NO_DUPLICATE_DETECTION}
 * @param peer the other end's address on a point-to-point link, whose prefix {@code prefixLength} then is; null for none
 * @param preferredSeconds how long it is preferred once added, 0 to 4294967295; null for ever. Not reported by the kernel.
 */
public record InterfaceAddress(
        int ifIndex,
        InetAddress address,
        int prefixLength,
        @Nullable String label,
        int scope,
        @Nullable InetAddress broadcast,
        int flags,
        @Nullable InetAddress peer,
        @Nullable Long preferredSeconds) {

    /** {@code RT_SCOPE_UNIVERSE}, "global". */
    public static final int SCOPE_GLOBAL = 0;
    /** {@code RT_SCOPE_SITE}. */
    public static final int SCOPE_SITE = 200;
    /** {@code RT_SCOPE_LINK}. */
    public static final int SCOPE_LINK = 253;
    /** {@code RT_SCOPE_HOST}. */
    public static final int SCOPE_HOST = 254;
    /** {@code RT_SCOPE_NOWHERE}. */
    public static final int SCOPE_NOWHERE = 255;

    /** {@code IFA_F_SECONDARY}: another address of the same prefix came first. */
    public static final int FLAG_SECONDARY = 0x01;
    /** {@code IFA_F_NODAD}: an IPv6 address that is used at once, without asking whether another host has it. */
    public static final int FLAG_NO_DUPLICATE_DETECTION = 0x02;
    /** {@code IFA_F_HOMEADDRESS}: the home address of Mobile IPv6. */
    public static final int FLAG_HOME = 0x10;
    /** {@code IFA_F_DADFAILED}: an IPv6 address that is not used because another host has it. */
    public static final int FLAG_DUPLICATE = 0x08;
    /**
     * {@code IFA_F_DEPRECATED}: not chosen as a source while there is another. An IPv6 address that is added with it is never
     * preferred and always valid, as with {@code preferred_lft 0} of ip(8); to IPv4 it means nothing.
     */
    public static final int FLAG_DEPRECATED = 0x20;
    /** {@code IFA_F_TENTATIVE}: an IPv6 address that is not usable yet. */
    public static final int FLAG_TENTATIVE = 0x40;
    /** {@code IFA_F_PERMANENT}: without a lifetime. */
    public static final int FLAG_PERMANENT = 0x80;
    /** {@code IFA_F_MANAGETEMPADDR}: temporary addresses are made of it. */
    public static final int FLAG_MANAGE_TEMPORARY = 0x100;
    /** {@code IFA_F_NOPREFIXROUTE}: no route to the prefix is added. */
    public static final int FLAG_NO_PREFIX_ROUTE = 0x200;
    /** {@code IFA_F_MCAUTOJOIN}: the multicast group of that address is joined. */
    public static final int FLAG_AUTO_JOIN = 0x400;

    /** {@code IFNAMSIZ} of linux/if.h, without the NUL. */
    private static final int LONGEST_LABEL = 15;

    public InterfaceAddress {
        int longest = address instanceof Inet4Address ? 32 : 128;
        if (ifIndex < 1) {
            throw new IllegalArgumentException("interface index " + ifIndex + " (expected 1 or more)");
        }
        if (prefixLength < 0 || prefixLength > longest) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " of " + address.getHostAddress()
                    + " (expected 0.." + longest + ")");
        }
        if (scope < 0 || scope > 255) {
            throw new IllegalArgumentException("scope " + scope + " (expected 0..255)");
        }
        if (label != null && (label.isEmpty() || label.length() > LONGEST_LABEL)) {
            throw new IllegalArgumentException(
                    "label \"" + label + "\" (expected 1.." + LONGEST_LABEL + " characters)");
        }
        if (preferredSeconds != null && (preferredSeconds < 0 || preferredSeconds > 0xffff_ffffL)) {
            throw new IllegalArgumentException("preferred for " + preferredSeconds + " s (expected 0..4294967295)");
        }
        requireSameFamily("broadcast", broadcast, address);
        requireSameFamily("peer", peer, address);
    }

    /** An address without a peer. */
    public InterfaceAddress(
            int ifIndex,
            InetAddress address,
            int prefixLength,
            @Nullable String label,
            int scope,
            @Nullable InetAddress broadcast,
            int flags) {
        this(ifIndex, address, prefixLength, label, scope, broadcast, flags, null, null);
    }

    /** An address that is preferred for ever. */
    public InterfaceAddress(
            int ifIndex,
            InetAddress address,
            int prefixLength,
            @Nullable String label,
            int scope,
            @Nullable InetAddress broadcast,
            int flags,
            @Nullable InetAddress peer) {
        this(ifIndex, address, prefixLength, label, scope, broadcast, flags, peer, null);
    }

    /** A global address with nothing but a prefix. */
    public static InterfaceAddress of(int ifIndex, InetAddress address, int prefixLength) {
        return new InterfaceAddress(ifIndex, address, prefixLength, null, SCOPE_GLOBAL, null, 0, null, null);
    }

    /** Whether both are the same to the kernel: it has one address of an interface, value, prefix and peer only once. */
    public boolean sameAs(InterfaceAddress other) {
        return ifIndex == other.ifIndex
                && prefixLength == other.prefixLength
                && address.equals(other.address)
                && Objects.equals(peer, other.peer);
    }

    private static void requireSameFamily(String what, @Nullable InetAddress value, InetAddress address) {
        if (value != null && value.getClass() != address.getClass()) {
            throw new IllegalArgumentException(what + " " + value.getHostAddress() + " of " + address.getHostAddress()
                    + " (expected the same address family)");
        }
    }

    /** The notation of ip(8): {@code 192.0.2.1/24}. */
    public String notation() {
        InetAddress other = peer;
        return address.getHostAddress() + (other == null ? "" : " peer " + other.getHostAddress()) + "/" + prefixLength;
    }
}
