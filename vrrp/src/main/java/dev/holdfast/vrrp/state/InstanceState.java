package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.track.Tally;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything an instance knows between two events. Immutable; {@link VrrpMachine#step} makes the next one.
 *
 * @param config the configuration in force
 * @param role where the instance stands
 * @param source the address adverts are sent from; null only without a usable interface
 * @param interfaceUp whether the interface was last seen up
 * @param statuses what is known of what can be tracked
 * @param priority the effective priority: the base priority with tracking applied, 1..255
 * @param masterIntervalCentis the interval the master-down time is reckoned with: v3 learns it from the master
 * @param lastMaster the sender of the last advert that passed as a master's, or null; for status and for {@code
 *     skip_check_adv_addr}
 * @param holdsAddresses whether the instance's addresses are, as far as it knows, on their interfaces: as master, and before
 *     that while it keeps addresses found at the start
 * @param failedAttempts how often in a row putting addresses on failed
 * @param toldAgainUntil until when other masters' adverts do not make it announce its addresses once more
 * @param candidacy whether, and when, it may become master
 * @param timers everything it waits for
 */
public record InstanceState(
        InstanceConfig config,
        Role role,
        @Nullable InetAddress source,
        boolean interfaceUp,
        Map<TrackedId, TrackStatus> statuses,
        int priority,
        int masterIntervalCentis,
        @Nullable InetAddress lastMaster,
        boolean holdsAddresses,
        int failedAttempts,
        Deadline toldAgainUntil,
        Candidacy candidacy,
        Timers timers) {
    /** Copies the map. */
    public InstanceState {
        statuses = Map.copyOf(statuses);
    }

    /**
     * Whether nothing of its own keeps the instance from taking part: its interface is up and has an address, and nothing it tracks
     * says otherwise. What is not known yet keeps only an instance from it that does not take part.
     */
    public boolean isReady() {
        Tally tally = tally();
        return interfaceUp
                && source != null
                && tally.faults().isEmpty()
                && (role == Role.BACKUP || role == Role.MASTER || !tally.waiting());
    }

    /** What everything it tracks comes to. */
    public Tally tally() {
        return Tally.of(config.basePriority(), config.tracked(), statuses);
    }

    /** Whether there is anything to wait for. A backup and a master always have something. */
    public boolean hasDeadline() {
        return timers.next().isSet();
    }

    /** When the next {@link Event.TimerFired} is due, compared by subtraction; 0 without a deadline. */
    public long deadlineNanos() {
        return timers.next().nanos();
    }

    /** The advert this instance sends with the given priority, 0..255. */
    public Advert advert(int withPriority) {
        return new Advert(
                config.version(),
                config.vrid(),
                withPriority,
                config.advertIntervalCentis(),
                config.advertisedAddresses(),
                config.authentication());
    }
}
