package dev.holdfast.linuxnet.rtnetlink;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rule that chooses a routing table, ip-rule(8). What is null selects nothing.
 *
 * @param ipv6 whether it is of IPv6
 * @param preference the lower, the earlier, 0 to 4294967295
 * @param inverted whether it is for packets that do not fit
 * @param from the source
 * @param to the destination
 * @param action what is done
 * @param target the table of {@link Action#LOOKUP}, the preference of {@link Action#GOTO}, otherwise 0
 * @param protocol who made it: an {@code RTPROT_} number, 0 to 255
 * @param selectors what else it goes by, and what it does besides
 */
public record Rule(
        boolean ipv6,
        long preference,
        boolean inverted,
        @Nullable Prefix from,
        @Nullable Prefix to,
        Action action,
        long target,
        int protocol,
        Selectors selectors) {

    private static final long LARGEST = 0xffff_ffffL;

    /** The {@code FR_ACT_} numbers of linux/fib_rules.h. */
    public enum Action {
        /** A table is asked. */
        LOOKUP(1),
        /** It goes on at a later rule. */
        GOTO(2),
        /** It goes on at the next rule. */
        NOTHING(3),
        /** The packet is dropped. */
        BLACKHOLE(6),
        /** The packet is dropped, and the sender is told that the host cannot be reached. */
        UNREACHABLE(7),
        /** The packet is dropped, and the sender is told that this is prohibited. */
        PROHIBIT(8);

        private final int number;

        Action(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /**
     * The rest of a rule.
     *
     * @param tos the packet's TOS, 0 to 255; 0 for any
     * @param mark its mark and the bits of it that count
     * @param realms the source's realm in the upper and the destination's in the lower 16 bits; 0 for none
     * @param suppressPrefixLength routes with at most this prefix length do not count
     * @param suppressGroup routes over interfaces of this group do not count
     * @param inputInterface the name of the interface it came from
     * @param outputInterface the name of the interface its socket is bound to
     * @param tunnelId the tunnel's number
     * @param users the user who sent it
     * @param masterDevice the table is that of the interface's VRF
     * @param ipProtocol 0 to 255
     * @param sourcePorts its source port
     * @param destinationPorts its destination port
     */
    public record Selectors(
            int tos,
            @Nullable Mark mark,
            int realms,
            @Nullable Integer suppressPrefixLength,
            @Nullable Integer suppressGroup,
            @Nullable String inputInterface,
            @Nullable String outputInterface,
            @Nullable Long tunnelId,
            @Nullable Range users,
            boolean masterDevice,
            @Nullable Integer ipProtocol,
            @Nullable Range sourcePorts,
            @Nullable Range destinationPorts) {
        /** Nothing else. */
        public static final Selectors NONE =
                new Selectors(0, null, 0, null, null, null, null, null, null, false, null, null, null);
    }

    /** A firewall mark and its mask, 32 bits each. */
    public record Mark(long value, long mask) {}

    /** Numbers from the first to the last. */
    public record Range(long first, long last) {}

    public Rule {
        requireFamily("from", ipv6, from);
        requireFamily("to", ipv6, to);
        requireRange("preference", preference, LARGEST);
        requireRange("target", target, LARGEST);
        requireRange("protocol", protocol, 255);
    }

    /**
     * What the kernel tells of a rule that is gone, as far as it is looked at.
     *
     * @param ipv6 whether it was of IPv6
     * @param preference 0 to 4294967295
     * @param protocol who made it
     */
    public record Key(boolean ipv6, long preference, int protocol) {}

    /** What is told of it when it is gone; others may have the same. */
    public Key key() {
        return new Key(ipv6, preference, protocol);
    }

    /** The notation of ip(8), as far as it tells rules apart: {@code 100: from 192.0.2.1/32 lookup 7}. */
    public String notation() {
        Prefix source = from;
        Prefix destination = to;
        String doing = action.name().toLowerCase(Locale.ROOT);
        return preference + ":" + (inverted ? " not" : "")
                + " from " + (source == null ? (ipv6 ? "all (IPv6)" : "all") : source.notation())
                + (destination == null ? "" : " to " + destination.notation())
                + " " + doing + (target == 0 ? "" : " " + target);
    }

    private static void requireFamily(String what, boolean ipv6, @Nullable Prefix prefix) {
        if (prefix != null && prefix.ipv6() != ipv6) {
            throw new IllegalArgumentException(
                    what + " " + prefix.notation() + " (expected one of " + (ipv6 ? "IPv6)" : "IPv4)"));
        }
    }

    private static void requireRange(String what, long value, long most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(what + " " + value + " (expected 0.." + most + ")");
        }
    }
}
