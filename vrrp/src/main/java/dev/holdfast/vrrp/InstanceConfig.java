package dev.holdfast.vrrp;

import dev.holdfast.vrrp.track.TrackedItem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One VRRP instance: a virtual router on one interface. Every range is checked; a value out of range is an
 * {@link IllegalArgumentException} that names it.
 *
 * @param name the instance's name in logs, 1 character or more
 * @param interfaceName the interface whose segment it speaks on; null for one that speaks to peers by whichever leads there
 * @param vrid the virtual router's number, 1..255
 * @param version the protocol version
 * @param basePriority 1..255 before any tracking; 255 is the address owner
 * @param advertIntervalCentis hundredths of a second: v3 1..4095; v2 100..25500 in whole seconds
 * @param nopreempt whether a backup leaves a master of lower priority alone
 * @param startAsMaster the configuration's {@code state MASTER}; the protocol does not use it: as in keepalived 2.2.7 any
 *     priority below 255 starts as a backup, and 255 starts as master (RFC 3768 section 6.4.1), also with {@code state
 *     BACKUP}, where keepalived would wait as a backup first
 * @param authentication v2 only; v3 must have none
 * @param family which IP the adverts go by
 * @param addresses the addresses in the advert, in its order; of {@code family}, at most 255, none twice
 * @param excludedAddresses held and announced together with {@code addresses}, but not in the advert; any family
 * @param garp the gratuitous ARP schedule
 * @param skipCheckAdvertAddresses trust the address list of a master whose adverts passed once ({@code
 *     skip_check_adv_addr})
 * @param lowerPriorityNoAdvert a master leaves lower-priority adverts unanswered ({@code lower_prio_no_advert})
 * @param higherPrioritySendAdvert a master that yields sends one more advert first ({@code higher_prio_send_advert})
 * @param downTimerAdverts how many silent advert intervals make a master dead, 1..100 ({@code down_timer_adverts})
 * @param preemptDelayNanos how much longer a preempting backup leaves a master of lower priority alone, 0 or more ({@code
 *     preempt_delay})
 * @param timerExpiredBackup a master whose advert is so late that a backup of this priority has taken over meanwhile steps back
 *     ({@code timer_expired_backup} of keepalived 2.4), 1..254; 0 for no such thing
 * @param grouped whether it is in a sync group, which decides when it becomes master and when it leaves Fault
 * @param tracked what it tracks besides its own interface, and for its sync group; something twice counts twice
 */
public record InstanceConfig(
        String name,
        @Nullable String interfaceName,
        int vrid,
        VrrpVersion version,
        int basePriority,
        int advertIntervalCentis,
        boolean nopreempt,
        boolean startAsMaster,
        Authentication authentication,
        AddressFamily family,
        List<VirtualAddress> addresses,
        List<VirtualAddress> excludedAddresses,
        GarpConfig garp,
        boolean skipCheckAdvertAddresses,
        boolean lowerPriorityNoAdvert,
        boolean higherPrioritySendAdvert,
        int downTimerAdverts,
        long preemptDelayNanos,
        int timerExpiredBackup,
        boolean grouped,
        List<TrackedItem> tracked) {
    /** The priority of the router that owns the addresses. */
    public static final int OWNER_PRIORITY = 255;

    /** Checks every value and copies the lists. */
    public InstanceConfig {
        Require.that(!name.isEmpty(), "instance name", "''", "at least one character");
        Require.that(
                interfaceName == null || !interfaceName.isEmpty(),
                "interface of " + name,
                "''",
                "at least one character");
        Require.range("virtual_router_id of " + name, vrid, 1, 255);
        Require.range("priority of " + name, basePriority, 1, OWNER_PRIORITY);
        Require.range("down_timer_adverts of " + name, downTimerAdverts, 1, 100);
        Require.range("preempt_delay of " + name + " (ns)", preemptDelayNanos, 0, Long.MAX_VALUE / 4);
        Require.range("timer_expired_backup of " + name, timerExpiredBackup, 0, OWNER_PRIORITY - 1);
        if (version == VrrpVersion.V2) {
            Require.that(
                    advertIntervalCentis >= 100 && advertIntervalCentis <= 25500 && advertIntervalCentis % 100 == 0,
                    "advert_int of " + name,
                    advertIntervalCentis + " centiseconds",
                    "whole seconds, 100..25500 in VRRPv2");
        } else {
            Require.range("advert_int (centiseconds) of " + name, advertIntervalCentis, 1, 4095);
            Require.that(authentication.type() == 0, "authentication of " + name, authentication, "none in VRRPv3");
        }
        addresses = List.copyOf(addresses);
        excludedAddresses = List.copyOf(excludedAddresses);
        tracked = List.copyOf(tracked);
        Require.range("number of addresses of " + name, addresses.size(), 0, 255);
        Set<InetAddress> seen = new HashSet<>();
        for (VirtualAddress address : addresses) {
            Require.that(family.has(address.address()), "address of " + name, address.text(), family.text());
            Require.that(seen.add(address.address()), "address of " + name, address.text(), "no address twice");
        }
    }

    /** Whether this router owns the addresses (priority 255). */
    public boolean isOwner() {
        return basePriority == OWNER_PRIORITY;
    }

    /** Every address held while master: those in the advert first, then the excluded ones. */
    public List<VirtualAddress> allAddresses() {
        if (excludedAddresses.isEmpty()) {
            return addresses;
        }
        List<VirtualAddress> all = new ArrayList<>(addresses);
        all.addAll(excludedAddresses);
        return List.copyOf(all);
    }

    /** The addresses as the advert lists them. */
    public List<InetAddress> advertisedAddresses() {
        // Needed for every advert, and a stream costs as much as the rest of it.
        InetAddress[] listed = new InetAddress[addresses.size()];
        for (int i = 0; i < listed.length; i++) {
            listed[i] = addresses.get(i).address();
        }
        return List.of(listed);
    }

    /** A builder with keepalived's defaults: v2, priority 100, IPv4, one advert a second, preempting, no
     * authentication. */
    public static Builder builder(String name, @Nullable String interfaceName, int vrid) {
        return new Builder(name, interfaceName, vrid);
    }

    /** A builder that starts with this configuration's values. */
    public Builder toBuilder() {
        return new Builder(name, interfaceName, vrid)
                .version(version)
                .basePriority(basePriority)
                .advertIntervalCentis(advertIntervalCentis)
                .nopreempt(nopreempt)
                .startAsMaster(startAsMaster)
                .authentication(authentication)
                .family(family)
                .addresses(addresses)
                .excludedAddresses(excludedAddresses)
                .garp(garp)
                .skipCheckAdvertAddresses(skipCheckAdvertAddresses)
                .lowerPriorityNoAdvert(lowerPriorityNoAdvert)
                .higherPrioritySendAdvert(higherPrioritySendAdvert)
                .downTimerAdverts(downTimerAdverts)
                .preemptDelayNanos(preemptDelayNanos)
                .timerExpiredBackup(timerExpiredBackup)
                .grouped(grouped)
                .tracked(tracked);
    }

    /** Collects the values of an {@link InstanceConfig}; nothing is checked before {@link #build}. */
    public static final class Builder {
        private final String name;
        private final @Nullable String interfaceName;
        private final int vrid;
        private VrrpVersion version = VrrpVersion.V2;
        private int basePriority = 100;
        private int advertIntervalCentis = 100;
        private boolean nopreempt;
        private boolean startAsMaster;
        private Authentication authentication = Authentication.NONE;
        private AddressFamily family = AddressFamily.IPV4;
        private List<VirtualAddress> addresses = List.of();
        private List<VirtualAddress> excludedAddresses = List.of();
        private GarpConfig garp = GarpConfig.DEFAULTS;
        private boolean skipCheckAdvertAddresses;
        private boolean lowerPriorityNoAdvert;
        private boolean higherPrioritySendAdvert;
        private int downTimerAdverts = 3;
        private long preemptDelayNanos;
        private int timerExpiredBackup;
        private boolean grouped;
        private List<TrackedItem> tracked = List.of();

        private Builder(String name, @Nullable String interfaceName, int vrid) {
            this.name = name;
            this.interfaceName = interfaceName;
            this.vrid = vrid;
        }

        /** Sets the protocol version. */
        public Builder version(VrrpVersion value) {
            version = value;
            return this;
        }

        /** Sets the priority, 1..255. */
        public Builder basePriority(int value) {
            basePriority = value;
            return this;
        }

        /** Sets the advertisement interval in hundredths of a second. */
        public Builder advertIntervalCentis(int value) {
            advertIntervalCentis = value;
            return this;
        }

        /** Sets whether a master of lower priority is left alone. */
        public Builder nopreempt(boolean value) {
            nopreempt = value;
            return this;
        }

        /** Sets the configuration's {@code state MASTER}. */
        public Builder startAsMaster(boolean value) {
            startAsMaster = value;
            return this;
        }

        /** Sets the authentication (v2 only). */
        public Builder authentication(Authentication value) {
            authentication = value;
            return this;
        }

        /** Sets which IP the adverts go by. */
        public Builder family(AddressFamily value) {
            family = value;
            return this;
        }

        /** Sets the addresses in the advert. */
        public Builder addresses(List<VirtualAddress> value) {
            addresses = value;
            return this;
        }

        /** Sets the addresses held but not in the advert. */
        public Builder excludedAddresses(List<VirtualAddress> value) {
            excludedAddresses = value;
            return this;
        }

        /** Sets the gratuitous ARP schedule. */
        public Builder garp(GarpConfig value) {
            garp = value;
            return this;
        }

        /** Sets {@code skip_check_adv_addr}. */
        public Builder skipCheckAdvertAddresses(boolean value) {
            skipCheckAdvertAddresses = value;
            return this;
        }

        /** Sets {@code lower_prio_no_advert}. */
        public Builder lowerPriorityNoAdvert(boolean value) {
            lowerPriorityNoAdvert = value;
            return this;
        }

        /** Sets {@code higher_prio_send_advert}. */
        public Builder higherPrioritySendAdvert(boolean value) {
            higherPrioritySendAdvert = value;
            return this;
        }

        /** Sets how many silent advert intervals make a master dead, 1..100. */
        public Builder downTimerAdverts(int value) {
            downTimerAdverts = value;
            return this;
        }

        /** Sets how much longer a master of lower priority is left alone. */
        public Builder preemptDelayNanos(long value) {
            preemptDelayNanos = value;
            return this;
        }

        /** Sets {@code timer_expired_backup}, 0 for no such thing. */
        public Builder timerExpiredBackup(int value) {
            timerExpiredBackup = value;
            return this;
        }

        /** Sets whether it is in a sync group. */
        public Builder grouped(boolean value) {
            grouped = value;
            return this;
        }

        /** Sets what it tracks. */
        public Builder tracked(List<TrackedItem> value) {
            tracked = value;
            return this;
        }

        /** Checks everything; throws {@link IllegalArgumentException} on the first value out of range. */
        public InstanceConfig build() {
            return new InstanceConfig(
                    name,
                    interfaceName,
                    vrid,
                    version,
                    basePriority,
                    advertIntervalCentis,
                    nopreempt,
                    startAsMaster,
                    authentication,
                    family,
                    addresses,
                    excludedAddresses,
                    garp,
                    skipCheckAdvertAddresses,
                    lowerPriorityNoAdvert,
                    higherPrioritySendAdvert,
                    downTimerAdverts,
                    preemptDelayNanos,
                    timerExpiredBackup,
                    grouped,
                    tracked);
        }
    }
}
